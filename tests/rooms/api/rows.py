"""The endpoints of the API, each with what one must be allowed to do, what stands in its address, and what is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rounds.api import urls
from rounds.api.doors import ENDPOINTS
from tests.rooms.api.program import Program
from tests.rooms.api.records_there import (
    a_closed,
    a_colleague,
    a_contact,
    a_dated,
    a_deleted_view,
    a_draft,
    a_fact,
    a_file,
    a_followed,
    a_held,
    a_held_mail,
    a_joining,
    a_linked,
    a_mail,
    a_manual_draft,
    a_many_act,
    a_merge,
    a_number,
    a_stopped_mail,
    a_stranger,
    a_view,
    a_waiting_answer,
    an_account,
    an_asset,
    an_untold,
    another_manual,
    another_of_the_last_customer,
    at_work,
    being_erased,
    of_a_mailbox,
    one_of_ones_own,
    one_who_left,
    two_addresses,
    two_views,
    with_days_off,
    with_hours,
)
from tests.rooms.api.rows_of_check_ins import CHECK_INS, QUERIES, somebody_there
from tests.rooms.prepared.mail import a_way, an_alias, on_a_stopped_mail
from tests.rooms.prepared.people import with_work_put_off
from tests.world import Cast, a_customer

assert urls.urlpatterns, "importing the addresses has made every endpoint known"


A_NEW_ADDRESS = "an address that no company has"
AN_ACCOUNT = {"host": "imap.fenwick.example", "user": "new", "secret": "sesame"}
SOME_USAGE = {"id": "1", "account": "nobody", "event": "item submitted", "at": "2026-11-23T15:00:00Z"}


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
