"""Running an import from its file to its end, in a worker or at the command line; the clock is the caller's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError

from rounds.accounts.coming import Batch, Brought, Coming
from rounds.accounts.commands import try_out
from rounds.basics.problems import BROKE, Refused
from rounds.checkins.queries import BroughtReport
from rounds.desk.commands import TicketBatch, try_out_tickets
from rounds.desk.imported import ComingTicket
from rounds.imports.commands import bring_in_batch, give_up, note_tried
from rounds.imports.commands.loading import bytes_of, map_of
from rounds.imports.earlier_check_ins import without_wrong, would_be_taken
from rounds.imports.models import Import
from rounds.imports.reading import Table
from rounds.imports.records import RECORD
from rounds.imports.rules import BATCH, Stage
from rounds.imports.usages import ComingUsage, told
from rounds.imports.whole import Whole, whole, whole_of
from rounds.telemetry.commands import judged
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace
from rounds.workspaces.setwise import count_tables_anew

DATABASE_TROUBLE = (OperationalError, InterfaceError)
"""It did not answer or gave up, and nothing of the batch stays: that passes."""

type Clock = Callable[[], datetime]
type Say = Callable[[int, int], None]
"""Hears how many records are through, and of how many."""


def run(
    *,
    workspace_id: int,
    import_id: int,
    clock: Clock,
    say: Say | None = None,
    batch: int = BATCH,
    table: Table | None = None,
) -> None:
    """Bring an import in from where it stands. What is refused or breaks stops it with its reason; run again, it goes on.

    Where the database gave up or is away it stays as it is, for whoever called this to try again.

    table: its file, where whoever starts it has read it already.
    """
    with _noting(workspace_id, import_id, clock):
        loaded = _loaded(workspace_id, import_id, Stage.RUNNING, table)
        if loaded is None:
            return
        found, read = loaded
        position, by = found.position, Actor.whoever(found.by_id)
        while position < len(read.arrivals) or not read.arrivals:
            after = _next(workspace_id, import_id, read, position, batch, by, clock)
            if after is None:
                return
            if not position:
                with as_workspace(workspace_id):
                    count_tables_anew()
            position = after.position
            if say:
                say(position, after.rows)
            if after.stage != Stage.RUNNING:
                return


@contextmanager
def _noting(workspace_id: int, import_id: int, clock: Clock) -> Iterator[None]:
    """Let an import stand still, with the reason, where its work is refused or breaks; what the database has with itself passes."""
    try:
        yield
    except Refused as refused:
        _note_trouble(workspace_id, import_id, refused, clock)
    except DATABASE_TROUBLE:
        raise
    except Exception:
        _note_trouble(workspace_id, import_id, Refused([BROKE]), clock)
        raise


def _next(
    workspace_id: int, import_id: int, read: Whole, position: int, most: int, by: Actor, clock: Clock
) -> Import | None:
    """Bring the next batch in; where a mail or a page was faster with the same address, once more, and it is known then."""
    for last in (False, False, True):
        try:
            with as_workspace(workspace_id):
                return bring_in_batch(import_id=import_id, whole=read, position=position, most=most, by=by, at=clock())
        except IntegrityError:
            if last:
                raise
    return None


def try_it(*, workspace_id: int, import_id: int, clock: Clock) -> None:
    """Try an import: decide all of it, write nothing but what was found."""
    with _noting(workspace_id, import_id, clock):
        loaded = _loaded(workspace_id, import_id, Stage.TRYING)
        if loaded is None:
            return
        found, read = loaded
        with as_workspace(workspace_id):
            would = would_bring(read, at=clock())
        with as_workspace(workspace_id):
            note_tried(
                import_id=import_id,
                whole=read,
                brought=would.brought,
                pasts=would.pasts,
                version=found.version,
                by=Actor.whoever(found.by_id),
                at=clock(),
            )


@dataclass(frozen=True, slots=True)
class Would:
    """What a file would do. pasts: what would become of what it says of check-ins; None where it says nothing."""

    brought: Brought
    pasts: BroughtReport | None = None


def would_bring(read: Whole, *, at: datetime) -> Would:
    """Say what a file would do, all of it held against what is here now. at: aware, UTC."""
    used = [one for one in read.arrivals if isinstance(one, ComingUsage)]
    if used:
        return Would(told(used, judged([one.usage for one in used], at=at)))
    tickets = tuple(one for one in read.arrivals if isinstance(one, ComingTicket))
    if tickets:
        return Would(try_out_tickets(TicketBatch(read.map.source, 0, tickets)))
    records, wrong = without_wrong(
        [one for one in read.arrivals if isinstance(one, Coming)], source=read.map.source, at=at
    )
    if not records:
        return Would(Brought({}, wrong))
    names = {one.key for one in records} | {str(one.values.get("name", "")) for one in records}
    brought = try_out(Batch(RECORD[read.map.what], read.map.source, 0, records, frozenset(names)))
    pasts = would_be_taken(records, brought.turned, source=read.map.source, at=at)
    return Would(replace(brought, turned=(*wrong, *brought.turned)), pasts)


def _loaded(workspace_id: int, import_id: int, stage: Stage, table: Table | None = None) -> tuple[Import, Whole] | None:
    with as_workspace(workspace_id):
        found = Import.objects.filter(id=import_id, stage=stage).first()
        if found is None:
            return None
        if table is not None:
            return found, whole_of(table, map_of(found))
        return found, whole(bytes_of(found), map_of(found), most=settings.IMPORT_LIMIT)


def _note_trouble(workspace_id: int, import_id: int, refused: Refused, clock: Clock) -> None:
    with as_workspace(workspace_id):
        give_up(import_id=import_id, trouble=refused.in_words(), at=clock())
