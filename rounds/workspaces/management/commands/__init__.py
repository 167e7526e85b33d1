"""Each is found by its file's name."""
