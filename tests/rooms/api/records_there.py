"""Records that calls of the API are about: each function makes one in a workspace, and gives what stands in its address."""

import contextlib
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.basics import clock
from rounds.basics.problems import NotAllowed
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.events.talk import Noted
from rounds.desk.facts import File, Taking
from rounds.desk.links import Seen
from rounds.desk.many import Verb
from rounds.desk.models import Attachment, Draft, Follower, ManyDo, Ticket
from rounds.lists.models import View
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, Received, Via
from rounds.manual.commands import adopt, save_draft
from rounds.manual.queries import draft_page
from rounds.team import commands as team
from rounds.team.models import ApiToken, Available, Member
from rounds.team.notices import notices_of
from rounds.telemetry.commands import take_in
from rounds.telemetry.queries import unknown
from rounds.telemetry.rules import Usage
from rounds.timeline.commands import entry
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from rounds.workspaces.rows import insert
from tests.manuals import FACT, clause
from tests.outgoing import brought
from tests.rooms.api.rows_of_check_ins import asker
from tests.rooms.prepared.firms import with_a_joining, with_two_addresses
from tests.rooms.prepared.mail import a_mailbox, a_message_by_mail
from tests.world import MANUAL, MONDAY, Cast, a_customer, a_ticket


def of_a_mailbox(cast: Cast) -> dict[str, int]:
    return {"mailbox_id": a_mailbox().pk}


def a_number(cast: Cast) -> dict[str, int]:
    return {"number": a_ticket().number}


def a_dated(cast: Cast) -> dict[str, int]:
    found = a_number(cast)
    desk.answer(**found, text="Done.", by=Actor.system(), at=MONDAY)
    return found


def a_closed(cast: Cast) -> dict[str, int]:
    found = a_number(cast)
    desk.close(**found, by=Actor.system(), at=MONDAY)
    return found


def one_of_ones_own(cast: Cast) -> dict[str, int]:
    """Give a ticket to everybody's last member, who is the one that asks."""
    found = a_number(cast)
    token = ApiToken.objects.order_by("-id").first()
    Ticket.objects.filter(number=found["number"]).update(assignee_id=token.member_id if token else cast.rep.id)
    return found


def a_merge(cast: Cast) -> dict[str, int]:
    found = a_number(cast)
    others = another_of_the_last_customer()
    return {"merge_id": desk.merge(**found, others=others, by=Actor.system(), at=MONDAY).pk}


def another_of_the_last_customer() -> list[int]:
    ticket = Ticket.objects.order_by("id").last() or a_ticket()
    address = ContactAddress.objects.filter(contact_id=ticket.requester_id).latest("id")
    return [a_ticket(by=Taking(ticket.requester_id or 0, address.pk)).number]


def a_view(cast: Cast) -> dict[str, int]:
    """Save a view of everybody's last member, who is the one that asks."""
    token = ApiToken.objects.order_by("-id").first()
    owner = Actor.member(token.member_id if token else cast.rep.id or 0)
    place = View.objects.count()
    view = View.objects.create(
        workspace_id=here(), member_id=owner.id, name=f"View {place}", search="is:open", position=place
    )
    return {"view_id": view.pk}


def two_views(cast: Cast) -> dict[str, int]:
    found = a_view(cast)
    a_view(cast)
    return found


def a_deleted_view(cast: Cast) -> dict[str, int]:
    found = a_view(cast)
    View.objects.filter(id=found["view_id"]).update(deleted_at=MONDAY)
    return found


def a_held(cast: Cast) -> dict[str, int]:
    found = a_number(cast)
    wish = Wish(span=Span.parse("1 week"))
    desk.hold(**found, holder="supplier", reason="Domain.", wish=wish, by=Actor.system(), at=MONDAY)
    return found


def a_followed(cast: Cast) -> dict[str, int]:
    found = a_number(cast)
    member = Member.objects.get(id=asker(cast).id)
    Follower.objects.create(
        workspace_id=here(), ticket=Ticket.objects.get(**found), member=member, since_at=MONDAY, since_event=0
    )
    return found


def a_linked(cast: Cast) -> dict[str, int]:
    found, other = a_number(cast), a_number(cast)["number"]
    desk.link(**found, other=other, seen=Seen.RELATED, by=Actor.system(), at=MONDAY)
    return {**found, "other": other}


def a_waiting_answer(cast: Cast) -> dict[str, int]:
    """Answer as everybody's last member, just now, so that it has not left yet; who may not answer has nothing to take back."""
    found = a_number(cast)
    with contextlib.suppress(NotAllowed), transaction.atomic():
        desk.answer(**found, text="Done.", by=asker(cast), at=clock.now())
    return found


def a_many_act(cast: Cast) -> dict[str, int]:
    """Have everybody's last member have done something to many, without an event of theirs."""
    done = ManyDo.objects.create(workspace_id=here(), verb=Verb.CLOSE, by_id=asker(cast).id, at=MONDAY)
    return {"many_id": done.pk}


def a_draft(cast: Cast) -> dict[str, int]:
    """Have everybody's last member have begun a note, without an event of theirs."""
    ticket = Ticket.objects.get(**a_number(cast))
    draft = Draft.objects.create(
        workspace_id=here(), ticket=ticket, member_id=asker(cast).id, kind="note", text="Half", saved_at=MONDAY
    )
    return {"draft_id": draft.pk}


def a_stranger(cast: Cast) -> dict[str, int]:
    """Have usage wait for an account that nobody knows."""
    rows = [Usage("app", "1", "crm", "nobody", "item submitted", MONDAY)]
    take_in(rows=rows, by=Actor.system(), at=MONDAY)
    return {"stranger_id": unknown()[-1].id}


def a_fact(cast: Cast) -> dict[str, int]:
    """Put a manual with a fact in force; an address does not name it."""
    adopt(text=f"{MANUAL.read_text()}\n{clause(FACT)}", by=Actor.system(), at=MONDAY)
    return {}


def an_untold(cast: Cast) -> dict[str, int]:
    """Tell everybody's last member of something."""
    event = entry(Noted(ticket=a_ticket().pk, message=0), by=cast.rep, at=MONDAY)
    insert(event, *notices_of(event, [asker(cast).id or 0], at=MONDAY))
    return {}


def an_asset(cast: Cast) -> dict[str, int]:
    made = accounts.add_asset(account_id=None, values={"kind": "drone"}, fields={}, by=Actor.system(), at=MONDAY)
    return {"asset_id": made.pk}


def with_hours(cast: Cast) -> dict[str, int]:
    """Let everybody's last member have said their hours, without an event of theirs."""
    hours = {"zone": "Europe/Berlin", "windows": ["Mon-Sun 0:00-24:00"], "version": 0}
    team.set_hours(member_id=asker(cast).id or 0, **hours, by=Actor.system(), at=MONDAY)
    return {}


def at_work(cast: Cast) -> dict[str, int]:
    with_hours(cast)
    Available.objects.create(
        workspace_id=here(), member_id=asker(cast).id or 0, since_at=MONDAY, until_at=clock.now() + timedelta(hours=8)
    )
    return {}


def with_days_off(cast: Cast) -> dict[str, int]:
    days = {"first_on": date(2026, 12, 24), "last_on": date(2027, 1, 1)}
    return {"away_id": team.go_away(member_id=asker(cast).id or 0, **days, by=Actor.system(), at=MONDAY).pk}


def a_colleague(cast: Cast) -> dict[str, int]:
    return {"member_id": cast.teammate.id or 0}


def one_who_left(cast: Cast) -> dict[str, int]:
    if Member.objects.get(id=cast.teammate.id).active:
        team.take_off(member_id=cast.teammate.id or 0, by=Actor.system(), at=MONDAY)
    return a_colleague(cast)


def a_stopped_mail(cast: Cast) -> dict[str, int]:
    message = desk.answer(**a_number(cast), text="Done.", by=Actor.system(), at=MONDAY)
    brought(Outbox.objects.filter(ref_id=message.pk), "may have arrived")
    return {"mail_id": Outbox.objects.get(ref_id=message.pk).pk}


def a_held_mail(cast: Cast) -> dict[str, int]:
    """Let two mails with one Message-ID and two contents come: the second is held, and the first is gone by hand."""
    address = f"support-{uuid4().hex[:8]}@fenwick.example"
    box = Mailbox.objects.first() or mail.add_mailbox(name="support", address=address, by=Actor.system(), at=MONDAY)
    key = f"<{uuid4().hex}@customer.example>"
    for text in ("one", "two"):
        raw = f"From: dana@customer.example\nMessage-ID: {key}\nSubject: Twice\n\n{text}\n".encode()
        kept = mail.receive(workspace_id=here(), mailbox_id=box.pk, raw=raw, via=Via.SMTP, at=MONDAY)
    Received.objects.filter(key=key, state="placed").update(state="dropped")
    return {"mail_id": kept.received_id}


def a_manual_draft(cast: Cast) -> dict[str, int]:
    text = f"{MANUAL.read_text()}\nWe said so {uuid4().hex}.\n"
    save_draft(text=text, version=draft_page().version, by=Actor.system(), at=MONDAY)
    return {}


def another_manual(cast: Cast) -> dict[str, int]:
    adopt(text=f"{MANUAL.read_text()}\nWe said so.\n", by=Actor.system(), at=MONDAY)
    return {}


def a_file(cast: Cast) -> dict[str, int]:
    picture = File("a.png", "image/png", b"\x89PNG")
    desk.note(**a_number(cast), text="See.", files=[picture], by=Actor.system(), at=MONDAY)
    return {"file_id": Attachment.objects.latest("id").pk}


def a_mail(cast: Cast) -> dict[str, int]:
    return {"message_id": a_message_by_mail(cast)}


def an_account(cast: Cast) -> dict[str, int]:
    a_customer(account="Harbour Tile & Stone")
    return {"account_id": Account.objects.latest("id").pk}


def a_contact(cast: Cast) -> dict[str, int]:
    an_account(cast)
    return {"contact_id": Contact.objects.latest("id").pk}


def being_erased(cast: Cast) -> dict[str, int]:
    found = a_contact(cast)
    accounts.ask_to_erase(**found, by=Actor.system(), at=MONDAY)
    return found


def two_addresses(cast: Cast) -> dict[str, int]:
    return with_two_addresses(cast, cast.rep)


def a_joining(cast: Cast) -> dict[str, int]:
    return with_a_joining(cast, cast.rep)
