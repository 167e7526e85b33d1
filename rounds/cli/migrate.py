"""Migrations run as the owner role, in a process of their own: the program's own connection must never be the owner's."""

import os
import subprocess
import sys
import time
from argparse import Namespace
from tempfile import TemporaryFile

from rounds.basics.text import counted
from rounds.cli import roof
from rounds.cli.surroundings import Say, database_up, has_own_database
from rounds.cli.trouble import CommandTrouble
from rounds.cli.unchanged import is_unchanged, remember

UP_TO_DATE = "tables are up to date"
DONE = "... OK"
SAYS_EVERY = 5.0  # seconds


def migrate(_: Namespace) -> None:
    """Bring the tables up to date. Raises CommandTrouble."""
    with database_up():
        print(run_migrations())


def bring_up_to_date(say: Say) -> str:
    """Migrate where it is not known that nothing changed; give what was done, in words. Raises CommandTrouble."""
    if not has_own_database():
        return run_migrations(say)
    if is_unchanged(roof.home()):
        return UP_TO_DATE
    done = run_migrations(say)
    remember(roof.home())
    return done


def run_migrations(say: Say = print) -> str:
    """Migrate the database that runs, and say now and then how far it is; give what was done, in words.

    Raises CommandTrouble with the last words.
    """
    if not has_own_database() and not os.environ.get("ROUNDS_OWNER_DATABASE_URL"):
        raise CommandTrouble("Migrating needs ROUNDS_OWNER_DATABASE_URL beside DATABASE_URL: the owner role's address.")
    with TemporaryFile("w+") as errors:
        running = subprocess.Popen(
            [sys.executable, "-m", "django", "migrate", "--no-input", "--no-color", "--skip-checks"],
            env={**os.environ, "ROUNDS_AS_OWNER": "1", "DJANGO_SETTINGS_MODULE": roof.SETTINGS},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        printed = _followed(running, say)
        if running.wait():
            errors.seek(0)
            raise CommandTrouble(
                f"The tables could not be brought up to date:\n{errors.read().strip() or printed.strip()}"
            )
    applied = printed.count(DONE)
    return f"{counted(applied, 'change')} made to the tables" if applied else UP_TO_DATE


def _followed(running: "subprocess.Popen[str]", say: Say) -> str:
    """Read what it prints to its end, and say how many changes are made whenever it is silent for long."""
    assert running.stdout
    printed, said = [], time.monotonic()
    with running.stdout:
        for line in running.stdout:
            printed.append(line)
            if DONE in line and time.monotonic() - said > SAYS_EVERY:
                said = time.monotonic()
                say(f"{counted(''.join(printed).count(DONE), 'change')} made to the tables so far")
    return "".join(printed)
