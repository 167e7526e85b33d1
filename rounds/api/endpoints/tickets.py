"""Tickets: read, listed, opened."""

from django.conf import settings
from ninja import Query

from rounds.accounts.commands import contact_of_address
from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import files_of
from rounds.api.shapes.base import Id
from rounds.api.shapes.tickets import NewTicket, Ticket, TicketFilter, Tickets
from rounds.desk import commands
from rounds.desk.facts import Taking
from rounds.desk.queries.listing import Narrow
from rounds.desk.queries.records import Order, ticket_record, ticket_records
from rounds.mail.queries import correspondents

ROOM = "Tickets"
WITH_FILES = settings.MAIL_LIMIT * 4 // 3 + 2**20
"""Bytes of a body with files: what a mail may have, in Base64, and the text beside it."""


@reads("/tickets", act="read the desk", room=ROOM, gives=Tickets)
def list_tickets(call: Call, query: Query[TicketFilter]) -> Tickets:
    """List tickets: live ones by how long they have waited, the longest first; all others by their numbers."""
    me = call.by.id if query.assignee == "me" else 0
    narrowed = ["tickets", *query.model_dump(exclude={"after", "limit"}).values(), me]
    order = Order.WAITING if query.turn or query.state in LIVE else Order.NUMBER
    after = opened(query.after, of=narrowed)
    found = ticket_records(_narrow(call, query), order=order, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    more = sealed(order.place_of(shown[-1]), of=narrowed) if len(found) > query.limit else None
    return Tickets.model_construct(items=[Ticket.read(record) for record in shown], next=more)


@writes("/tickets", act="open tickets", room=ROOM, gives=Ticket, status=201, versioned=True, most=WITH_FILES, made=True)
def open_ticket(call: Call, body: NewTicket) -> Ticket:
    """Open a ticket for a customer who did not write."""
    known, mailbox = correspondents(body.address, body.kind)
    if known is None:
        known = contact_of_address(address=body.address, name=body.name, by=call.by, at=call.now)
    made = commands.open_ticket(
        subject=" ".join(body.subject.split()),
        text=body.text,
        kind=body.kind,
        mailbox=mailbox,
        requester=Taking(known.contact_id, known.address_id),
        account_id=known.account_id,
        files=files_of(call, body.files, body.uploads),
        by=call.by,
        at=call.now,
    )
    return Ticket.read(ticket_record(made.ticket.number))


@reads("/tickets/{int:number}", act="read the desk", room=ROOM, gives=Ticket, versioned=True)
def get_ticket(call: Call, number: Id) -> Ticket:
    """Read a ticket."""
    return Ticket.read(ticket_record(number))


LIVE = frozenset({"new", "open", "live"})
STATES = {
    None: Narrow(),
    "live": Narrow("ticket.state IN ('new', 'open')"),
    "new": Narrow("ticket.state = 'new'"),
    "open": Narrow("ticket.state = 'open'"),
    "asleep": Narrow("ticket.state = 'asleep'"),
    "closed": Narrow("ticket.state = 'closed'"),
    "merged": Narrow("ticket.state = 'merged'"),
}
TURNS = {
    None: Narrow(),
    "ours": Narrow("ticket.state IN ('new', 'open') AND ticket.our_turn"),
    "theirs": Narrow("ticket.state IN ('new', 'open') AND NOT ticket.our_turn"),
}


def _narrow(call: Call, query: TicketFilter) -> Narrow:
    found = STATES[query.state] & TURNS[query.turn] & _with(call, query.assignee)
    for column, value in (
        ("ticket.queue = %s", query.queue),
        ("ticket.kind = %s", query.kind),
        ("ticket.account_id = %s", query.account),
        ("ticket.requester_id = %s", query.requester),
    ):
        found &= Narrow(column, (value,)) if value else Narrow()
    return found


def _with(call: Call, assignee: str) -> Narrow:
    """Narrow a list to what one member has, or nobody."""
    if not assignee:
        return Narrow()
    if assignee == "nobody":
        return Narrow("ticket.assignee_id IS NULL")
    return Narrow("ticket.assignee_id = %s", (call.by.id if assignee == "me" else int(assignee),))
