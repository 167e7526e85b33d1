"""An import is stopped, cannot go on, or is taken back."""

from datetime import datetime

from rounds.accounts.commands import Undone, take_back
from rounds.basics.problems import Problem, refuse_if
from rounds.checkins.commands import drop_pasts
from rounds.desk.commands import take_back_tickets
from rounds.imports.commands.loading import drop_file, locked, unchanged
from rounds.imports.events import ImportStopped, ImportTakenBack
from rounds.imports.house import CANNOT_GO_ON
from rounds.imports.models import Import, TurnedRow
from rounds.imports.records import RECORD
from rounds.imports.rules import Stage, Step
from rounds.imports.targets import What
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import command

USED = [
    Problem(
        "usage stays",
        "Usage cannot be taken back: it is counted from now on.",
        "What waits for its account can be dropped.",
    )
]


@command
def stop(*, import_id: int, by: Actor, at: datetime) -> Import:
    """Stop an import; what has come in stays, and it can go on. One that never began is given up, and its file dropped.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused.
    """
    require(by, "import data")
    found = locked(import_id, Step.STOP)
    begun = found.started_at is not None
    found.stage = Stage.STOPPED if begun else Stage.TAKEN_BACK
    if not begun:
        drop_file(found)
        TurnedRow.objects.filter(of=found).delete()
    return _stopped(found, by, at)


@command
def give_up(*, import_id: int, trouble: str, at: datetime) -> Import | None:
    """Note that an import cannot go on, and why. trouble: a plain sentence. None where it moved on. at: aware, UTC."""
    found = locked(import_id)
    if found.stage not in {Stage.RUNNING, Stage.TRYING}:
        return None
    found.trouble = trouble[:2_000]
    found.stage = Stage.STOPPED if found.stage == Stage.RUNNING else Stage.BROUGHT
    seen = (
        Fact("records that had come in", str(found.position)),
        Fact("the next", "could not; the import's page says why"),
    )
    return _stopped(
        found, Actor.itself(), at, CANNOT_GO_ON.because(*seen, then="it goes on from there when somebody says so")
    )


@command
def take_back_import(*, import_id: int, by: Actor, at: datetime, version: int | None = None) -> Undone:
    """Take an import back: what it made and nobody touched since is gone, what it filled up is as it was.

    Check-ins give back what they took over of their past, where nothing happened on them since.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (not in, or coming in).
    """
    require(by, "import data")
    found = locked(import_id, Step.TAKE_BACK)
    unchanged(found, version, mine={"Act": "take back"})
    refuse_if(USED if found.what == What.USAGE else [])
    if found.what == What.TICKETS:
        undone = take_back_tickets(import_id=found.pk, by=by, at=at)
    else:
        drop_pasts(import_id=found.pk, by=by, at=at)
        undone = take_back(record=RECORD[What(found.what)], import_id=found.pk, by=by, at=at)
    found.stage, found.ended_at = Stage.TAKEN_BACK, at
    found.version += 1
    drop_file(found)
    found.save(update_fields=["stage", "ended_at", "looks", "version"])
    TurnedRow.objects.filter(of=found).delete()
    told = ImportTakenBack(file=found.pk, removed=undone.removed, undone=undone.undone, stays=undone.stays)
    record(told, by=by, at=at)
    return undone


def _stopped(found: Import, by: Actor, at: datetime, because: Because | None = None) -> Import:
    found.ended_at = at
    found.version += 1
    found.save(update_fields=["stage", "trouble", "ended_at", "looks", "version"])
    record(ImportStopped(file=found.pk, position=found.position), by=by, at=at, because=because)
    return found
