"""The commands that people reach: the right that each needs, and with which values it is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import rounds.engine.commands  # noqa: F401 - its act enters COMMANDS
from rounds.accounts.fields import Record
from rounds.basics.spans import Span
from rounds.checkins.rules.states import How
from rounds.desk.facts import File
from rounds.desk.many import ManyAct, Verb
from rounds.desk.rules import MessageKind
from rounds.team.second_factor.commands.passkeys import Shown
from rounds.team.second_factor.passkeys import Site
from rounds.timeline.rules import Actor
from tests.rooms.prepared.check_ins import (
    in_a_round_with_a_finding,
    on_a_check_in,
    on_a_check_in_that_one_began_with,
    on_a_check_in_with_somebody,
    on_a_programme_that_is_gone,
    on_a_programme_that_was_ended,
    on_a_reach_out_of_ones_own,
    on_an_exempt_check_in,
    on_check_ins_that_were_spread,
    to_somebody_of_a_check_in,
    with_check_ins_to_spread,
    with_pasts,
    with_pasts_that_wait,
)
from tests.rooms.prepared.desk import (
    WISH,
    a_batch_of_tickets,
    a_page_ticket,
    on_a_dated_ticket,
    on_a_followed_ticket,
    on_a_held_ticket,
    on_a_sleeping_ticket,
    on_a_ticket,
    on_ones_own_ticket,
    on_two_of_one_customer,
    on_two_tickets,
    with_a_merge,
    with_a_notice,
    with_ones_own_answer,
    with_ones_own_many,
    with_ones_own_unsent,
    with_ones_own_view,
    with_tickets_inside,
)
from tests.rooms.prepared.firms import (
    a_batch,
    a_table,
    some_usage,
    with_a_batch_inside,
    with_a_contact,
    with_a_contact_and_a_firm,
    with_a_customer,
    with_a_file,
    with_a_firm,
    with_a_joining,
    with_an_asset,
    with_two_addresses,
    with_two_contacts,
    with_usage_that_waits,
)
from tests.rooms.prepared.mail import (
    ACCOUNT,
    a_mailbox,
    a_way,
    an_alias,
    on_a_held_mail,
    on_a_stopped_mail,
    on_held_mails,
    on_stopped_mails,
)
from tests.rooms.prepared.people import (
    own_or,
    with_a_draft,
    with_a_manual_from_before,
    with_a_second_factor,
    with_a_teammates_token,
    with_an_earlier_manual,
    with_an_invitation,
    with_days_off,
    with_hours_of_ones_own,
    with_hours_to_set,
    with_somebody_gone,
    with_somebody_to_ask,
    with_work_put_off,
)
from tests.world import MANUAL, MONDAY, PASSWORD, Cast, a_ticket

DOOR = "http://127.0.0.1/join/"


@dataclass(frozen=True)
class Tried:
    """How a command is tried.

    act: the right it needs; values: makes its arguments, inside the workspace. instead: another right that is enough, where one is.
    """

    act: str
    values: Callable[[Cast, Actor], dict[str, Any]]
    instead: str = ""

    @property
    def enough(self) -> frozenset[str]:
        return frozenset({self.act, self.instead} - {""})


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
    "rounds.accounts.commands.erasing.ask_to_erase": Tried("manage people", with_a_customer),
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
    "rounds.engine.commands.try_again": Tried("manage people", with_work_put_off),
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
    "rounds.checkins.commands.bringing_in.note_pasts": Tried("import data", with_pasts),
    "rounds.checkins.commands.giving_back.drop_pasts": Tried("import data", with_pasts_that_wait),
    "rounds.checkins.commands.spreading.spread": Tried("assign tickets", with_check_ins_to_spread),
    "rounds.checkins.commands.spreading.undo_spread": Tried("assign tickets", on_check_ins_that_were_spread),
    "rounds.checkins.commands.dropping.end_programme": Tried("assign tickets", on_a_programme_that_is_gone),
    "rounds.checkins.commands.dropping.undo_end_programme": Tried("assign tickets", on_a_programme_that_was_ended),
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
            "ending.end_round": in_a_round_with_a_finding,
            "ending.move_day": on_a_check_in(chosen=WISH),
            "ending.exempt": on_a_check_in(reason="They closed."),
            "ending.end_exemption": on_an_exempt_check_in,
            "taking_back.take_back": on_a_check_in_that_one_began_with,
            "taking_back.take_reach_out_back": on_a_reach_out_of_ones_own,
            "ending.change_cadence": on_a_check_in(every=Span.parse("6 months")),
            "training.wish_training": on_a_check_in_with_somebody(text="A refresher."),
        }.items()
    },
    "rounds.desk.commands.addresses.take_address_away": Tried("look after accounts", with_two_addresses),
    "rounds.desk.commands.joining.join_contacts": Tried("look after accounts", with_two_contacts),
    "rounds.desk.commands.joining.part_contacts": Tried("look after accounts", with_a_joining),
    "rounds.desk.commands.placing.place_at": Tried("look after accounts", with_a_contact_and_a_firm),
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
    "rounds.team.commands.hours.set_hours": Tried("keep own hours", with_hours_to_set, instead="manage people"),
    "rounds.team.commands.hours.confirm_hours": Tried("keep own hours", with_hours_of_ones_own(None)),
    "rounds.team.commands.hours.go_away": Tried(
        "keep own hours",
        lambda cast, by: {"member_id": own_or(cast, by), "first_on": date(2026, 12, 24), "last_on": date(2027, 1, 1)},
        instead="manage people",
    ),
    "rounds.team.commands.hours.stay_here": Tried("keep own hours", with_days_off, instead="manage people"),
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
