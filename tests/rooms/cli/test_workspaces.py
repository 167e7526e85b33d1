"""Words about a workspace, of whoever holds the machine."""

import os
import subprocess
import sys

from rounds.postgres.copies import in_database
from tests.database import PROJECT


def test_a_database_without_tables_is_said_in_words_with_the_home_that_may_be_meant():
    """Whoever looks after a demo and forgets its home meets an empty database."""
    env = os.environ | {"DATABASE_URL": in_database(os.environ["DATABASE_URL"], "rounds")}
    words = [sys.executable, "-m", "rounds.cli", "manual", "show", "--workspace", "fenwick"]
    said = subprocess.run(words, env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "no tables" in said.stderr and "ROUNDS_HOME" in said.stderr
    assert "Traceback" not in said.stderr
