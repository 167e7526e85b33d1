"""`rounds doctor`: what runs and what is wrong, in plain words. Nothing is started or changed by looking."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

import django.db
import psycopg

from rounds.cli import roof
from rounds.cli.doctor import database, machine, processes
from rounds.cli.doctor.finding import MARKS, Finding, State, trouble
from rounds.cli.only_one import is_held, told
from rounds.cli.trouble import CommandTrouble
from rounds.postgres import PostgresTrouble


def doctor(chosen: Namespace) -> int:
    """Look at everything and say it; 1 where there is trouble. What runs is judged by its own settings, not by this shell's."""
    if is_held(roof.home()):  # what was killed leaves its note
        os.environ |= told(roof.home())
    findings = list(_look(verify=chosen.verify))
    if chosen.json:
        json.dump([asdict(finding) for finding in findings], sys.stdout, indent=1)
        print()
    else:
        for finding in findings:
            print(f"{MARKS[finding.state]} {finding.what:<11} {finding.says}")
    return 1 if any(finding.state is State.TROUBLE for finding in findings) else 0


def _look(*, verify: bool) -> Iterator[Finding]:
    home = roof.home()
    yield from _plainly("machine", machine.look(home))
    yield from _plainly("database", database.look(home, verify=verify))
    yield from _plainly("processes", processes.look(home))


def _plainly(what: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Go on looking elsewhere where one look fails, and say why it did in a line."""
    try:
        yield from findings
    except (CommandTrouble, PostgresTrouble, psycopg.Error, django.db.Error) as stumbled:
        yield trouble(what, str(stumbled) or type(stumbled).__name__)
