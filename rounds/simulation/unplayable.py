"""What keeps a simulation from beginning."""


class Unplayable(Exception):
    """A manual that nothing can be played with; the text says why."""
