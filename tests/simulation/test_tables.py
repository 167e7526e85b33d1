"""Tables are made with few models drawn (`rounds/workspaces/migrating.py`): they are those that Django makes when it draws them all."""

import os
import re
import subprocess
import sys

import psycopg

from rounds.postgres import Server, binaries, copies
from tests.database import FAST, HOME, PROJECT, migrating

DRAWING_ALL = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), skip_checks=True, verbosity=0)
"""
MADE_ANEW = re.compile(r"\d{4}-\d\d-\d\d [\d:.]+\+00|^\\(un)?restrict .*$", re.MULTILINE)


def test_the_tables_are_those_that_come_where_all_models_are_drawn_for_each_change():
    """F7. Every table, column, index, constraint, policy, function and row that migrating leaves, as PostgreSQL writes them out."""
    assert _made_by("-m", "django", "migrate", "--skip-checks", "-v0") == _made_by("-c", DRAWING_ALL)


def _made_by(*program: str) -> str:
    server = Server(HOME, settings=FAST)
    urls, name = server.ensure_running(), f"test_tables_{os.getpid()}"
    with psycopg.connect(server.admin_url(), autocommit=True) as admin:
        copies.copy(admin, "rounds", name)
        try:
            subprocess.run([sys.executable, *program], env=migrating(urls.owner, name), check=True, cwd=PROJECT)
            dump = [binaries.choose().folder / "pg_dump", copies.in_database(server.admin_url(), name)]
            dumped = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
        finally:
            copies.drop(admin, name)
    assert dumped.count("CREATE TABLE") > 50
    return MADE_ANEW.sub("", dumped)
