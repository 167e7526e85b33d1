"""What is done to a ticket: each act has its address, makes one command call, and answers with the ticket as it then is."""

from rounds.api.calls import Call
from rounds.api.doors import writes
from rounds.api.reading import number_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.tickets import Colleague, FirmName, Kind, MacroName, Ticket
from rounds.desk import commands
from rounds.desk.queries.records import ticket_record

ROOM = "Acts on a ticket"


@writes("/tickets/{int:number}/taking", act="answer customers", room=ROOM, gives=Ticket, versioned=True)
def take_ticket(call: Call, number: Id) -> Ticket:
    """Take a ticket that nobody has, for the token's member."""
    commands.take(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/return", act="answer customers", room=ROOM, gives=Ticket, versioned=True)
def give_back_ticket(call: Call, number: Id) -> Ticket:
    """Give a ticket of the token's member back to its queue."""
    commands.give_back(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/assignee", act="assign tickets", room=ROOM, gives=Ticket, versioned=True)
def assign_ticket(call: Call, number: Id, body: Colleague) -> Ticket:
    """Give a ticket to a member who works its queue."""
    commands.assign(number=number, member_id=body.member_id, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/kind", act="assign tickets", room=ROOM, gives=Ticket, versioned=True)
def change_kind(call: Call, number: Id, body: Kind) -> Ticket:
    """Say what a ticket is about; it goes to that kind's queue."""
    commands.change_kind(number=number, kind=body.kind, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/account", act="look after accounts", room=ROOM, gives=Ticket, versioned=True)
def name_account(call: Call, number: Id, body: FirmName) -> Ticket:
    """Say which firm the person who wrote belongs to; a new name makes a new account."""
    commands.name_account(number=number, name=body.name, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/macro", act="read the desk", room=ROOM, gives=Ticket, versioned=True)
def run_macro(call: Call, number: Id, body: MacroName) -> Ticket:
    """Run a macro of the manual on a ticket; each of its acts needs its own right."""
    commands.run_macro(number=number, name=body.macro, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/closure", act="close tickets", room=ROOM, gives=Ticket, versioned=True)
def close_ticket(call: Call, number: Id) -> Ticket:
    """Close a ticket."""
    commands.close(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))


@writes("/tickets/{int:number}/reopening", act="close tickets", room=ROOM, gives=Ticket, versioned=True)
def reopen_ticket(call: Call, number: Id) -> Ticket:
    """Open a closed or sleeping ticket again."""
    commands.reopen(number=number, version=number_read(call), by=call.by, at=call.now)
    return Ticket.read(ticket_record(number))
