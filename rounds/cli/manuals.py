"""Operating manuals from files: checked, compared, put in force, shown; and what can be written in one."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from rounds.basics import clock
from rounds.basics.text import counted
from rounds.cli.named import text_of, workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.manual.checking import Checked, checked
from rounds.manual.commands import adopt
from rounds.manual.findings import Finding
from rounds.manual.queries import doubts_of, proposal
from rounds.manual.reference import reference
from rounds.manual.schema import schema
from rounds.policies.models import Manual
from rounds.policies.queries import version_in_force
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace


def check_manual(chosen: Namespace) -> int:
    """List every error with its place, then what is worth a look; 1 where there is an error. Raises CommandTrouble."""
    read = checked(_bytes_of(chosen.file))
    findings = [*read.findings, *(() if read.findings else read.doubts)]
    if chosen.json:
        print(json.dumps([_entry(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print(chosen.file, findings)
        _sum_up(read, len(findings))
    return 1 if read.findings else 0


def adopt_manual(chosen: Namespace) -> None:
    """Put a manual in force. Raises Refused, CommandTrouble."""
    text = text_of(chosen.file)
    with as_workspace(workspace_named(chosen.workspace)):
        now = clock.now()
        manual = adopt(text=text, by=Actor.system(), at=now)
        worth_a_look = doubts_of(checked(text), at=now)
    _print(chosen.file, worth_a_look, to=sys.stderr)
    print(f"“{manual.title}” is in force in {chosen.workspace} as version {manual.version}.")


def compare_manual(chosen: Namespace) -> int:
    """Say what a file would change and touch, and put nothing in force; 1 where it could not come into force.

    Raises Refused, CommandTrouble.
    """
    text = text_of(chosen.file)
    with as_workspace(workspace_named(chosen.workspace)):
        found = proposal(text, at=clock.now())
    wrong = [*map(str, found.findings), *(problem.text for problem in found.problems)]
    said = [*found.comparison.sentences, *found.touches] if found.comparison else []
    for line in [*said, *wrong, *map(str, found.doubts)]:
        print(line)
    summary = found.comparison.summary if found.comparison else f"{len(found.findings)} to mend"
    print(f"{summary}, against version {found.in_force}.", file=sys.stderr)
    return 1 if wrong else 0


def show_manual(chosen: Namespace) -> None:
    """Print the manual in force, or an earlier version, as it was written. Raises CommandTrouble."""
    with as_workspace(workspace_named(chosen.workspace)):
        version: int = chosen.version or version_in_force() or 0
        text = Manual.objects.filter(version=version).values_list("text", flat=True).first()
    if text is None:
        raise CommandTrouble(f"{chosen.workspace} has no manual{f' of version {version}' if version else ' yet'}.")
    sys.stdout.write(text)


def print_schema(_chosen: Namespace) -> None:
    """Print the JSON Schema of a clause, for editors."""
    print(json.dumps(schema(), ensure_ascii=False, indent=2))


def print_reference(_chosen: Namespace) -> None:
    """Print the reference page of the language, as docs/manual.md has it."""
    sys.stdout.write(reference())


def _bytes_of(path: str) -> bytes:
    """Read a file as it is: what is no text is said by the checker, at its place. Raises CommandTrouble."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandTrouble(f"{path} cannot be read: {error}") from error


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "line": finding.line,
        "column": finding.column,
        "clause": finding.clause,
        "problem": finding.problem,
        "nearest": finding.nearest,
        "level": finding.level,
    }


def _print(file: str, findings: Iterable[Finding], *, to: TextIO | None = None) -> None:
    for finding in findings:
        print(f"{file}, {finding}", file=to or sys.stdout)


def _sum_up(read: Checked, number: int) -> None:
    if read.findings:
        says = f"{number} to mend."
    elif number:
        says = f"Nothing to mend; it can be adopted. {counted(number, 'thing')} worth a look."
    else:
        says = "Nothing to mend; it can be adopted."
    print(says, file=sys.stderr)
