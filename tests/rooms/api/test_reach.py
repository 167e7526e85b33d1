"""Programs can do what people can: every command is reached by an endpoint, or stands here with the reason why not.

What an endpoint reaches is read off its code: the names that it and the functions beside it call.
"""

import types
from collections.abc import Callable, Iterator

from rounds.accounts import commands as accounts
from rounds.api import urls
from rounds.api.doors import VIEWS
from rounds.desk import commands as desk
from rounds.imports import commands as imports
from rounds.lists import commands as lists
from rounds.mail import commands as mail
from rounds.manual import commands as manual
from rounds.site.duties import DUTIES
from rounds.targets import commands as targets
from rounds.team import commands as team
from rounds.team.second_factor import commands as second_factor
from rounds.team.tokens import commands as tokens
from rounds.telemetry import commands as telemetry
from rounds.workspaces.current import COMMANDS
from tests.rooms.commands_of_rounds import RECURRING

assert urls.urlpatterns, "importing the addresses has made every endpoint known"
assert all((accounts, desk, imports, lists, mail, manual, targets, team, telemetry, second_factor, tokens, DUTIES))

INSIDE = "inside the acts of the room whose clause a ticket recurs by"
TIME = "time does it: a duty of the engine"
DELIVERY = "the worker does it as it hands a mail over"
PERSON = "a person does it at their own sign-in, with what only they know or hold"
STRANGER = (
    "it sends a mail in our name to an address that is not a customer's: a person does it, and the page limits how many"
)
BATCH = "a batch of an import; a person looks at the columns first, on the page or by `rounds import`"
OLD = "a mail out of a file is brought in by `rounds import mail`, where the file is"
ERASED = "a worker does it, once somebody has asked for it"
READER = "the process that reads folders does it"

NOT_BY_API = {
    "rounds.accounts.commands.importing.bring_in": BATCH,
    "rounds.accounts.commands.people.account_called": "inside naming a ticket's account",
    "rounds.accounts.commands.people.add_address": "inside receiving mail",
    "rounds.accounts.commands.joining.let_go_contact": "inside taking a joining back",
    "rounds.accounts.commands.joining.take_in_contact": "inside joining two contacts",
    "rounds.accounts.commands.people.drop_address": "inside taking an address away",
    "rounds.accounts.commands.erasing.call_to_erase": TIME,
    "rounds.accounts.commands.erasing.note_not_erased": ERASED,
    "rounds.accounts.commands.erasing.note_tried": ERASED,
    "rounds.accounts.commands.people.erase_contact": "inside erasing a person",
    "rounds.accounts.commands.people.place_contact": "inside naming a ticket's account",
    "rounds.accounts.commands.taking_back.take_back": BATCH,
    "rounds.desk.commands.assigning.take_what_is_free": INSIDE,
    "rounds.desk.commands.erasing.erase_person": "inside erasing a person",
    "rounds.desk.commands.failing.answer_failed": DELIVERY,
    "rounds.desk.commands.old_mails.add_old_answer": OLD,
    "rounds.desk.commands.old_mails.add_old_message": OLD,
    "rounds.desk.commands.old_mails.open_old_ticket": OLD,
    "rounds.desk.commands.failing.answer_left": DELIVERY,
    "rounds.desk.commands.following.tell_followers": TIME,
    "rounds.desk.commands.handing_out.hand_out": TIME,
    "rounds.desk.commands.handing_out.hand_out_many": TIME,
    "rounds.desk.commands.holding.end_due_hold": TIME,
    "rounds.desk.commands.importing.import_tickets": BATCH,
    "rounds.desk.commands.taking_back.take_back_tickets": BATCH,
    "rounds.desk.commands.waking.wake": TIME,
    "rounds.desk.commands.waking.wake_many": TIME,
    "rounds.desk.commands.writing.add_customer_message": "a customer does it, by mail",
    "rounds.imports.commands.bringing.bring_file": BATCH,
    "rounds.imports.commands.bringing.choose_columns": BATCH,
    "rounds.imports.commands.ending.give_up": BATCH,
    "rounds.imports.commands.ending.stop": BATCH,
    "rounds.imports.commands.ending.take_back_import": BATCH,
    "rounds.imports.commands.running.bring_in_batch": BATCH,
    "rounds.imports.commands.running.start": BATCH,
    "rounds.imports.commands.trying.ask_to_try": BATCH,
    "rounds.imports.commands.trying.note_tried": BATCH,
    "rounds.lists.commands.looking.look_at_lists": TIME,
    "rounds.lists.commands.telling.tell_of_standing": TIME,
    "rounds.mail.commands.deliveries.begin_hand_over": DELIVERY,
    "rounds.mail.commands.deliveries.claim": DELIVERY,
    "rounds.mail.commands.deliveries.note_sent": DELIVERY,
    "rounds.mail.commands.deliveries.note_unknown": DELIVERY,
    "rounds.mail.commands.deliveries.put_off": DELIVERY,
    "rounds.mail.commands.deliveries.recover": DELIVERY,
    "rounds.mail.commands.deliveries.recover_many": DELIVERY,
    "rounds.mail.commands.deliveries.stop": DELIVERY,
    "rounds.mail.commands.erasing.erase_asked": ERASED,
    "rounds.mail.commands.erasing.erase_person": ERASED,
    "rounds.mail.commands.errands.invite": STRANGER,
    "rounds.mail.commands.errands.invite_again": STRANGER,
    "rounds.mail.commands.errands.send_password_link": PERSON,
    "rounds.mail.commands.folders.begin_reading": READER,
    "rounds.mail.commands.folders.keep_refresh_token": READER,
    "rounds.mail.commands.folders.note_trouble": READER,
    "rounds.mail.commands.folders.seal_anew": READER,
    "rounds.mail.commands.folders.note_waiting": READER,
    "rounds.mail.commands.warning.warn_members": TIME,
    "rounds.manual.commands.adopting.adopt": "by way of the draft, which shows what it changes; `rounds manual adopt` does it too",
    "rounds.manual.commands.drafting.draft_new_acts": "a program writes the draft itself; this offers a person the lines to add",
    "rounds.checkins.commands.giving_back.drop_pasts": BATCH,
    "rounds.checkins.commands.bringing_in.note_pasts": BATCH,
    "rounds.checkins.commands.coming_round.come_round": TIME,
    "rounds.checkins.commands.coming_round.come_round_many": TIME,
    "rounds.checkins.commands.comparing.compare_grades": TIME,
    "rounds.checkins.commands.entering.follow_programmes": TIME,
    **{f"rounds.desk.commands.recurring.{act}": INSIDE for act in RECURRING},
    "rounds.targets.commands.acting.act_on": TIME,
    "rounds.targets.commands.catching_up.catch_up": TIME,
    "rounds.targets.commands.following.follow": TIME,
    "rounds.targets.commands.following.follow_history": TIME,
    "rounds.team.commands.hours.sign_off_by_itself": TIME,
    "rounds.team.commands.inviting.accept": PERSON,
    "rounds.team.commands.inviting.invite": STRANGER,
    "rounds.team.commands.inviting.invite_again": STRANGER,
    "rounds.team.commands.inviting.withdraw": STRANGER,
    "rounds.team.commands.members.add_member": "people join by an invitation; `rounds member add` is for whoever runs the house",
    "rounds.team.commands.members.take_off": "inside ending a membership, which gives tickets back first",
    "rounds.team.commands.signing_in.change_password": PERSON,
    "rounds.team.commands.signing_in.choose_password": PERSON,
    "rounds.team.commands.signing_in.end_other_sessions": PERSON,
    "rounds.team.commands.signing_in.end_session": PERSON,
    "rounds.team.second_factor.commands.app.turn_off_app": PERSON,
    "rounds.team.second_factor.commands.app.turn_on_app": PERSON,
    "rounds.team.second_factor.commands.passkeys.add_passkey": PERSON,
    "rounds.team.second_factor.commands.passkeys.prove_by_passkey": PERSON,
    "rounds.team.second_factor.commands.passkeys.remove_passkey": PERSON,
    "rounds.team.second_factor.commands.recovery.make_recovery_codes": PERSON,
    "rounds.team.second_factor.commands.stepping.take_second_step": PERSON,
    "rounds.team.second_factor.commands.taking_away.take_away": "it lets a password alone in: a person decides it, on the page",
    "rounds.team.tokens.commands.add_token": "a token that makes tokens would outlive its own end",
    "rounds.team.tokens.commands.end_token": "whoever looks after tokens does it on the page, beside what each is for",
    "rounds.telemetry.commands.draining.drain": TIME,
    "rounds.telemetry.commands.draining.merge": TIME,
    "rounds.telemetry.commands.draining.remove_retired": TIME,
    "rounds.telemetry.commands.meeting.let_time_come": TIME,
    "rounds.telemetry.commands.meeting.meet": TIME,
    "rounds.timeline.sealing.seal": TIME,
}


def reached() -> set[str]:
    """Give the commands that any endpoint's code calls."""
    names = {id(act): name for name, act in COMMANDS.items()}
    return {names[id(each)] for view in VIEWS.values() for each in called_by(view, set()) if id(each) in names}


def called_by(function: Callable[..., object], seen: set[int]) -> Iterator[object]:
    """Walk what a function names: commands, and functions of the API that go on to some."""
    if id(function) in seen or not isinstance(function, types.FunctionType):
        return
    seen.add(id(function))
    for code in codes_of(function.__code__):
        for name in code.co_names:
            found = function.__globals__.get(name)
            if isinstance(found, types.ModuleType):
                yield from (getattr(found, each, None) for each in code.co_names)
            elif found is not None:
                yield found
                if getattr(found, "__module__", "").startswith("rounds.api"):
                    yield from called_by(found, seen)


def codes_of(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from codes_of(each)


def test_every_command_is_reached_by_an_endpoint_or_is_left_to_people_for_a_reason():
    assert set(COMMANDS) - reached() == set(NOT_BY_API)


def test_no_exception_is_older_than_the_endpoint_that_ends_it():
    assert not reached() & set(NOT_BY_API)
