"""Every endpoint as everybody: nobody, a token that ended, a member without the right, a token without the scope, another company.

The list is made from the endpoints: a new one without its row here fails the build (architecture 5).
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.api import urls
from rounds.api.doors import ENDPOINTS
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
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team.models import ApiToken, Available, Member
from rounds.team.notices import notices_of
from rounds.team.rules import Role
from rounds.team.tokens.commands import end_token
from rounds.telemetry.commands import take_in
from rounds.telemetry.queries import unknown
from rounds.telemetry.rules import Usage
from rounds.timeline.commands import entry
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from rounds.workspaces.rows import insert
from tests.manuals import FACT, clause
from tests.outgoing import brought
from tests.rooms.api.program import Program, codes, program, without_rights
from tests.rooms.api.rows_of_check_ins import CHECK_INS, QUERIES, asker, somebody_there
from tests.rooms.prepared.firms import with_a_joining, with_two_addresses
from tests.rooms.prepared.mail import a_mailbox, a_message_by_mail, a_way, an_alias, on_a_stopped_mail
from tests.rooms.prepared.people import with_work_put_off
from tests.world import (
    MANUAL,
    MONDAY,
    Cast,
    a_customer,
    a_member,
    a_peopled_workspace,
    a_ticket,
    a_workspace,
    one_of_all_roles,
    one_of_each_role,
)

assert urls.urlpatterns, "importing the addresses has made every endpoint known"


A_NEW_ADDRESS = "an address that no company has"
AN_ACCOUNT = {"host": "imap.fenwick.example", "user": "new", "secret": "sesame"}


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


SOME_USAGE = {"id": "1", "account": "nobody", "event": "item submitted", "at": "2026-11-23T15:00:00Z"}


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


@dataclass(frozen=True)
class Row:
    """One endpoint. act: what one must be allowed to do. words: makes what stands in its address. body: what is sent."""

    act: str
    words: Callable[[Cast], dict[str, int]] = lambda cast: {}
    body: Any = None


TWO_WEEKS = {"span": "2 weeks"}
NEW = {"address": "dana@harbour.example", "kind": "question", "subject": "Swap the banner", "text": "Please."}
ROWS: dict[str, Row] = {
    "list_work_put_off": Row("manage people"),
    "try_again": Row("manage people", lambda cast: with_work_put_off(cast, cast.manager)),
    "list_accounts": Row("read accounts"),
    "add_account": Row("look after accounts", body={"name": "Harbour Tile & Stone"}),
    "get_account": Row("read accounts", an_account),
    "change_account": Row("look after accounts", an_account, {"tier": "gold"}),
    "list_contacts": Row("read accounts"),
    "note_contact": Row("look after accounts", body={"name": "Dana Whitlock"}),
    "get_contact": Row("read accounts", a_contact),
    "change_contact": Row("look after accounts", a_contact, {"title": "Owner"}),
    "give_address": Row("look after accounts", a_contact, {"address": "dana@harbour.example"}),
    "place_contact": Row("look after accounts", a_contact, {"account_id": "an account"}),
    "take_address_away": Row("look after accounts", two_addresses),
    "erase_contact": Row("manage people", a_contact),
    "get_erasing": Row("manage people", being_erased),
    "join_contacts": Row("look after accounts", a_contact, {"other_id": "another contact"}),
    "get_contact_join": Row("read accounts", a_joining),
    "part_contacts": Row("look after accounts", a_joining),
    "list_tickets": Row("read the desk"),
    "open_ticket": Row("open tickets", body=NEW),
    "get_ticket": Row("read the desk", a_number),
    "take_ticket": Row("answer customers", a_number),
    "give_back_ticket": Row("answer customers", one_of_ones_own),
    "assign_ticket": Row("assign tickets", a_number, {"member_id": "the rep"}),
    "change_kind": Row("assign tickets", a_number, {"kind": "question"}),
    "name_account": Row("look after accounts", a_number, {"name": "Harbour Tile & Stone"}),
    "close_ticket": Row("close tickets", a_number),
    "reopen_ticket": Row("close tickets", a_closed),
    "put_to_sleep": Row("set dates", a_number, TWO_WEEKS),
    "set_reopen_date": Row("set dates", a_number, TWO_WEEKS),
    "drop_reopen_date": Row("set dates", a_dated),
    "merge_tickets": Row("merge tickets", a_number, {"numbers": "one of the same customer"}),
    "get_merge": Row("read the desk", a_merge),
    "undo_merge": Row("merge tickets", a_merge),
    "set_priority": Row("set priorities", a_number, {"priority": "urgent"}),
    "hold_ticket": Row("hold tickets", a_number, {"holder": "supplier", "reason": "Domain.", "until": TWO_WEEKS}),
    "release_ticket": Row("hold tickets", a_held),
    "follow_ticket": Row("read the desk", a_number),
    "unfollow_ticket": Row("read the desk", a_followed),
    "list_links": Row("read the desk", a_linked),
    "link_ticket": Row("link tickets", a_number, {"number": "another ticket", "seen": "parent"}),
    "unlink_ticket": Row("link tickets", a_linked),
    "take_answer_back": Row("answer customers", a_waiting_answer),
    "do_to_many": Row("read the desk", body={"numbers": "some tickets", "act": "close"}),
    "get_act": Row("read the desk", a_many_act),
    "undo_act": Row("read the desk", a_many_act),
    "run_macro": Row("read the desk", a_number, {"macro": "glad to help"}),
    "list_messages": Row("read the desk", a_number),
    "answer_customer": Row("answer customers", a_number, {"text": "Done."}),
    "write_note": Row("write notes", a_number, {"text": "Ask Bram."}),
    "upload_file": Row("write notes", body=b"\x89PNG"),
    "get_file": Row("read the desk", a_file),
    "get_written_mail": Row("read the desk", a_mail),
    "list_drafts": Row("read the desk"),
    "get_draft": Row("read the desk", a_draft),
    "keep_draft": Row("read the desk", a_number, {"kind": "note", "text": "Half a thought"}),
    "drop_draft": Row("read the desk", a_draft),
    "list_notices": Row("read the desk"),
    "read_notices": Row("read the desk", an_untold, {"up_to": 2**31 - 1}),
    "list_assets": Row("read accounts"),
    "take_usage_in": Row("import data", body={"source": "app", "records": [SOME_USAGE]}),
    "count_fact": Row("read accounts", a_fact),
    "list_waiting_usage": Row("import data"),
    "drop_waiting_usage": Row("import data", a_stranger),
    "add_asset": Row("look after accounts", body={"kind": "drone"}),
    "get_asset": Row("read accounts", an_asset),
    "change_asset": Row("look after accounts", an_asset, {"software": "4.3"}),
    "list_fields": Row("read accounts"),
    "declare_field": Row(
        "look after accounts", body={"record": "account", "name": "number of stations", "type": "number"}
    ),
    "list_members": Row("manage people"),
    "get_member": Row("manage people", a_colleague),
    "rename_member": Row("manage people", a_colleague, {"name": "Elin Berg-Okafor"}),
    "set_roles": Row("manage people", a_colleague, {"roles": ["lead"]}),
    "take_member_off": Row("manage people", a_colleague),
    "let_member_back": Row("manage people", one_who_left),
    "get_hours": Row("keep own hours"),
    "set_hours": Row("keep own hours", body={"zone": "Europe/Berlin", "windows": ["Mon-Fri 9:00-17:00"]}),
    "confirm_hours": Row("keep own hours", with_hours),
    "take_days_off": Row("keep own hours", body={"first_on": "2026-12-24", "last_on": "2027-01-01"}),
    "give_up_days_off": Row("keep own hours", with_days_off),
    "become_available": Row("keep own hours", with_hours),
    "sign_off": Row("keep own hours", at_work),
    "read_outbox": Row("see the outbox"),
    "list_mails": Row("see the outbox"),
    "send_many_again": Row("settle the outbox", body={"ids": "some dead letters"}),
    "drop_many": Row("settle the outbox", body={"ids": "some dead letters"}),
    "send_again": Row("settle the outbox", a_stopped_mail),
    "note_arrival": Row("settle the outbox", a_stopped_mail),
    "drop_mail": Row("settle the outbox", a_stopped_mail),
    "list_quarantine": Row("see quarantine"),
    "get_held_mail": Row("see quarantine", a_held_mail),
    "look_into_held_mail": Row("see quarantine", a_held_mail),
    "settle_held_mails": Row("settle quarantine", body={"ids": "a held mail", "act": "drop"}),
    "let_mail_in": Row("settle quarantine", a_held_mail),
    "read_mail_again": Row("settle quarantine", a_held_mail),
    "drop_held_mail": Row("settle quarantine", a_held_mail),
    "list_mailboxes": Row("manage people", of_a_mailbox),
    "add_mailbox": Row("manage people", body={"name": "support", "address": A_NEW_ADDRESS}),
    "get_mailbox": Row("manage people", of_a_mailbox),
    "change_mailbox": Row("manage people", of_a_mailbox, {"address": A_NEW_ADDRESS}),
    "add_mail_address": Row("manage people", of_a_mailbox, {"address": A_NEW_ADDRESS}),
    "remove_mail_address": Row("manage people", lambda cast: {"address_id": an_alias().pk}),
    "send_trial": Row("manage people", of_a_mailbox),
    "add_mail_account": Row("manage people", of_a_mailbox, AN_ACCOUNT),
    "get_mail_account": Row("manage people", lambda cast: {"mail_account_id": a_way().pk}),
    "try_mail_account": Row("manage people", lambda cast: {"mail_account_id": a_way().pk}),
    "change_mail_account": Row("manage people", lambda cast: {"mail_account_id": a_way().pk}, {"folders": ["Support"]}),
    "remove_mail_account": Row("manage people", lambda cast: {"mail_account_id": a_way().pk}),
    "get_manual_draft": Row("adopt the manual"),
    "save_manual_draft": Row("adopt the manual", body={"text": "Half a thought"}),
    "drop_manual_draft": Row("adopt the manual", a_manual_draft),
    "adopt_manual_draft": Row("adopt the manual", a_manual_draft),
    "bring_manual_back": Row("adopt the manual", another_manual, {"number": 1, "in_force": 2}),
    "check_manual_draft": Row("read the manual"),
    "list_lists": Row("read the desk"),
    "list_views": Row("read the desk"),
    "save_view": Row("read the desk", body={"name": "Late", "search": "is:missed"}),
    "get_view": Row("read the desk", a_view),
    "list_tickets_of_view": Row("read the desk", a_view),
    "change_view": Row("read the desk", a_view, {"name": "Later"}),
    "move_view": Row("read the desk", two_views, {"up": False}),
    "delete_view": Row("read the desk", a_view),
    "bring_view_back": Row("read the desk", a_deleted_view),
    "list_events": Row("read the desk"),
    "list_targets": Row("see reports"),
    "list_promises": Row("see reports"),
    "list_ticket_targets": Row("read the desk", a_number),
    "get_manual": Row("read the manual"),
    **{name: Row(*row) for name, row in CHECK_INS.items()},
}
WRITING = [name for name in ROWS if ENDPOINTS[name].writes] if set(ROWS) <= set(ENDPOINTS) else []
RECORDS = [name for name, row in ROWS.items() if "{" in ENDPOINTS[name].path] if WRITING else []


def body_of(row: Row, cast: Cast) -> Any:
    """Give what is sent, with ids of this workspace."""
    if not isinstance(row.body, dict):
        return row.body
    known = {
        "the rep": lambda: cast.rep.id,
        "an account": lambda: an_account(cast)["account_id"],
        "another contact": lambda: a_customer().contact_id,
        "another ticket": lambda: [a_number(cast)["number"] for _ in range(3)][-1],
        "some dead letters": lambda: [on_a_stopped_mail("stopped")(cast, cast.rep)["outbox_id"]],
        "some tickets": lambda: [a_number(cast)["number"] for _ in range(2)],
        "a held mail": lambda: [a_held_mail(cast)["mail_id"]],
        "one of the same customer": another_of_the_last_customer,
        "somebody there": lambda: somebody_there(cast),
        A_NEW_ADDRESS: lambda: f"new-{uuid4().hex[:8]}@fenwick.example",
    }
    return {
        key: known[value]() if isinstance(value, str) and value in known else value for key, value in row.body.items()
    }


def asked(name: str, asking: Program, cast: Cast) -> Any:
    """Ask about a record of this workspace."""
    return asking.ask(ENDPOINTS[name].method, *said(name, cast), If_Match="*")


def said(name: str, cast: Cast) -> tuple[str, Any]:
    """Make a record of this workspace; give the address and the body of a call about it."""
    endpoint, row = ENDPOINTS[name], ROWS[name]
    with cast.inside():
        path, body = endpoint.path.replace("{int:", "{").format(**row.words(cast)), body_of(row, cast)
    query = "?name=a.png" if endpoint.raw else "?fact=items" if name == "count_fact" else QUERIES.get(name, "")
    return path + query, body


@dataclass(frozen=True)
class Refusing:
    """A company in which calls are refused, which leaves it as it is: what they are about and who asks is made once.

    roles: a program of a member of each role. nobody_special: one whose member may nothing; made last, so that what is
    somebody's own is theirs.
    """

    cast: Cast
    roles: dict[str, Program]
    with_another_scope: Program
    nobody_special: Program


def refusing_in(cast: Cast) -> Refusing:
    with cast.inside():
        names = [role.name for role in book().all(Role)]
        members = {name: a_member(f"Only {name}", [name], f"only-{name}-{cast.workspace_id}") for name in names}
    roles = {name: program(cast, who) for name, who in members.items()}
    return Refusing(cast, roles, program(cast, scopes=("make API tokens",)), without_rights(cast))


@cache
def _where_all_are_refused() -> Refusing:
    """What calls are about is made in it, people who leave too: so it is nobody else's."""
    return refusing_in(a_workspace())


@cache
def refused_there(name: str) -> tuple[Refusing, str, Any]:
    """Give a company to be refused in, and address and body of a call about something in it.

    It is one for all calls, but where it can be made ready for a call once alone.
    """
    once = {"count_fact", "bring_manual_back", "become_available", "sign_off", "give_up_days_off"}
    refusing = refusing_in(a_workspace()) if name in once else _where_all_are_refused()
    return refusing, *said(name, refusing.cast)


@cache
def from_another_company() -> Program:
    """Give a program that may do everything in a company where nothing is."""
    return program(a_workspace())


def test_every_endpoint_has_its_row_and_its_act():
    assert {name: endpoint.act for name, endpoint in ENDPOINTS.items()} == {name: row.act for name, row in ROWS.items()}


ASKS_OTHERS = frozenset({"try_mail_account"})
"""Asks another server, as often as may be and no oftener, and changes nothing here: no GET, and no act."""


@pytest.mark.parametrize("name", ROWS)
def test_whoever_has_the_right_may_and_an_act_leaves_an_event(name):
    cast, (able,) = a_peopled_workspace(one_of_all_roles)
    asking = program(cast, able)
    with cast.inside():
        before = TimelineEvent.objects.filter(actor_kind="member").count()
    answer = asked(name, asking, cast)
    assert answer.status_code == ENDPOINTS[name].status, answer.content
    with cast.inside():
        after = TimelineEvent.objects.filter(actor_kind="member").count()
    assert (after > before) == (ENDPOINTS[name].writes and name not in ASKS_OTHERS)


@pytest.mark.parametrize("name", ROWS)
def test_nobody_is_told_how_to_come_in_and_nothing_else(name):
    _, path, body = refused_there(name)
    for token in ("", "rnd_ABCDEFGHJK_nothing", "nonsense"):
        answer = Program(token).ask(ENDPOINTS[name].method, path, body, If_Match="*")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert codes(answer) == ["not known"]


@pytest.mark.parametrize("how", ["ended", "expired", "its member left"])
@pytest.mark.parametrize("name", ["list_tickets", "close_ticket"])
def test_a_token_that_holds_no_more_is_nobodys(name, how):
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        token = ApiToken.objects.latest("id")
        if how == "ended":
            end_token(token_id=token.pk, by=Actor.system(), at=MONDAY)
        if how == "expired":
            ApiToken.objects.filter(id=token.pk).update(expires_at=MONDAY)
        if how == "its member left":
            team.take_off(member_id=token.member_id, by=Actor.system(), at=MONDAY)
    assert asked(name, asking, cast).status_code == 401


@pytest.mark.parametrize("name", ROWS)
def test_a_member_without_the_right_is_refused_whatever_the_token_says(name):
    refusing, path, body = refused_there(name)
    answer = refusing.nobody_special.ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 403
    assert ROWS[name].act in answer.json()["problems"][0]["text"]


@pytest.mark.parametrize("name", ROWS)
def test_a_token_that_is_for_something_else_is_refused_whatever_its_member_may(name):
    refusing, path, body = refused_there(name)
    answer = refusing.with_another_scope.ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 403
    assert codes(answer) == ["outside scope"]
    assert ROWS[name].act in answer.json()["problems"][0]["fix"]


@pytest.mark.parametrize("name", ROWS)
def test_each_role_may_what_the_manual_gives_it_and_no_more(name):
    (cast, holders), act = a_peopled_workspace(one_of_each_role), ROWS[name].act
    refusing, path, body = refused_there(name)
    with cast.inside():
        roles = {role.name: frozenset(map(str, role.may)) for role in book().all(Role)}
    alone = dict(zip(roles, holders, strict=True))
    for role in [role for role, acts in roles.items() if act in acts]:
        answer = asked(name, program(cast, alone[role]), cast)
        assert answer.status_code != 403, (role, answer.content)
    for role in [role for role, acts in roles.items() if act not in acts]:
        answer = refusing.roles[role].ask(ENDPOINTS[name].method, path, body, If_Match="*")
        assert answer.status_code == 403, (role, answer.content)


@pytest.mark.parametrize("name", RECORDS)
def test_another_companys_record_is_not_there_and_stays_as_it_is(name):
    theirs, path, body = refused_there(name)
    with theirs.cast.inside():
        before = list(Ticket.objects.order_by("id").values())
    answer = from_another_company().ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 404, answer.content
    assert codes(answer) == ["not there"]
    with theirs.cast.inside():
        assert list(Ticket.objects.order_by("id").values()) == before


@pytest.mark.parametrize("name", WRITING)
def test_another_companys_id_in_a_body_is_not_there(name):
    _, _, body = refused_there(name)
    if body == ROWS[name].body or A_NEW_ADDRESS in ROWS[name].body.values():
        pytest.skip("this body has no id in it")
    theirs, (able,) = a_peopled_workspace(one_of_all_roles)
    with theirs.inside():
        path = ENDPOINTS[name].path.replace("{int:", "{").format(**ROWS[name].words(theirs))
    answer = program(theirs, able).ask(ENDPOINTS[name].method, path, body)
    assert answer.status_code == 404 or codes(answer) == ["no such ticket"], answer.content


@pytest.mark.parametrize("name", WRITING)
def test_a_refused_act_leaves_nothing(name):
    refusing, path, body = refused_there(name)
    with refusing.cast.inside():
        before = TimelineEvent.objects.count()
    answer = refusing.nobody_special.ask(ENDPOINTS[name].method, path, body, Idempotency_Key=name, If_Match="*")
    assert answer.status_code == 403
    with refusing.cast.inside():
        assert TimelineEvent.objects.count() == before
