"""Targets: how promises were kept, the tickets behind a number, and what is promised on one ticket."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads
from rounds.api.shapes.base import Id
from rounds.api.shapes.targets import (
    Figures,
    Promise,
    PromiseFilter,
    Promises,
    TargetFigures,
    Targets,
    TicketTarget,
    TicketTargets,
)
from rounds.targets.counting import Counted
from rounds.targets.queries import counted_page, figures, sums_of

ROOM = "Targets"
ACT = "see reports"


@reads("/targets", act=ACT, room=ROOM, gives=Targets)
def list_targets(call: Call, query: Query[Figures]) -> Targets:
    """Count how promises were kept, clause by clause: by week, queue or priority."""
    found = figures(Counted(query.since, query.target, by=query.by), call.book.zone)
    return Targets.model_construct(items=[TargetFigures.read(each) for each in found])


@reads("/targets/tickets", act=ACT, room=ROOM, gives=Promises)
def list_promises(call: Call, query: Query[PromiseFilter]) -> Promises:
    """List the promises that a number counts: what is still to be done by when it is due, all else from the newest."""
    narrowed = ["promises", *query.model_dump(exclude={"after", "limit"}).values()]
    after = "~".join(opened(query.after, of=narrowed))
    rows, more = counted_page(query.counted(), call.book.zone, after=after, limit=query.limit)
    items = [Promise.read(row) for row in rows]
    return Promises.model_construct(items=items, next=sealed(more.split("~"), of=narrowed) if more else None)


@reads("/tickets/{int:number}/targets", act="read the desk", room="Tickets", gives=TicketTargets)
def list_ticket_targets(call: Call, number: Id) -> TicketTargets:
    """Read what is promised on a ticket, each with its sum."""
    _, found = sums_of(number)
    return TicketTargets.model_construct(items=[TicketTarget.read(each) for each in found])
