"""Operating manuals from files: checked, compared, put in force, shown."""

import sys
from argparse import Namespace

from rounds.basics import clock
from rounds.cli.trouble import CommandTrouble
from rounds.cli.workspaces import text_of, workspace_named
from rounds.manual.checking import check
from rounds.manual.commands import adopt
from rounds.manual.queries import proposal
from rounds.policies.models import Manual
from rounds.policies.queries import version_in_force
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace


def check_manual(chosen: Namespace) -> int:
    """List every error with its place; 1 where there is one. Raises CommandTrouble."""
    findings = check(text_of(chosen.file))
    for finding in findings:
        print(f"{chosen.file}, {finding}")
    print(f"{len(findings)} to mend." if findings else "Nothing to mend; it can be adopted.", file=sys.stderr)
    return 1 if findings else 0


def adopt_manual(chosen: Namespace) -> None:
    """Put a manual in force. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        manual = adopt(text=text_of(chosen.file), by=Actor.system(), at=clock.now())
    print(f"“{manual.title}” is in force in {chosen.slug} as version {manual.version}.")


def compare_manual(chosen: Namespace) -> int:
    """Say what a file would change and touch, and put nothing in force; 1 where it could not come into force.

    Raises Refused, CommandTrouble.
    """
    text = text_of(chosen.file)
    with as_workspace(workspace_named(chosen.slug)):
        found = proposal(text)
    wrong = [*map(str, found.findings), *(problem.text for problem in found.problems)]
    said = [*found.comparison.sentences, *found.touches] if found.comparison else []
    for line in [*said, *wrong]:
        print(line)
    summary = found.comparison.summary if found.comparison else f"{len(found.findings)} to mend"
    print(f"{summary}, against version {found.in_force}.", file=sys.stderr)
    return 1 if wrong else 0


def show_manual(chosen: Namespace) -> None:
    """Print the manual in force, or an earlier version, as it was written. Raises CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        version: int = chosen.version or version_in_force() or 0
        text = Manual.objects.filter(version=version).values_list("text", flat=True).first()
    if text is None:
        raise CommandTrouble(f"{chosen.slug} has no manual{f' of version {version}' if version else ' yet'}.")
    sys.stdout.write(text)
