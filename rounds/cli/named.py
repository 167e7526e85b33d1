"""What people name at the command line: a workspace by its short name, a text by its path. Every command waits for these imports."""

from pathlib import Path

from django.db import ProgrammingError
from psycopg.errors import UndefinedFunction

from rounds.cli import roof
from rounds.cli.trouble import CommandTrouble
from rounds.workspaces.queries import all_ids, id_of

ANOTHER_HOME = "Where Rounds runs already, ROUNDS_HOME names its home; that of `make demo` is .rounds in the project."


def workspace_named(slug: str) -> int:
    """Find a workspace. Raises CommandTrouble with the names there are, or where no Rounds was ever started here."""
    try:
        found_id = id_of(slug)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != UndefinedFunction.sqlstate:
            raise
        text = f"There are no tables in the database of {roof.home()} yet: `rounds serve` makes them. {ANOTHER_HOME}"
        raise CommandTrouble(text) from error
    if found_id is None:
        known = ", ".join(name for _, name in all_ids()) or "none yet"
        raise CommandTrouble(f"There is no workspace “{slug}”. There is: {known}.")
    return found_id


def text_of(path: str) -> str:
    """Read a manual's file. Raises CommandTrouble."""
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandTrouble(f"{path} cannot be read: {error}") from error
