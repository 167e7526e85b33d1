"""Saved views: the token's member's own, and those that are shared with a role of theirs."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import version_read
from rounds.api.shapes.base import Id, Page
from rounds.api.shapes.tickets import Ticket, Tickets
from rounds.api.shapes.views import NewView, View, ViewChange, ViewMove, Views
from rounds.desk.asking import Asking
from rounds.desk.queries import filtered, find
from rounds.desk.queries.asked import asked_for, reader_of
from rounds.desk.queries.listing import Narrow
from rounds.desk.queries.narrowing import Reader
from rounds.desk.queries.records import Order, ticket_records
from rounds.lists import commands
from rounds.lists.queries import Counted, ViewRow, counted, view_of, views_for
from rounds.team.queries import rights_of, roles_of

ROOM = "Views"


@reads("/views", act="read the desk", room=ROOM, gives=Views)
def list_views(call: Call) -> Views:
    """List views, with how many tickets each finds."""
    return _all(call)


@writes("/views", act="read the desk", room=ROOM, gives=View, status=201, versioned=True)
def save_view(call: Call, body: NewView) -> View:
    """Keep a search under a name. To share it needs the act “share views”."""
    made = commands.save_view(
        name=" ".join(body.name.split()),
        search=" ".join(body.search.split()),
        role=body.role,
        by=call.by,
        at=call.now,
    )
    return _one(call, made.pk)


@reads("/views/{int:view_id}", act="read the desk", room=ROOM, gives=View, versioned=True)
def get_view(call: Call, view_id: Id) -> View:
    """Read a view."""
    return _one(call, view_id)


@reads("/views/{int:view_id}/tickets", act="read the desk", room=ROOM, gives=Tickets)
def list_tickets_of_view(call: Call, view_id: Id, query: Query[Page]) -> Tickets:
    """List the tickets that a view finds, in its order, 25 at a time whatever the limit."""
    row = _row(call, view_id)
    narrowed = ["view", row.id, row.search]
    [after] = opened(query.after, of=narrowed) or [""]
    asked = asked_for(row.search, call.book)
    page = (find if asked.words else filtered)(asked, _reader(call), after=after)
    numbers = [each.row.number for each in page.found]
    narrow = Narrow("ticket.number = ANY(%s)", (numbers,))
    records = {each.number: each for each in ticket_records(narrow, order=Order.NUMBER, limit=len(numbers) or 1)}
    more = sealed([page.next], of=narrowed) if page.next else None
    return Tickets.model_construct(items=[Ticket.read(records[number]) for number in numbers], next=more)


@writes("/views/{int:view_id}", method="PATCH", act="read the desk", room=ROOM, gives=View, versioned=True)
def change_view(call: Call, view_id: Id, body: ViewChange) -> View:
    """Give a view another name, search or role. Needs If-Match."""
    version = version_read(call)
    commands.change_view(
        view_id=view_id,
        name=body.name,
        search=body.search,
        role=body.role,
        version=int(version) if version and version.isascii() and version.isdigit() else 0 if version else None,
        by=call.by,
        at=call.now,
    )
    return _one(call, view_id)


@writes("/views/{int:view_id}/move", act="read the desk", room=ROOM, gives=Views)
def move_view(call: Call, view_id: Id, body: ViewMove) -> Views:
    """Move one of the member's own views one place up or down. Answers with all of them."""
    commands.move_view(view_id=view_id, up=body.up, by=call.by, at=call.now)
    return _all(call)


@writes("/views/{int:view_id}", method="DELETE", act="read the desk", room=ROOM, gives=View, versioned=True)
def delete_view(call: Call, view_id: Id) -> View:
    """Delete a view; it can be brought back. Answers with the view as it was."""
    was = _one(call, view_id)
    commands.delete_view(view_id=view_id, by=call.by, at=call.now)
    return was


@writes("/views/{int:view_id}/bringing-back", act="read the desk", room=ROOM, gives=View, versioned=True)
def bring_view_back(call: Call, view_id: Id) -> View:
    """Bring a deleted view back."""
    commands.bring_view_back(view_id=view_id, by=call.by, at=call.now)
    return _one(call, view_id)


def _all(call: Call) -> Views:
    return Views.model_construct(items=_drawn(call, views_for(_me(call), roles_of(call.by))))


def _me(call: Call) -> int:
    return call.holder.member_id


def _row(call: Call, view_id: int) -> ViewRow:
    return view_of(view_id, member_id=_me(call), roles=roles_of(call.by))


def _one(call: Call, view_id: int) -> View:
    [view] = _drawn(call, (_row(call, view_id),))
    return view


def _drawn(call: Call, rows: tuple[ViewRow, ...]) -> list[View]:
    reader = _reader(call)
    asked: dict[int, Asking] = {row.id: asked_for(row.search, call.book) for row in rows}
    counts = counted({row.id: Counted.of_view(asked[row.id], reader) for row in rows})
    return [View.read(row, counts.get(row.id), asked[row.id].problems) for row in rows]


def _reader(call: Call) -> Reader:
    return reader_of(_me(call), call.book, now=call.now, notes=rights_of(call.by).may("write notes"))
