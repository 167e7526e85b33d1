"""Every command as everybody: whoever may, whoever may not, a customer, somebody of another workspace (architecture 5).

The list is made from the code: a new command without its row here fails the build.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from rounds.accounts import commands as accounts
from rounds.accounts.coming import Batch, Coming
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.basics.problems import NotAllowed, NotThere, Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn, ProgrammesFollowed
from rounds.checkins.rules import How
from rounds.desk import commands as desk
from rounds.desk.commands import TicketBatch
from rounds.desk.commands.recurring import write_to
from rounds.desk.dates import Wish
from rounds.desk.events.talk import Noted
from rounds.desk.facts import File, Taking
from rounds.desk.imported import Change, ComingTicket, PastState
from rounds.desk.links import Seen
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import Message
from rounds.desk.rules import MessageKind
from rounds.imports import commands as imports
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.lists.models import View
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, MailboxAlias, Via, Way
from rounds.manual.commands import adopt, save_draft
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.site.duties import DUTIES
from rounds.team import commands as team
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.permissions import ACTS
from rounds.team.queries import rights_of
from rounds.team.rules import Role
from rounds.team.second_factor import commands as second_factor
from rounds.team.second_factor.commands.passkeys import Shown
from rounds.team.second_factor.models import SecondFactorRow
from rounds.team.second_factor.passkeys import Site
from rounds.team.tokens.commands import add_token
from rounds.telemetry import commands as telemetry
from rounds.telemetry.queries import unknown
from rounds.telemetry.rules import Usage
from rounds.timeline.commands import entry
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import COMMANDS, here
from rounds.workspaces.rows import insert
from tests.manuals import check_ins
from tests.outgoing import brought
from tests.world import (
    MANUAL,
    MONDAY,
    PASSWORD,
    Cast,
    a_customer,
    a_member,
    a_shared_workspace,
    a_ticket,
    a_workspace,
    later,
)

DOOR = "http://127.0.0.1/join/"
WISH = Wish(day=date(2026, 12, 24))


@dataclass(frozen=True)
class Tried:
    """How a command is tried. act: the right it needs; values: makes its arguments, inside the workspace."""

    act: str
    values: Callable[[Cast, Actor], dict[str, Any]]


def on_a_ticket(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"number": a_ticket().number, **more}


def a_check_in(cast: Cast) -> CheckIn:
    """Put a firm on a programme, which the manual in force gets for it."""
    if book().find(Programme, "yearly check-in") is None:
        text = Manual.objects.values_list("text", flat=True).get(version=book().version)
        adopt(text=f"{text}\n{check_ins()}", by=Actor.system(), at=MONDAY)
    firm = accounts.add_account(name="Harbour FM", by=Actor.system(), at=MONDAY)
    Account.objects.filter(id=firm.pk).update(lifecycle="customer")
    ProgrammesFollowed.objects.update(looks_at=None)
    checkins.follow_programmes(at=MONDAY)
    return CheckIn.objects.get(account=firm)


def on_a_check_in(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"check_in_id": a_check_in(cast).pk, **more}


def on_a_check_in_with_somebody(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        check_in = a_check_in(cast)
        write_to(ticket=check_in.ticket, whom=a_customer(), mailbox="support@fenwick.example")
        return {"check_in_id": check_in.pk, **more}

    return made


def to_somebody_of_a_check_in(cast: Cast, by: Actor) -> dict[str, Any]:
    mail = {"subject": "How is it going?", "text": "Tell us.", "mailbox": "support@fenwick.example"}
    return {"check_in_id": a_check_in(cast).pk, "whom": a_customer(), **mail}


def on_a_check_in_that_one_began_with(cast: Cast, by: Actor) -> dict[str, Any]:
    found = {"check_in_id": a_check_in(cast).pk}
    with contextlib.suppress(NotAllowed), transaction.atomic():
        checkins.start(**found, by=by, at=MONDAY)
    return found


def on_a_reach_out_of_ones_own(cast: Cast, by: Actor) -> dict[str, Any]:
    mail = to_somebody_of_a_check_in(cast, by)
    with contextlib.suppress(NotAllowed), transaction.atomic():
        checkins.send_reach_out(**mail, by=by, at=MONDAY)
    return {"check_in_id": mail["check_in_id"]}


def with_check_ins_to_spread(cast: Cast, by: Actor) -> dict[str, Any]:
    a_check_in(cast)
    days = {"first": MONDAY.date() + timedelta(days=9), "last": MONDAY.date() + timedelta(days=99)}
    return {"programme": "yearly check-in", "condition": None, **days}


def on_check_ins_that_were_spread(cast: Cast, by: Actor) -> dict[str, Any]:
    asked = with_check_ins_to_spread(cast, by)
    return {"spreading_id": checkins.spread(**asked, by=cast.lead, at=MONDAY).pk}


def on_an_exempt_check_in(cast: Cast, by: Actor) -> dict[str, Any]:
    check_in = a_check_in(cast)
    checkins.exempt(check_in_id=check_in.pk, reason="They closed.", by=cast.rep, at=MONDAY)
    return {"check_in_id": check_in.pk}


def on_a_sleeping_ticket(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        ticket = a_ticket()
        desk.put_to_sleep(number=ticket.number, wish=WISH, by=Actor.system(), at=MONDAY)
        return {"number": ticket.number, **more}

    return made


def with_ones_own_view(
    *, more: bool = False, deleted: bool = False, **values: Any
) -> Callable[[Cast, Actor], dict[str, Any]]:
    """Give whoever asks a view, where they are a member; more: and another behind it."""

    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        place = View.objects.filter(member_id=own_or(cast, by)).count()
        view = View.objects.create(
            workspace_id=here(), member_id=own_or(cast, by), name=f"View {place}", search="is:open", position=place
        )
        if more:
            View.objects.create(
                workspace_id=here(), member_id=view.member_id, name="Another", search="is:open", position=place + 1
            )
        if deleted:
            View.objects.filter(id=view.pk).update(deleted_at=MONDAY)
        return {"view_id": view.pk, **values}

    return made


def on_a_held_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    desk.hold(number=ticket.number, holder="supplier", reason="Domain.", wish=WISH, by=Actor.system(), at=MONDAY)
    return {"number": ticket.number}


def on_two_tickets(*, linked: bool = False) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        one, two = a_ticket().number, a_ticket().number
        if linked:
            desk.link(number=one, other=two, seen=Seen.RELATED, by=Actor.system(), at=MONDAY)
        return {"number": one, "other": two} | ({} if linked else {"seen": Seen.RELATED})

    return made


def on_two_of_one_customer(cast: Cast, by: Actor) -> dict[str, Any]:
    customer = a_customer()
    one, two = a_ticket(by=customer).number, a_ticket(by=customer).number
    return {"number": one, "others": [two]}


def with_a_merge(cast: Cast, by: Actor) -> dict[str, Any]:
    values = on_two_of_one_customer(cast, by)
    return {"merge_id": desk.merge(**values, by=Actor.system(), at=MONDAY).pk}


def on_a_followed_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    number = a_ticket().number
    ours = by.kind == "member" and Member.objects.filter(id=by.id or 0, active=True).exists()
    desk.follow(number=number, by=by if ours and rights_of(by).may("read the desk") else cast.rep, at=MONDAY)
    return {"number": number}


def on_a_dated_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    desk.set_reopen_date(number=ticket.number, wish=WISH, by=Actor.system(), at=MONDAY)
    return {"number": ticket.number}


def on_ones_own_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    ours = Member.objects.filter(id=by.id or 0).exists()
    ticket.assignee_id = by.id if by.kind == "member" and ours else cast.rep.id
    ticket.save(update_fields=["assignee"])
    return {"number": ticket.number}


def a_page_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    customer = a_customer()
    return {"subject": "By phone", "text": "She called.", "kind": "question", "requester": customer, "account_id": None}


def on_a_stopped_mail(state: str) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        message = desk.answer(number=a_ticket().number, text="Done.", by=Actor.system(), at=MONDAY)
        brought(Outbox.objects.filter(ref_id=message.pk), state)
        return {"outbox_id": Outbox.objects.get(ref_id=message.pk).pk}

    return made


def on_stopped_mails(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"outbox_ids": [on_a_stopped_mail("stopped")(cast, by)["outbox_id"]], "settling": mail.Settling.AGAIN}


def a_message_by_mail(cast: Cast) -> int:
    """Let a mail come in, and give the id of its message."""
    box = Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )
    raw = (
        f"From: dana@customer.example\nMessage-ID: <{uuid4().hex}@customer.example>\nSubject: Hello\n\nHello\n".encode()
    )
    kept = mail.receive(workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw, via=Via.SMTP, at=MONDAY)
    return Message.objects.filter(ticket_id=kept.ticket_id).latest("id").pk


def on_held_mails(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"received_ids": [on_a_held_mail(cast, by)["received_id"]], "act": mail.Deciding.DROP}


def on_a_held_mail(cast: Cast, by: Actor) -> dict[str, Any]:
    """Let two mails with one Message-ID and two contents come: the second is held."""
    box = Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )
    key = f"<{uuid4().hex}@customer.example>"
    for place, text in enumerate(("one", "two")):
        raw = f"From: dana@customer.example\nMessage-ID: {key}\nSubject: Twice\n\n{text}\n".encode()
        kept = mail.receive(
            workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw, via=Via.SMTP, at=later(place / 100)
        )
    with connection.cursor() as cursor:  # the first is dropped by hand, so that the second may be read again
        cursor.execute("UPDATE received SET state = 'dropped' WHERE key = %s AND state = 'placed'", [key])
    return {"received_id": kept.received_id}


def with_ones_own_many(cast: Cast, by: Actor) -> dict[str, Any]:
    ours = by.kind == "member" and Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if ours and rights_of(by).may("read the desk") else cast.rep
    act = ManyAct(Verb.PRIORITY, "high")
    return {"many_id": desk.do_to_many(numbers=[a_ticket().number], act=act, by=who, at=MONDAY).pk}


def with_ones_own_answer(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    ours = Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if by.kind == "member" and ours and rights_of(by).may("answer customers") else cast.rep
    message = desk.answer(number=ticket.number, text="Done.", by=who, at=MONDAY)
    return {"number": ticket.number, "message_id": message.pk}


def with_ones_own_unsent(cast: Cast, by: Actor) -> dict[str, Any]:
    number = a_ticket().number
    ours = Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if by.kind == "member" and ours and rights_of(by).may("write notes") else cast.rep
    kept = desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Half a thought", by=who, at=MONDAY)
    return {"draft_id": kept.pk}


def with_a_notice(cast: Cast, by: Actor) -> dict[str, Any]:
    here = Member.objects.filter(id=by.id or 0).exists()
    event = entry(Noted(ticket=a_ticket().pk, message=0), by=cast.rep, at=MONDAY)
    insert(event, *notices_of(event, [by.id if here and by.kind == "member" else cast.rep.id or 0], at=MONDAY))
    return {"up_to": 2**40}


def with_a_draft(cast: Cast, by: Actor) -> dict[str, Any]:
    save_draft(text=f"{MANUAL.read_text()}\nWe said so.\n", version=0, by=cast.manager, at=MONDAY)
    return {"version": 1}


def with_a_manual_from_before(cast: Cast, by: Actor) -> dict[str, Any]:
    """A manual that was adopted before tickets could be merged, except that whoever tries may do the rest."""
    without = MANUAL.read_text().replace(", merge tickets", "").replace("  - merge tickets\n", "")
    adopt(text=without, by=cast.manager, at=MONDAY)
    Manual.objects.filter(version=2).update(acts=sorted(ACTS - {"merge tickets"}))
    return {"version": 0}


def with_an_earlier_manual(cast: Cast, by: Actor) -> dict[str, Any]:
    adopt(text=f"{MANUAL.read_text()}\nWe said so.\n", by=cast.manager, at=MONDAY)
    return {"number": 1, "version": 2}


def with_a_customer(cast: Cast, by: Actor) -> dict[str, Any]:
    address = f"{uuid4().hex[:8]}@customer.example"
    a_customer(address=address)
    return {"address": address}


def with_a_firm(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        firm = accounts.add_account(name="Harbour Tile", by=Actor.system(), at=MONDAY)
        return {"account_id": firm.pk, **more}

    return made


def with_an_asset(cast: Cast, by: Actor) -> dict[str, Any]:
    asset = accounts.add_asset(account_id=None, values={"kind": "drone"}, fields={}, by=Actor.system(), at=MONDAY)
    return {"asset_id": asset.pk, "values": {"software": "4.2"}, "fields": {}}


def a_batch(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"batch": Batch(Record.ACCOUNT, "hubspot", 1, (Coming(2, "7", {"name": "Harbour Tile"}),))}


def a_batch_of_tickets(cast: Cast, by: Actor) -> dict[str, Any]:
    past = (Change(MONDAY, PastState.OPEN, "Active", by="Oliver Hand-Over"),)
    coming = ComingTicket(2, "INC1", "The lift stands", "question", MONDAY, PastState.OPEN, changes=past)
    return {"batch": TicketBatch("snow", 1, (coming,))}


def with_a_batch_inside(cast: Cast, by: Actor) -> dict[str, Any]:
    accounts.bring_in(**a_batch(cast, by), by=Actor.system(), at=MONDAY)
    return {"record": Record.ACCOUNT, "import_id": 1}


def with_tickets_inside(cast: Cast, by: Actor) -> dict[str, Any]:
    desk.import_tickets(**a_batch_of_tickets(cast, by), by=Actor.system(), at=MONDAY)
    return {"import_id": 1}


def a_table(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"what": What.ACCOUNTS, "name": "firms.csv", "data": b"id,name\n1,Harbour Tile\n"}


def with_a_file(stage: str = "brought", **more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        found = imports.bring_file(**a_table(cast, by), by=Actor.system(), at=MONDAY)
        Import.objects.filter(id=found.pk).update(stage=stage)
        return {"import_id": found.pk, **more}

    return made


def with_a_contact(**values: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"contact_id": a_customer().contact_id, **values}


def with_a_contact_and_a_firm(cast: Cast, by: Actor) -> dict[str, Any]:
    a_customer(account="Harbour Tile & Stone")
    return {"contact_id": a_customer().contact_id, "account_id": Account.objects.latest("id").pk}


def with_a_teammates_token(cast: Cast, by: Actor) -> dict[str, Any]:
    made = add_token(
        member_id=cast.teammate.id or 0,
        name="Nightly",
        scopes=["work tickets"],
        expires_at=None,
        by=Actor.system(),
        at=MONDAY,
    )
    return {"token_id": made.token.pk}


def with_a_second_factor(cast: Cast, by: Actor) -> dict[str, Any]:
    member = Member.objects.get(id=cast.teammate.id)
    SecondFactorRow.objects.get_or_create(person_id=member.person_id, defaults={"since_at": MONDAY, "handle": b"x"})
    return {"member_id": member.pk}


def some_usage(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"rows": [Usage("app", "1", "crm", "nobody", "item submitted", MONDAY)]}


def with_usage_that_waits(cast: Cast, by: Actor) -> dict[str, Any]:
    telemetry.take_in(**some_usage(cast, by), by=Actor.system(), at=MONDAY)
    return {"stranger_id": unknown()[-1].id}


BATCHES = frozenset(
    {"rounds.desk.commands.importing.import_tickets", "rounds.desk.commands.taking_back.take_back_tickets"}
)
"""Acts of an import that name no record of ours; the import itself is looked for, and is its workspace's."""


def own_or(cast: Cast, by: Actor) -> int:
    """Name the member who tries, where they belong here, else a teammate."""
    ours = by.kind == "member" and Member.objects.filter(id=by.id or 0, active=True).exists()
    return (by.id if ours else cast.teammate.id) or 0


def with_hours_to_set(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"member_id": own_or(cast, by), "zone": "America/Chicago", "windows": ["Mon-Fri 9:00-17:00"], "version": 0}


def with_hours_of_ones_own(available_at: datetime | None) -> Callable[[Cast, Actor], dict[str, Any]]:
    """Give whoever tries hours, and let them be available since then where that is named."""

    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        who = own_or(cast, by)
        team.set_hours(**with_hours_to_set(cast, by), by=Actor.system(), at=MONDAY)
        if available_at and rights_of(Actor.member(who)).may("keep own hours"):
            team.become_available(by=Actor.member(who), at=available_at)
        return {}

    return made


def with_somebody_gone(cast: Cast, by: Actor) -> dict[str, Any]:
    team.take_off(member_id=cast.teammate.id or 0, by=Actor.system(), at=MONDAY)
    return {"member_id": cast.teammate.id}


def a_mailbox() -> Mailbox:
    return Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )


ACCOUNT = mail.Account("imap.fenwick.example", 993, "tls", "support", secret="no word for history")


def an_alias() -> MailboxAlias:
    address = f"old-{uuid4().hex[:8]}@fenwick.example"
    return mail.add_alias(mailbox_id=a_mailbox().pk, address=address, by=Actor.system(), at=MONDAY)


def a_way() -> Way:
    return mail.read_from(mailbox_id=a_mailbox().pk, account=ACCOUNT, by=Actor.system(), at=MONDAY)


def with_somebody_to_ask(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        a_mailbox()
        return {"email": "nina@new.example", "roles": ["rep"], **more}

    return made


def with_an_invitation(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        a_mailbox()
        row, _ = team.invite(email="nina@new.example", roles=["rep"], by=Actor.system(), at=MONDAY)
        return {"invitation_id": row.pk, **more}

    return made


def with_days_off(cast: Cast, by: Actor) -> dict[str, Any]:
    days = {"first_on": date(2026, 12, 24), "last_on": date(2027, 1, 1)}
    return {"away_id": team.go_away(member_id=own_or(cast, by), **days, by=Actor.system(), at=MONDAY).pk}


BY_PEOPLE: dict[str, Tried] = {
    "rounds.imports.commands.bringing.bring_file": Tried("import data", a_table),
    "rounds.imports.commands.bringing.choose_columns": Tried(
        "import data", with_a_file(map_text="columns: {id: name}")
    ),
    "rounds.imports.commands.trying.ask_to_try": Tried("import data", with_a_file()),
    "rounds.imports.commands.running.start": Tried("import data", with_a_file()),
    "rounds.imports.commands.ending.stop": Tried("import data", with_a_file("running")),
    "rounds.imports.commands.ending.take_back_import": Tried("import data", with_a_file("done")),
    "rounds.accounts.commands.describing.declare_field": Tried(
        "look after accounts",
        lambda cast, by: {"record_kind": Record.ACCOUNT, "name": "stations", "type_": "number"},
    ),
    "rounds.accounts.commands.describing.change_account": Tried(
        "look after accounts", with_a_firm(values={"tier": "gold"}, fields={})
    ),
    "rounds.accounts.commands.people.add_account": Tried(
        "look after accounts", lambda cast, by: {"name": "Harbour Tile"}
    ),
    "rounds.accounts.commands.knowing.note_contact": Tried(
        "look after accounts",
        lambda cast, by: {"name": "Dana Whitlock", "addresses": ["dana@harbour.example"], "account_id": None},
    ),
    "rounds.accounts.commands.knowing.change_contact": Tried(
        "look after accounts", with_a_contact(values={"title": "Owner"}, fields={})
    ),
    "rounds.accounts.commands.knowing.give_address": Tried(
        "look after accounts", with_a_contact(address="owner@harbour.example")
    ),
    "rounds.accounts.commands.knowing.place_at": Tried("look after accounts", with_a_contact_and_a_firm),
    "rounds.accounts.commands.assets.add_asset": Tried(
        "look after accounts", with_a_firm(values={"kind": "drone"}, fields={})
    ),
    "rounds.accounts.commands.assets.change_asset": Tried("look after accounts", with_an_asset),
    "rounds.accounts.commands.importing.bring_in": Tried("import data", a_batch),
    "rounds.accounts.commands.taking_back.take_back": Tried("import data", with_a_batch_inside),
    "rounds.desk.commands.importing.import_tickets": Tried("import data", a_batch_of_tickets),
    "rounds.desk.commands.taking_back.take_back_tickets": Tried("import data", with_tickets_inside),
    "rounds.telemetry.commands.taking_in.take_in": Tried("import data", some_usage),
    "rounds.telemetry.commands.meeting.drop_waiting": Tried("import data", with_usage_that_waits),
    "rounds.mail.commands.erasing.erase_person": Tried("manage people", with_a_customer),
    "rounds.mail.commands.mailboxes.add_mailbox": Tried(
        "manage people", lambda cast, by: {"name": "support", "address": f"help-{uuid4().hex[:8]}@fenwick.example"}
    ),
    "rounds.mail.commands.mailboxes.change_address": Tried(
        "manage people",
        lambda cast, by: {"mailbox_id": a_mailbox().pk, "address": f"new-{uuid4().hex[:8]}@fenwick.example"},
    ),
    "rounds.mail.commands.mailboxes.add_alias": Tried(
        "manage people",
        lambda cast, by: {"mailbox_id": a_mailbox().pk, "address": f"more-{uuid4().hex[:8]}@fenwick.example"},
    ),
    "rounds.mail.commands.mailboxes.remove_alias": Tried("manage people", lambda cast, by: {"alias_id": an_alias().pk}),
    "rounds.mail.commands.ways.read_from": Tried(
        "manage people", lambda cast, by: {"mailbox_id": a_mailbox().pk, "account": ACCOUNT}
    ),
    "rounds.mail.commands.ways.change_account": Tried(
        "manage people", lambda cast, by: {"way_id": a_way().pk, "changes": {"folders": ["INBOX", "Support"]}}
    ),
    "rounds.mail.commands.ways.read_no_more": Tried("manage people", lambda cast, by: {"way_id": a_way().pk}),
    "rounds.mail.commands.errands.invite": Tried("manage people", with_somebody_to_ask(door=DOOR)),
    "rounds.mail.commands.errands.invite_again": Tried("manage people", with_an_invitation(door=DOOR)),
    "rounds.mail.commands.errands.send_trial": Tried(
        "manage people", lambda cast, by: {"mailbox_id": a_mailbox().pk, "recipient": "nina@new.example"}
    ),
    "rounds.team.second_factor.commands.taking_away.take_away": Tried("manage people", with_a_second_factor),
    "rounds.team.commands.inviting.invite": Tried("manage people", with_somebody_to_ask()),
    "rounds.team.commands.inviting.invite_again": Tried("manage people", with_an_invitation()),
    "rounds.team.commands.inviting.withdraw": Tried("manage people", with_an_invitation()),
    "rounds.mail.commands.outbox.retry": Tried("settle the outbox", on_a_stopped_mail("stopped")),
    "rounds.mail.commands.outbox.drop": Tried("settle the outbox", on_a_stopped_mail("stopped")),
    "rounds.mail.commands.outbox.it_arrived": Tried("settle the outbox", on_a_stopped_mail("may have arrived")),
    "rounds.mail.commands.outbox.settle_many": Tried("settle the outbox", on_stopped_mails),
    "rounds.mail.commands.quarantine.make_ticket_of": Tried("settle quarantine", on_a_held_mail),
    "rounds.mail.commands.quarantine.read_again": Tried("settle quarantine", on_a_held_mail),
    "rounds.mail.commands.quarantine.drop_held": Tried("settle quarantine", on_a_held_mail),
    "rounds.mail.commands.quarantine.settle_held": Tried("settle quarantine", on_held_mails),
    "rounds.desk.commands.opening.open_ticket": Tried("open tickets", a_page_ticket),
    "rounds.desk.commands.answering.answer": Tried("answer customers", on_a_ticket(text="Done.")),
    "rounds.desk.commands.recalling.take_back": Tried("answer customers", with_ones_own_answer),
    "rounds.desk.commands.answering.note": Tried("write notes", on_a_ticket(text="Ask Bram.")),
    "rounds.desk.commands.uploading.bring_upload": Tried(
        "write notes", lambda cast, by: {"file": File("a.png", "image/png", b"PNG")}
    ),
    "rounds.desk.commands.drafting.keep_draft": Tried(
        "write notes", on_a_ticket(kind=MessageKind.NOTE, text="Half a thought")
    ),
    "rounds.desk.commands.drafting.drop_draft": Tried("read the desk", with_ones_own_unsent),
    "rounds.desk.commands.assigning.assign": Tried(
        "assign tickets", lambda cast, by: {"number": a_ticket().number, "member_id": cast.rep.id}
    ),
    "rounds.checkins.commands.spreading.spread": Tried("assign tickets", with_check_ins_to_spread),
    "rounds.checkins.commands.spreading.undo_spread": Tried("assign tickets", on_check_ins_that_were_spread),
    "rounds.desk.commands.assigning.take": Tried("answer customers", on_a_ticket()),
    "rounds.desk.commands.assigning.give_back": Tried("answer customers", on_ones_own_ticket),
    "rounds.desk.commands.assigning.change_kind": Tried("assign tickets", on_a_ticket(kind="question")),
    "rounds.desk.commands.dating.put_to_sleep": Tried("set dates", on_a_ticket(wish=WISH)),
    "rounds.desk.commands.dating.set_reopen_date": Tried("set dates", on_a_ticket(wish=WISH)),
    "rounds.desk.commands.dating.drop_reopen_date": Tried("set dates", on_a_dated_ticket),
    "rounds.desk.commands.prioritising.set_priority": Tried("set priorities", on_a_ticket(priority="high")),
    "rounds.desk.commands.holding.hold": Tried(
        "hold tickets", on_a_ticket(holder="supplier", reason="They move the domain.", wish=WISH)
    ),
    "rounds.desk.commands.holding.release": Tried("hold tickets", on_a_held_ticket),
    "rounds.desk.commands.linking.link": Tried("link tickets", on_two_tickets()),
    "rounds.desk.commands.linking.unlink": Tried("link tickets", on_two_tickets(linked=True)),
    "rounds.desk.commands.merging.merge": Tried("merge tickets", on_two_of_one_customer),
    "rounds.desk.commands.unmerging.unmerge": Tried("merge tickets", with_a_merge),
    "rounds.lists.commands.views.save_view": Tried(
        "read the desk", lambda cast, by: {"name": "Late", "search": "is:open"}
    ),
    "rounds.lists.commands.views.change_view": Tried("read the desk", with_ones_own_view(name="Later")),
    "rounds.lists.commands.views.move_view": Tried("read the desk", with_ones_own_view(more=True, up=False)),
    "rounds.lists.commands.views.delete_view": Tried("read the desk", with_ones_own_view()),
    "rounds.lists.commands.views.bring_view_back": Tried("read the desk", with_ones_own_view(deleted=True)),
    "rounds.desk.commands.following.follow": Tried("read the desk", on_a_ticket()),
    "rounds.desk.commands.following.unfollow": Tried("read the desk", on_a_followed_ticket),
    "rounds.desk.commands.many.do_to_many": Tried(
        "read the desk", lambda cast, by: {"numbers": [a_ticket().number], "act": ManyAct(Verb.CLOSE)}
    ),
    "rounds.desk.commands.many.run_macro": Tried("read the desk", on_a_ticket(name="glad to help")),
    "rounds.desk.commands.many.undo_many": Tried("read the desk", with_ones_own_many),
    "rounds.desk.commands.ending.close": Tried("close tickets", on_a_ticket()),
    "rounds.desk.commands.ending.reopen": Tried("close tickets", on_a_sleeping_ticket()),
    **{
        f"rounds.checkins.commands.{name}": Tried("do check-ins", values)
        for name, values in {
            "starting.start": on_a_check_in(),
            "reaching_out.send_reach_out": to_somebody_of_a_check_in,
            "reaching_out.log_reach_out": on_a_check_in(how=How.CALL, text="Left word."),
            "finding.write_finding": on_a_check_in(said={"spoke with": "Ada", "going well": "All of it."}),
            "finding.give_grade": on_a_check_in(grade="B"),
            "ending.end_round": on_a_check_in(),
            "ending.exempt": on_a_check_in(reason="They closed."),
            "ending.end_exemption": on_an_exempt_check_in,
            "taking_back.take_back": on_a_check_in_that_one_began_with,
            "taking_back.take_reach_out_back": on_a_reach_out_of_ones_own,
            "ending.change_cadence": on_a_check_in(every=Span.parse("6 months")),
            "training.wish_training": on_a_check_in_with_somebody(text="A refresher."),
        }.items()
    },
    "rounds.desk.commands.placing.name_account": Tried("look after accounts", on_a_ticket(name="Harbour Tile & Stone")),
    "rounds.manual.commands.adopting.adopt": Tried("adopt the manual", lambda cast, by: {"text": MANUAL.read_text()}),
    "rounds.manual.commands.adopting.bring_back": Tried("adopt the manual", with_an_earlier_manual),
    "rounds.manual.commands.drafting.save_draft": Tried(
        "adopt the manual", lambda cast, by: {"text": "Half a thought", "version": 0}
    ),
    "rounds.manual.commands.drafting.draft_new_acts": Tried("adopt the manual", with_a_manual_from_before),
    "rounds.manual.commands.drafting.drop_draft": Tried("adopt the manual", with_a_draft),
    "rounds.manual.commands.drafting.adopt_draft": Tried("adopt the manual", with_a_draft),
    "rounds.team.tokens.commands.add_token": Tried(
        "make API tokens",
        lambda cast, by: {"member_id": by.id, "name": "Nightly", "scopes": ["read everything"], "expires_at": None},
    ),
    "rounds.team.tokens.commands.end_token": Tried("manage people", with_a_teammates_token),
    "rounds.team.commands.members.add_member": Tried(
        "manage people", lambda cast, by: {"name": "Nina Roy", "email": "nina@new.example", "roles": ["rep"]}
    ),
    "rounds.team.commands.members.set_roles": Tried(
        "manage people", lambda cast, by: {"member_id": cast.teammate.id, "roles": ["lead"]}
    ),
    "rounds.team.commands.members.rename_member": Tried(
        "manage people", lambda cast, by: {"member_id": cast.teammate.id, "name": "Elin Berg-Okafor"}
    ),
    "rounds.team.commands.members.let_back": Tried("manage people", with_somebody_gone),
    "rounds.desk.commands.leaving.end_membership": Tried(
        "manage people", lambda cast, by: {"member_id": cast.teammate.id}
    ),
    "rounds.team.commands.members.take_off": Tried("manage people", lambda cast, by: {"member_id": cast.teammate.id}),
    "rounds.team.commands.hours.set_hours": Tried("keep own hours", with_hours_to_set),
    "rounds.team.commands.hours.confirm_hours": Tried("keep own hours", with_hours_of_ones_own(None)),
    "rounds.team.commands.hours.go_away": Tried(
        "keep own hours",
        lambda cast, by: {"member_id": own_or(cast, by), "first_on": date(2026, 12, 24), "last_on": date(2027, 1, 1)},
    ),
    "rounds.team.commands.hours.stay_here": Tried("keep own hours", with_days_off),
    "rounds.team.commands.hours.become_available": Tried("keep own hours", with_hours_of_ones_own(None)),
    "rounds.team.commands.noticing.read_notices": Tried("read the desk", with_a_notice),
    "rounds.team.commands.hours.sign_off": Tried("keep own hours", with_hours_of_ones_own(MONDAY)),
}

NOTHING_SHOWN = Shown("{}", None, Site("localhost", "http://localhost"))

BY_ONESELF = {
    "rounds.team.commands.signing_in.change_password": lambda: {
        "old": PASSWORD,
        "new": "quite another one",
        "this": "",
    },
    "rounds.team.commands.signing_in.end_session": lambda: {"mark": "nothing"},
    "rounds.team.commands.signing_in.end_other_sessions": lambda: {"this": ""},
    "rounds.team.second_factor.commands.app.turn_on_app": lambda: {
        "secret": "GEZDGNBVGY3TQOJQ",
        "code": "000000",
        "password": PASSWORD,
        "this": "",
    },
    "rounds.team.second_factor.commands.app.turn_off_app": lambda: {"password": PASSWORD, "this": ""},
    "rounds.team.second_factor.commands.passkeys.add_passkey": lambda: {
        "shown": NOTHING_SHOWN,
        "name": "My key",
        "handle": b"x",
        "password": PASSWORD,
        "this": "",
    },
    "rounds.team.second_factor.commands.passkeys.remove_passkey": lambda: {
        "passkey_id": 1,
        "password": PASSWORD,
        "this": "",
    },
    "rounds.team.second_factor.commands.recovery.make_recovery_codes": lambda: {"password": PASSWORD},
}
"""Commands of every member, whatever their role, about themselves alone: they name nobody else."""

RECURRING = (
    "open_many_recurring",
    "date_recurring",
    "open_recurring_again",
    "open_many_recurring_again",
    "put_back_recurring",
    "put_many_back",
    "date_many_recurring",
    "reopen_recurring",
    "end_recurring",
    "recur_again",
    "write_to",
    "note_recurring",
    "rename_recurring",
)

BY_ROUNDS_ALONE = {
    "rounds.imports.commands.running.bring_in_batch": "a worker, for whoever started the import; the records' own acts ask for the right",
    "rounds.imports.commands.trying.note_tried": "a worker, for whoever asked",
    "rounds.imports.commands.ending.give_up": "a worker that cannot go on",
    "rounds.timeline.sealing.seal": "the engine; it says nothing new, so it leaves no event",
    **{
        f"rounds.mail.commands.deliveries.{step}": "a worker or the engine, guarded by the delivery's token"
        for step in ("claim", "begin_hand_over", "note_sent", "note_unknown", "put_off", "stop", "recover")
    },
    "rounds.team.commands.signing_in.choose_password": "the door, for whoever shows a link that holds",
    "rounds.team.second_factor.commands.passkeys.prove_by_passkey": "the door, for whoever shows a passkey",
    "rounds.team.second_factor.commands.stepping.take_second_step": "the door, for whoever has shown the right password",
    "rounds.mail.commands.errands.send_password_link": "a worker, for whoever has forgotten theirs",
    "rounds.team.commands.inviting.accept": "the door, for whoever shows a link that holds",
    "rounds.team.commands.hours.sign_off_by_itself": "the engine, at the end of somebody's hours",
    "rounds.desk.commands.old_mails.open_old_ticket": "the mail room, for a mail out of a file, whose author it keeps",
    "rounds.desk.commands.old_mails.add_old_answer": "the mail room, for a mail out of a file",
    "rounds.desk.commands.old_mails.add_old_message": "the mail room, for a mail out of a file",
    "rounds.desk.commands.failing.answer_failed": "the mail room, for a mail that stopped",
    "rounds.desk.commands.failing.answer_left": "the mail room, for one that left late",
    "rounds.desk.commands.holding.end_due_hold": "the engine; the clause acts",
    "rounds.mail.commands.folders.begin_reading": "the reader of a folder, at its first look and after trouble",
    "rounds.mail.commands.folders.note_trouble": "the reader of a folder that cannot be read",
    "rounds.mail.commands.folders.note_waiting": "the reader of a folder; it moves nothing, so it leaves no event",
    "rounds.mail.commands.folders.seal_anew": "the reader, with another secret key; it changes nothing, so it leaves no event",
    "rounds.mail.commands.folders.keep_refresh_token": "the reader, for its sign-in service; nobody did anything, so it leaves no event",
    "rounds.mail.commands.warning.warn_members": "the engine; a row of the outbox and an event a mail",
    "rounds.desk.commands.following.tell_followers": "the engine; it says nothing new, so it leaves no event",
    "rounds.desk.commands.handing_out.hand_out": "the engine; the clause acts",
    "rounds.desk.commands.handing_out.hand_out_many": "the engine; the clause acts",
    "rounds.desk.commands.waking.wake": "the engine; the clause acts",
    "rounds.desk.commands.waking.wake_many": "the engine; the clause acts",
    "rounds.lists.commands.looking.look_at_lists": "the engine; it tells nobody and changes no ticket, so it leaves no event",
    "rounds.lists.commands.telling.tell_of_standing": "the engine; the clause acts",
    "rounds.checkins.commands.coming_round.come_round": "the engine; the clause acts",
    "rounds.checkins.commands.coming_round.come_round_many": "the engine; the clause acts",
    "rounds.checkins.commands.comparing.compare_grades": "the engine, once a day",
    "rounds.checkins.commands.entering.follow_programmes": "the engine, for what happened to firms and tickets",
    **{
        f"rounds.desk.commands.recurring.{act}": "the room whose clause it recurs by, inside an act of its own"
        for act in RECURRING
    },
    "rounds.telemetry.commands.draining.drain": "a worker; what came in is an event already, and the files say nothing new",
    "rounds.telemetry.commands.draining.merge": "the same",
    "rounds.telemetry.commands.draining.remove_retired": "the same",
    "rounds.telemetry.commands.meeting.meet": "the engine, for usage whose account is known now",
    "rounds.telemetry.commands.meeting.let_time_come": "the engine, for usage whose time has come",
    "rounds.targets.commands.following.follow_history": "the engine, for what happened to tickets",
    "rounds.targets.commands.following.follow": "the same, for one ticket",
    "rounds.targets.commands.catching_up.catch_up": "the engine, for tickets that were there before a manual",
    "rounds.targets.commands.acting.act_on": "the engine; the clause acts",
    "rounds.desk.commands.writing.add_customer_message": "the mail room, for a party of the ticket",
    "rounds.desk.commands.erasing.erase_person": "the mail room's act of that name, which asks for the right",
    "rounds.accounts.commands.people.erase_contact": "the same",
    "rounds.accounts.commands.people.contact_of_address": "the mail room: who wrote",
    "rounds.accounts.commands.people.account_called": "the desk, when somebody names a requester's firm",
    "rounds.accounts.commands.people.place_contact": "the same",
    "rounds.accounts.commands.people.add_address": "the import and the demo",
}
"""Commands that no member reaches, and what calls them."""


PREPARED_ONCE = (
    "views.move_view",
    "drafting.drop_draft",
    "drafting.adopt_draft",
    "members.let_back",
    "hours.confirm_hours",
    "hours.stay_here",
    "hours.become_available",
    "hours.sign_off",
)
"""Commands whose values a company can be made ready for once alone: one draft, one member's hours."""


def holder_of(act: str, cast: Cast) -> Actor:
    """Make a member of each role that may do this act; every queue's role beside, since a queue asks for it."""
    roles = [role.name for role in book().all(Role) if act in role.may]
    return a_member("Able Holder", roles, f"able-{cast.workspace_id}")


def test_every_command_has_its_row():
    assert DUTIES, "importing the list of duties has made every room's commands known"
    assert second_factor, "and importing these has made theirs"
    assert set(COMMANDS) == set(BY_PEOPLE) | set(BY_ROUNDS_ALONE) | set(BY_ONESELF)


@pytest.mark.parametrize("name", BY_ONESELF)
@pytest.mark.parametrize("who", ["a member who left", "a customer", "a stranger", "Rounds itself"])
def test_what_each_does_for_themselves_nobody_else_does(name, who):
    cast = a_workspace()
    by = Actor.system() if who == "Rounds itself" else _nobody(who, cast)
    with pytest.raises(NotAllowed), cast.inside():
        COMMANDS[name](**BY_ONESELF[name](), by=by, at=later(0.1))


def test_every_act_of_the_table_can_be_given_by_the_shipped_manual():
    with a_workspace().inside():
        assert {str(act) for role in book().all(Role) for act in role.may} == ACTS


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_whoever_has_the_right_may(name):
    cast, tried = a_workspace(), BY_PEOPLE[name]
    with cast.inside():
        by = a_member("All Roles", [role.name for role in book().all(Role)], f"all-{cast.workspace_id}")
        values = tried.values(cast, by)
        before = TimelineEvent.objects.count()
        COMMANDS[name](**values, by=by, at=later(0.1))
        assert TimelineEvent.objects.count() > before, "an act without its event"


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_whoever_has_no_right_may_not(name):
    shared, tried = a_workspace(), BY_PEOPLE[name]
    for who in ("a member without the right", "a member who left", "a customer", "a stranger"):
        if (name, who) == ("rounds.desk.commands.opening.open_ticket", "a customer"):
            continue  # a customer's mail opens tickets: that is what the desk is for
        cast = a_workspace() if name.endswith(PREPARED_ONCE) else shared
        by = _nobody(who, cast)
        with cast.inside():
            values = tried.values(cast, by)
        with pytest.raises(NotAllowed), cast.inside():
            COMMANDS[name](**values, by=by, at=later(0.1))
            pytest.fail(f"{who} may")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in BY_PEOPLE
        if (
            name.split(".")[1] in {"desk", "checkins", "lists", "imports"}
            or ".outbox." in name
            or ".quarantine." in name
            or name.endswith("drop_waiting")
        )
        and not name.endswith(("bring_file", "bring_upload", "save_view", "spreading.spread"))
        and name not in BATCHES
    ],
)
def test_another_workspaces_record_is_not_there(name):
    ours, theirs = a_workspace(), a_workspace()
    if name.endswith("open_ticket"):
        with ours.inside():
            customer = a_customer()
        stranger = Taking(customer.contact_id, customer.address_id)
        values = {"subject": "Spy", "text": "Spy", "kind": "question", "requester": stranger, "account_id": None}
    else:
        with ours.inside():
            for _ in range(3):
                a_ticket()
            values = BY_PEOPLE[name].values(ours, ours.rep)
    with pytest.raises((NotThere, NotAllowed, Exception)) as refused, theirs.inside():
        by = a_member("All Roles", [role.name for role in book().all(Role)], f"all-{theirs.workspace_id}")
        COMMANDS[name](**values, by=by, at=later(0.1))
    assert type(refused.value).__name__ in {"NotThere", "IntegrityError"}


def _nobody(who: str, cast: Cast) -> Actor:
    if who == "a stranger":
        return a_shared_workspace().manager
    with cast.inside():
        if who == "a customer":
            return Actor.contact(a_customer().contact_id)
        slug = f"nobody-{cast.workspace_id}"
        if who == "a member without the right":
            return a_member("No Role", [], slug)
        gone = a_member("Gone Away", [role.name for role in book().all(Role)], slug)
        team.take_off(member_id=gone.id, by=Actor.system(), at=MONDAY)
        return gone


def test_somebody_elses_ticket_cannot_be_taken_or_given_back():
    """D2: consent comes with its clause; until then what somebody has stays theirs."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.take(number=ticket.number, by=cast.rep, at=MONDAY)
    for act in (desk.take, desk.give_back):
        with pytest.raises(Refused), cast.inside():
            act(number=ticket.number, by=cast.teammate, at=later(0.1))


def test_a_ticket_goes_only_to_whoever_works_its_queue():
    """D3."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="does not work the queue"), cast.inside():
        desk.assign(number=ticket.number, member_id=cast.production.id, by=cast.lead, at=later(0.1))
