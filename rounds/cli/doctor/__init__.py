"""`rounds doctor`: what runs and what is wrong, in plain words. Nothing is started or changed by looking."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from rounds.cli import roof
from rounds.cli.doctor import database, machine, processes
from rounds.cli.doctor.finding import MARKS, Finding, State


def doctor(chosen: Namespace) -> int:
    """Look at everything and say it; 1 where there is trouble."""
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
    yield from machine.look(home)
    yield from database.look(home, verify=verify)
    yield from processes.look(home)
