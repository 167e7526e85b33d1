"""How a ticket stands beside others: its priority, for whom it waits, who hears of it, what it belongs to."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import number_read, wish_of
from rounds.api.shapes.base import Id
from rounds.api.shapes.standing import Links, NewHold, NewLink, Priority
from rounds.api.shapes.tickets import Ticket
from rounds.desk import commands
from rounds.desk.links import Seen
from rounds.desk.queries.links import link_records
from rounds.desk.queries.records import ticket_record

ROOM = "Acts on a ticket"


@writes("/tickets/{int:number}/priority", act="set priorities", room=ROOM, gives=Ticket, versioned=True)
def set_priority(call: Call, number: Id, body: Priority) -> Ticket:
    """Say how urgent a ticket is."""
    version = number_read(call)
    commands.set_priority(number=number, priority=body.priority, version=version, by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/hold", act="hold tickets", room=ROOM, gives=Ticket, versioned=True)
def hold_ticket(call: Call, number: Id, body: NewHold) -> Ticket:
    """Let a ticket wait for somebody until a limit; it is their turn then."""
    wish, version = wish_of(body.until), number_read(call)
    commands.hold(
        number=number, holder=body.holder, reason=body.reason, wish=wish, version=version, by=call.by, at=call.now
    )
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/hold", method="DELETE", act="hold tickets", room=ROOM, gives=Ticket, versioned=True)
def release_ticket(call: Call, number: Id) -> Ticket:
    """End a ticket's hold before its limit."""
    commands.release(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/following", act="read the desk", room=ROOM, gives=Ticket, versioned=True)
def follow_ticket(call: Call, number: Id) -> Ticket:
    """Let the token's member hear what happens on a ticket."""
    commands.follow(number=number, by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes(
    "/tickets/{int:number}/following", method="DELETE", act="read the desk", room=ROOM, gives=Ticket, versioned=True
)
def unfollow_ticket(call: Call, number: Id) -> Ticket:
    """Let the token's member hear no more of a ticket."""
    commands.unfollow(number=number, by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@reads("/tickets/{int:number}/links", act="read the desk", room=ROOM, gives=Links)
def list_links(call: Call, number: Id) -> Links:
    """List the tickets that belong to a ticket, and how."""
    return Links.read(link_records(number))


@writes("/tickets/{int:number}/links", act="link tickets", room=ROOM, gives=Links, status=201)
def link_ticket(call: Call, number: Id, body: NewLink) -> Links:
    """Say that another ticket belongs to this one, and how."""
    commands.link(number=number, other=body.number, seen=Seen(body.seen), by=call.by, at=call.now)
    return Links.read(link_records(number))


@writes("/tickets/{int:number}/links/{int:other}", method="DELETE", act="link tickets", room=ROOM, gives=Links)
def unlink_ticket(call: Call, number: Id, other: Id) -> Links:
    """Say that two tickets do not belong together any more."""
    commands.unlink(number=number, other=other, by=call.by, at=call.now)
    return Links.read(link_records(number))


@writes("/tickets/{int:number}/taking-back", act="answer customers", room=ROOM, gives=Ticket, versioned=True)
def take_answer_back(call: Call, number: Id) -> Ticket:
    """Take the member's own last answer back while it has not left; the ticket is as it was before."""
    commands.take_back(number=number, by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))
