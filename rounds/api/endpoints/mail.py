"""Mail that waits for a person: what did not leave, and what could not be placed."""

from django.http import HttpResponse
from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.endpoints.files import saved
from rounds.api.shapes.base import Id
from rounds.api.shapes.mail import (
    Deliveries,
    Delivery,
    DeliveryPage,
    HeldFor,
    HeldMail,
    HeldMails,
    HeldMailSource,
    ManyMails,
    ManySettled,
    Outbox,
    Quarantine,
    QuarantinePage,
    Settled,
    SettledMail,
    SettledMails,
)
from rounds.desk.queries import number_of
from rounds.mail import commands
from rounds.mail.commands import Settling
from rounds.mail.queries import Show, held, held_by_reason, original, outbox_list, outbox_page, source

ROOM = "Mail"


@reads("/outbox", act="see the outbox", room=ROOM, gives=Outbox)
def read_outbox(call: Call) -> Outbox:
    """Read the outbox at a glance: up to 100 mails of each part that waits, the last 20 that left, and how many there are."""
    return Outbox.read(outbox_page())


@reads("/outbox/mails", act="see the outbox", room=ROOM, gives=Deliveries)
def list_mails(call: Call, query: Query[DeliveryPage]) -> Deliveries:
    """List one part of the outbox, page by page: what stands or waits, the oldest first; what is settled, the newest first."""
    [after] = opened(query.after, of=["outbox", query.part]) or [0]
    found = outbox_list(Show(query.part), after=after, limit=query.limit)
    more = sealed([found.rows[-1].id], of=["outbox", query.part]) if found.more else None
    return Deliveries.model_construct(items=[Delivery.read(each) for each in found.rows], next=more)


@writes("/outbox/again", act="settle the outbox", room=ROOM, gives=ManySettled)
def send_many_again(call: Call, body: ManyMails) -> ManySettled:
    """Send dead letters again: mails that stopped or came back. Others among them are left as they are."""
    done = commands.settle_many(outbox_ids=body.ids, settling=Settling.AGAIN, by=call.by, at=call.now)
    return ManySettled.of(done)


@writes("/outbox/drop", act="settle the outbox", room=ROOM, gives=ManySettled)
def drop_many(call: Call, body: ManyMails) -> ManySettled:
    """Let mails not be sent that stopped, came back or may have arrived. Others among them are left as they are."""
    done = commands.settle_many(outbox_ids=body.ids, settling=Settling.DROP, by=call.by, at=call.now)
    return ManySettled.of(done)


@writes("/outbox/{int:mail_id}/again", act="settle the outbox", room=ROOM, gives=Outbox)
def send_again(call: Call, mail_id: Id) -> Outbox:
    """Send a mail again that stopped, or of which nobody knows whether it arrived."""
    commands.retry(outbox_id=mail_id, by=call.by, at=call.now)
    return Outbox.read(outbox_page())


@writes("/outbox/{int:mail_id}/arrival", act="settle the outbox", room=ROOM, gives=Outbox)
def note_arrival(call: Call, mail_id: Id) -> Outbox:
    """Say that a mail did arrive."""
    commands.it_arrived(outbox_id=mail_id, by=call.by, at=call.now)
    return Outbox.read(outbox_page())


@writes("/outbox/{int:mail_id}/drop", act="settle the outbox", room=ROOM, gives=Outbox)
def drop_mail(call: Call, mail_id: Id) -> Outbox:
    """Let a mail not be sent."""
    commands.drop(outbox_id=mail_id, by=call.by, at=call.now)
    return Outbox.read(outbox_page())


@reads("/quarantine", act="see quarantine", room=ROOM, gives=Quarantine)
def list_quarantine(call: Call, query: Query[QuarantinePage]) -> Quarantine:
    """List the mails that are held, the newest first."""
    place = ["quarantine", query.why]
    [before] = opened(query.after, of=place) or [None]
    rows = held(before=before, limit=query.limit + 1, why=query.why)
    shown = rows[: query.limit]
    more = sealed([shown[-1].id], of=place) if len(rows) > query.limit else None
    reasons = [HeldFor.read(each) for each in held_by_reason()]
    return Quarantine.model_construct(items=[HeldMail.read(each) for each in shown], next=more, reasons=reasons)


@writes("/quarantine/many", act="settle quarantine", room=ROOM, gives=SettledMails)
def settle_held_mails(call: Call, body: HeldMails) -> SettledMails:
    """Do the same with many held mails. Those that are refused say why, the others are done."""
    fates = commands.settle_held(received_ids=body.ids, act=body.deciding, by=call.by, at=call.now)
    return SettledMails.model_construct(items=[SettledMail.read(each) for each in fates])


@reads("/quarantine/{int:mail_id}/source", act="see quarantine", room=ROOM, gives=HeldMailSource)
def look_into_held_mail(call: Call, mail_id: Id) -> HeldMailSource:
    """Look into a held mail: its beginning as plain text, and what is known of whom it is from."""
    return HeldMailSource.read(source(mail_id))


@reads("/quarantine/{int:mail_id}/mail", act="see quarantine", room=ROOM, gives=bytes)
def get_held_mail(call: Call, mail_id: Id) -> HttpResponse:
    """Read a held mail as it came, byte for byte."""
    found = original(mail_id)
    return saved(found.name, "message/rfc822", found.raw)


@writes("/quarantine/{int:mail_id}/ticket", act="settle quarantine", room=ROOM, gives=Settled)
def let_mail_in(call: Call, mail_id: Id) -> Settled:
    """Let a held mail in as a ticket of its own."""
    ticket_id = commands.make_ticket_of(received_id=mail_id, by=call.by, at=call.now)
    return Settled.model_construct(number=number_of(ticket_id), reason="")


@writes("/quarantine/{int:mail_id}/again", act="settle quarantine", room=ROOM, gives=Settled)
def read_mail_again(call: Call, mail_id: Id) -> Settled:
    """Let the rules decide on a held mail once more."""
    outcome = commands.read_again(received_id=mail_id, by=call.by, at=call.now)
    number = number_of(outcome.ticket_id) if outcome.ticket_id else None
    return Settled.model_construct(number=number, reason="" if number else outcome.reason)


@writes("/quarantine/{int:mail_id}/drop", act="settle quarantine", room=ROOM, gives=Settled)
def drop_held_mail(call: Call, mail_id: Id) -> Settled:
    """Take a held mail off the list; it stays kept."""
    commands.drop_held(received_id=mail_id, by=call.by, at=call.now)
    return Settled.model_construct(number=None, reason="")
