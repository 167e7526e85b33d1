"""Commands of Django that the program runs in a way of its own."""
