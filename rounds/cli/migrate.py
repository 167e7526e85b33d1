"""Migrations run as the owner role, in a process of their own: the program's own connection must never be the owner's."""

import os
import subprocess
import sys
from argparse import Namespace

from rounds.cli import roof
from rounds.cli.surroundings import database_up, has_own_database
from rounds.cli.trouble import CommandTrouble
from rounds.cli.unchanged import is_unchanged, remember

UP_TO_DATE = "tables are up to date"


def migrate(_: Namespace) -> None:
    """Bring the tables up to date. Raises CommandTrouble."""
    with database_up():
        print(run_migrations())


def bring_up_to_date() -> str:
    """Migrate where it is not known that nothing changed; give what was done, in words. Raises CommandTrouble."""
    if not has_own_database():
        return run_migrations()
    if is_unchanged(roof.home()):
        return UP_TO_DATE
    done = run_migrations()
    remember(roof.home())
    return done


def run_migrations() -> str:
    """Migrate the database that runs; give what was done, in words. Raises CommandTrouble with the last words."""
    if not has_own_database() and not os.environ.get("ROUNDS_OWNER_DATABASE_URL"):
        raise CommandTrouble("Migrating needs ROUNDS_OWNER_DATABASE_URL beside DATABASE_URL: the owner role's address.")
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--no-color", "--skip-checks"],
        env={**os.environ, "ROUNDS_AS_OWNER": "1", "DJANGO_SETTINGS_MODULE": roof.SETTINGS},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise CommandTrouble(
            f"The tables could not be brought up to date:\n{done.stderr.strip() or done.stdout.strip()}"
        )
    applied = done.stdout.count("... OK")
    return f"{applied} changes made to the tables" if applied else UP_TO_DATE
