"""Months of a team are played, with deaths, late answers and leavers; a judge who shares nothing with Rounds finds nothing broken."""

import json
import os
import subprocess
import sys

from tests.database import HOME, PROJECT
from tests.simulation.plants import BOARD, FAULTS, TOWN


def test_a_team_keeps_every_promise_and_the_judge_sees_each_that_is_broken_A1_A11():
    """One test, for the world is played once: 120 firms over 200 days, summer time ends in them."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "ROUNDS_"))}
    asked = [sys.executable, "-m", "tests.simulation.plants", str(HOME / "simulated"), "manuals/annual-check-ins.md"]
    done = subprocess.run(asked, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    played, seen = found["played"], found["seen"]
    assert played["broken"] == []
    assert seen.pop("nothing") == []
    assert {rule for rule, said in seen.items() if rule not in said} == set()
    assert set(seen) == {*FAULTS, *TOWN, *BOARD}
    counted = (
        "woken",
        "second_attempts",
        "answers",
        "auto_replies",
        "non_responses",
        "graded",
        "suggested",
        "differed",
    )
    assert min(played[name] for name in counted) > 0
    assert played["deaths"] > 0
    assert played["late"] == 0


def test_the_judge_imports_nothing_of_rounds():
    look = "import sys, rounds_judge.judging; print([name for name in sys.modules if name.split('.')[0] == 'rounds'])"
    done = subprocess.run([sys.executable, "-c", look], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
