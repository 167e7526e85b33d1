"""What can go wrong with PostgreSQL, said to a person."""


class PostgresTrouble(Exception):
    """PostgreSQL cannot be used; the text says why and, where we know it, what to do."""
