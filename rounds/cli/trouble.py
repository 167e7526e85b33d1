"""What stops a command, said to a person."""


class CommandTrouble(Exception):
    """A command could not do its work; the text says why and what to do."""
