"""Puts a manual in force, a new one or an earlier one."""

import json
from datetime import datetime

from django.db.models import F

from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused, refuse_if
from rounds.manual.checking import Checked, checked
from rounds.manual.events import ManualAdopted
from rounds.manual.findings import Finding
from rounds.manual.fitness import founding_problems, misfits
from rounds.manual.front import Front
from rounds.manual.models import Draft
from rounds.manual.sides import front_of
from rounds.manual.whole import ADOPT
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.queries import version_in_force
from rounds.team.commands.members import one_after_the_other
from rounds.team.permissions import ACTS
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, forget, here
from rounds.workspaces.models import Workspace
from rounds.workspaces.queries import THIS


@command
def adopt(*, text: str, by: Actor, at: datetime) -> Manual:
    """Check a manual and put it in force: from now on it decides.

    at: aware, UTC. Raises NotAllowed, Refused (each finding of the check is a problem), ChangedMeanwhile where
    another version came into force in between.
    Source: F1; requirements, Where rules meet.
    """
    return put_in_force(text, by=by, at=at)


@command
def bring_back(*, number: int, version: int, by: Actor, at: datetime) -> Manual:
    """Put the text of an earlier version in force again, as a new version and through the same check.

    number: of the version to bring back. version: the one in force that the page was read under. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    Source: F1.
    """
    require(by, ADOPT)
    earlier = Manual.objects.filter(version=number).first()
    if earlier is None:
        raise NotThere(f"manual {number}")
    in_force = version_in_force()
    if in_force == number:
        raise Refused([Problem("in force", f"Version {number} is in force already.")])
    if in_force != version:
        raise _moved_on(f"version {number}, brought back as version {version + 1}", in_force or 0)
    return put_in_force(earlier.text, by=by, at=at, brought_back=earlier)


def put_in_force(text: str, *, by: Actor, at: datetime, brought_back: Manual | None = None) -> Manual:
    """Do what every adoption does, whichever act asks for it: refuse, check, move on, store, record.

    The company's row is locked first, as it is where roles change: else a manual and a member's roles, each harmless, could
    together leave nobody who may let people in.
    """
    before = version_in_force()
    _refuse_stranger(by, before)
    one_after_the_other()
    read = checked(text)
    refuse_if([problem_of(finding) for finding in read.findings])
    refuse_if(list(founding_problems(read.sheets) if before is None else misfits(read.sheets)))
    assert read.front, "a manual without findings has a front"
    _move_on(before, read.front)
    acts = brought_back.acts if brought_back else sorted(ACTS)
    manual = _store(read, read.front, version=(before or 0) + 1, acts=acts, by=by, at=at)
    number = brought_back.version if brought_back else None
    record(ManualAdopted(manual=manual.pk, version=manual.version, brought_back=number), by=by, at=at)
    return manual


def problem_of(finding: Finding) -> Problem:
    """Put a finding into the words of a refusal."""
    text = f"Line {finding.line}, column {finding.column}: "
    if finding.fix and finding.fix.strip():
        return Problem("manual", f"{text}{finding.problem}.", f"Write “{finding.fix}”.", clause=finding.clause)
    return Problem("manual", text + finding.sentence, clause=finding.clause)


def _refuse_stranger(by: Actor, before: int | None) -> None:
    """Before the first manual there are no rights, and only Rounds itself (the command line) puts one in force."""
    if before is None and by.kind is ActorKind.SYSTEM:
        return
    require(by, ADOPT)


def _move_on(before: int | None, front: Front) -> None:
    """Move the workspace on from the version that was read; a second adoption at the same time finds it gone."""
    version = (before or 0) + 1
    moved = Workspace.objects.filter(id=here(), manual_version=before).update(manual_version=version)
    if not moved:
        raise _moved_on(f"{front.manual}, as version {version}", version)
    Draft.objects.update(version=F("version") + 1)
    forget(THIS)


def _moved_on(wish: str, version: int) -> ChangedMeanwhile:
    """Say that another version came into force. version: the one that stands, to try again on."""
    return ChangedMeanwhile(
        what="the operating manual",
        mine={"In force": wish},
        theirs={"In force": f"version {version}, put in force meanwhile"},
        version=version,
    )


def _store(read: Checked, front: Front, *, version: int, acts: list[str] | None, by: Actor, at: datetime) -> Manual:
    manual = Manual.objects.create(
        workspace_id=here(),
        version=version,
        title=front.manual,
        text=read.text,
        front=front_of(front),
        acts=acts,
        adopted_at=at,
        adopted_by_id=by.id if by.kind is ActorKind.MEMBER else None,
    )
    rows = [
        ClauseRow(
            workspace_id=here(),
            manual=manual,
            kind=sheet.clause.kind,
            name=sheet.clause.name,
            position=position,
            data=sheet.keys,
            written=json.dumps(sheet.keys, ensure_ascii=False),
            line_from=sheet.written.line_from,
            line_to=sheet.written.line_to,
        )
        for position, sheet in enumerate(read.sheets)
    ]
    ClauseRow.objects.bulk_create(rows)
    return manual
