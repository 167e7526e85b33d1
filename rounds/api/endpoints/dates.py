"""Reopen dates: when a ticket is our turn again by itself."""

from rounds.api.calls import Call
from rounds.api.doors import writes
from rounds.api.reading import number_read, wish_of
from rounds.api.shapes.base import Id
from rounds.api.shapes.tickets import DateWish, Ticket
from rounds.desk import commands
from rounds.desk.queries.records import ticket_record

ROOM = "Acts on a ticket"


@writes("/tickets/{int:number}/sleep", act="set dates", room=ROOM, gives=Ticket, versioned=True)
def put_to_sleep(call: Call, number: Id, body: DateWish) -> Ticket:
    """Put a ticket away until its date."""
    commands.put_to_sleep(number=number, wish=wish_of(body), version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/date", act="set dates", room=ROOM, gives=Ticket, versioned=True)
def set_reopen_date(call: Call, number: Id, body: DateWish) -> Ticket:
    """Set the date on which a ticket comes back."""
    commands.set_reopen_date(number=number, wish=wish_of(body), version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/date", method="DELETE", act="set dates", room=ROOM, gives=Ticket, versioned=True)
def drop_reopen_date(call: Call, number: Id) -> Ticket:
    """Take a ticket's date away."""
    commands.drop_reopen_date(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))
