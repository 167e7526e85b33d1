"""An import comes in, batch by batch: each is one transaction with its events, its turned rows and how far it came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rounds.accounts.coming import Batch, Brought, Coming, Fate, Turned
from rounds.accounts.commands import bring_in, declare_field
from rounds.accounts.commands.loading import declared_fields
from rounds.desk.commands import TicketBatch, import_tickets
from rounds.desk.imported import ComingTicket
from rounds.imports.commands.loading import drop_file, locked, map_of, unchanged
from rounds.imports.commands.trying import keep_turned
from rounds.imports.earlier_check_ins import note, without_wrong
from rounds.imports.events import ImportEnded, ImportStarted
from rounds.imports.jobs_by_name import defer_run
from rounds.imports.mapping import Map
from rounds.imports.models import Import, TurnedRow
from rounds.imports.records import RECORD
from rounds.imports.rules import Stage, Step
from rounds.imports.usages import ComingUsage, told
from rounds.imports.whole import Arrival, Whole
from rounds.team.queries import require
from rounds.telemetry.commands import take_in
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.setwise import commit_before_it_is_on_disk


@command
def start(*, import_id: int, by: Actor, at: datetime, version: int | None = None, here_and_now: bool = False) -> Import:
    """Have an import come in, or go on where it stopped; the fields that its map declares are declared.

    here_and_now: whoever starts it runs it, no worker. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, "import data")
    found = locked(import_id, Step.START)
    unchanged(found, version, mine={"Act": "bring in"})
    _declare(map_of(found), by, at)
    if not found.position:
        TurnedRow.objects.filter(of=found).delete()
    found.stage, found.started_at, found.trouble = Stage.RUNNING, found.started_at or at, ""
    found.by_id, found.moved_at = by.member_id, at
    found.version += 1
    found.save(update_fields=["stage", "started_at", "trouble", "by_id", "moved_at", "version"])
    record(ImportStarted(file=found.pk, position=found.position), by=by, at=at)
    if not here_and_now:
        defer_run(found.pk)
    return found


@command
def bring_in_batch(*, import_id: int, whole: Whole, position: int, most: int, by: Actor, at: datetime) -> Import | None:
    """Bring in the next records of an import. None where another worker was faster, or somebody stopped it.

    position: how many came before, as this worker saw it. The records, their events, the rows that were turned away and the new
    position are one transaction, so a kill between two batches loses and repeats nothing. at: aware, UTC.
    """
    found = locked(import_id)
    if found.stage != Stage.RUNNING or found.position != position:
        return None
    arrivals = whole.arrivals[position : position + most]
    brought = _brought(found, whole.map, arrivals, by, at)
    turned = [*(one for one in arrivals if isinstance(one, Turned)), *brought.turned]
    keep_turned(found, whole, turned)
    found.position += len(arrivals)
    found.rows, found.moved_at = len(whole.arrivals), at
    found.made += brought.fates.get(Fate.MADE, 0)
    found.changed += brought.fates.get(Fate.CHANGED, 0)
    found.same += brought.fates.get(Fate.LEFT, 0)
    found.differs += len(brought.differs)
    found.waiting += brought.waiting
    found.turned += len(turned)
    if found.position == found.rows:
        _end(found, by, at)
    else:
        commit_before_it_is_on_disk()
    found.save()
    return found


def _declare(found: Map, by: Actor, at: datetime) -> None:
    """Declare the fields that columns become; a type that is not said is text. A field that is there keeps its type."""
    if found.what not in RECORD:
        return
    own = [column.becomes for column in found.columns.values() if column.becomes.startswith("field ")]
    known = declared_fields(RECORD[found.what])
    for word in own:
        name = word.removeprefix("field ")
        if name not in known or name in found.fields:
            type_ = found.fields.get(name, "text")
            declare_field(record_kind=RECORD[found.what], name=name, type_=type_, by=by, at=at)


def _brought(found: Import, map_: Map, arrivals: Sequence[Arrival], by: Actor, at: datetime) -> Brought:
    used = [one for one in arrivals if isinstance(one, ComingUsage)]
    if used:
        return told(used, take_in(rows=[one.usage for one in used], by=by, at=at))
    tickets = tuple(one for one in arrivals if isinstance(one, ComingTicket))
    if tickets:
        return import_tickets(batch=TicketBatch(map_.source, found.pk, tickets), by=by, at=at)
    records = tuple(one for one in arrivals if isinstance(one, Coming))
    records, wrong = without_wrong(records, source=map_.source, at=at)
    if not records:
        return Brought({}, wrong)
    brought = bring_in(batch=Batch(RECORD[map_.what], map_.source, found.pk, records), by=by, at=at)
    note(records, brought, source=map_.source, import_id=found.pk, by=by, at=at)
    return replace(brought, turned=(*wrong, *brought.turned))


def _end(found: Import, by: Actor, at: datetime) -> None:
    """End an import; its file is not needed any more, and holds what people wrote about people."""
    found.stage, found.ended_at = Stage.DONE, at
    drop_file(found)
    ended = ImportEnded(
        file=found.pk,
        made=found.made,
        changed=found.changed,
        same=found.same,
        turned=found.turned,
        waiting=found.waiting,
    )
    record(ended, by=by, at=at)
