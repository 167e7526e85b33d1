"""No command finds what belongs to another workspace, whichever of its arguments names it (architecture 3, 5).

Every argument of every command that people reach either names a record, or stands in `PLAIN`: a new one that does neither fails the build.
"""

import inspect
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from rounds.accounts import commands as accounts
from rounds.accounts.models import AccountKnownAs
from rounds.basics.problems import NotThere, Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import Brought
from rounds.desk import commands as desk
from rounds.desk.commands.opening import take_many_numbers
from rounds.desk.facts import File
from rounds.desk.models import Attachment, TicketKnownAs, UnsentFile
from rounds.team.models import Member
from rounds.team.queries.signing_in import mark_of
from rounds.team.second_factor.models import Passkey, SecondFactorRow
from rounds.workspaces.current import COMMANDS
from tests.rooms.commands_of_people import BY_ONESELF, BY_PEOPLE
from tests.rooms.prepared.check_ins import with_pasts
from tests.rooms.prepared.desk import a_batch_of_tickets, with_ones_own_answer
from tests.rooms.prepared.firms import a_batch, with_a_firm
from tests.world import MONDAY, Cast, a_customer, a_peopled_workspace, a_ticket, a_workspace, later, one_of_all_roles

NAMING = frozenset(
    {
        "account_id",
        "address_id",
        "alias_id",
        "asset_id",
        "away_id",
        "check_in_id",
        "contact_id",
        "draft_id",
        "ending_id",
        "import_id",
        "invitation_id",
        "join_id",
        "kept_id",
        "linked_to_id",
        "mailbox_id",
        "many_id",
        "mark",
        "member_id",
        "merge_id",
        "message_id",
        "number",
        "numbers",
        "other",
        "other_id",
        "others",
        "outbox_id",
        "outbox_ids",
        "passkey_id",
        "pasts",
        "received_id",
        "received_ids",
        "requester",
        "spreading_id",
        "put_off_id",
        "stranger_id",
        "token_id",
        "unsent",
        "view_id",
        "way_id",
        "whom",
    }
)
"""Arguments that name a record of a workspace."""

PLAIN = frozenset(
    {
        *(
            "by",
            "at",
            "act",
            "address",
            "addresses",
            "anew",
            "as_letter",
            "asked",
            "batch",
            "because",
            "changes",
            "chosen",
            "code",
            "condition",
            "data",
        ),
        *(
            "dated",
            "door",
            "email",
            "every",
            "expires_at",
            "fields",
            "file",
            "files",
            "first",
            "first_on",
            "follow_ups",
            "grade",
        ),
        *(
            "handle",
            "headers",
            "here_and_now",
            "holder",
            "how",
            "kind",
            "last",
            "last_on",
            "map_text",
            "name",
            "new",
            "old",
            "only_new",
        ),
        *(
            "password",
            "phone",
            "priority",
            "programme",
            "reason",
            "recipient",
            "record",
            "record_kind",
            "role",
            "roles",
            "rows",
        ),
        *(
            "said",
            "scopes",
            "search",
            "secret",
            "seen",
            "settling",
            "shown",
            "source",
            "subject",
            "table",
            "text",
            "this",
            "title",
        ),
        *(
            "type_",
            "up",
            "up_to",
            "values",
            "version",
            "what",
            "whole",
            "as_letter",
            "windows",
            "wish",
            "zone",
            "account",
            "recipient",
        ),
        "mailbox",  # an address of ours as text: every door takes it from the manual and this workspace's mailboxes (`answers_from`)
    }
)
"""Arguments that say what is to be, and name no record."""

COUNTED_FROM_ONE = frozenset({("rounds.manual.commands.adopting.bring_back", "number")})
"""A workspace has one manual, whose versions count from 1: no number of them is another workspace's."""

UNANSWERED = frozenset(
    {
        ("rounds.accounts.commands.taking_back.take_back", "import_id"),
        ("rounds.checkins.commands.giving_back.drop_pasts", "import_id"),
        ("rounds.desk.commands.taking_back.take_back_tickets", "import_id"),
        ("rounds.desk.commands.answering.answer", "unsent"),
    }
)
"""Arguments that choose among one's own, and where none is chosen, do nothing: tests of their own say so, below."""

IN_A_FORM = {
    ("rounds.desk.commands.linking.link", "other"): "There is no ticket",
    ("rounds.desk.commands.linking.unlink", "other"): "There is no ticket",
    ("rounds.team.tokens.commands.add_token", "member_id"): "for yourself only",
}
"""Arguments that a person types, or that may be oneself alone: they are told beside the field, in words that fit what nobody has too."""


def arguments(name: str) -> list[str]:
    return list(inspect.signature(inspect.unwrap(COMMANDS[name])).parameters)


TRIED = [
    (name, argument)
    for name in BY_PEOPLE
    for argument in arguments(name)
    if argument in NAMING and (name, argument) not in COUNTED_FROM_ONE | UNANSWERED
]


def test_every_argument_names_a_record_or_is_plain():
    assert {argument for name in (*BY_PEOPLE, *BY_ONESELF) for argument in arguments(name)} == NAMING | PLAIN
    assert not NAMING & PLAIN
    assert COUNTED_FROM_ONE | UNANSWERED | set(IN_A_FORM) <= {
        (name, argument) for name in BY_PEOPLE for argument in arguments(name)
    }


@pytest.mark.parametrize(("name", "argument"), TRIED)
def test_what_another_workspace_has_is_not_there_and_whoever_has_all_rights_is_told_no_more(name, argument):
    """All else is their own, so that it is this argument which is refused."""
    ours, (theirs, (by,)) = a_workspace(), a_peopled_workspace(one_of_all_roles)
    with ours.inside():
        take_many_numbers(1_000_000)  # tickets of both count from 1: these are numbers that they do not have
        found = BY_PEOPLE[name].values(ours, ours.rep).get(argument) or BESIDES[argument](ours)
    with theirs.inside():
        values = BY_PEOPLE[name].values(theirs, by)
    words = IN_A_FORM.get((name, argument))
    with pytest.raises(Refused if words else NotThere, match=words), theirs.inside():
        COMMANDS[name](**values | {argument: found}, by=by, at=later(0.1))


BESIDES: dict[str, Callable[[Cast], Any]] = {
    "account_id": lambda cast: with_a_firm()(cast, cast.rep)["account_id"],
    "linked_to_id": lambda cast: a_ticket().pk,
    "message_id": lambda cast: with_ones_own_answer(cast, cast.rep)["message_id"],
    "others": lambda cast: [a_customer()],
    "whom": lambda cast: a_customer(),
}
"""What may be named beside what a command needs, where its row leaves it out."""


def test_an_import_of_another_workspace_takes_nothing_back():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        accounts.bring_in(**a_batch(ours, ours.manager), by=ours.manager, at=MONDAY)
        desk.import_tickets(**a_batch_of_tickets(ours, ours.manager), by=ours.manager, at=MONDAY)
        checkins.note_pasts(**with_pasts(ours, ours.manager), by=ours.manager, at=MONDAY)
    with theirs.inside():
        checkins.drop_pasts(import_id=1, by=theirs.manager, at=later(1))
        firms = accounts.take_back(
            record=a_batch(theirs, theirs.manager)["batch"].record, import_id=1, by=theirs.manager, at=later(1)
        )
        tickets = desk.take_back_tickets(import_id=1, by=theirs.manager, at=later(1))
        assert (firms.removed, firms.undone, tickets.removed, tickets.undone) == (0, 0, 0, 0)
    with ours.inside():
        assert (AccountKnownAs.objects.count(), TicketKnownAs.objects.count(), Brought.objects.count()) == (1, 1, 1)


def test_a_file_of_another_workspaces_answer_goes_with_none_of_theirs():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        number, picture = a_ticket().number, File("a.png", "image/png", b"\x89PNG")
        desk.answer(number=number, text="Look.", files=[picture], by=ours.rep, at=MONDAY)
        desk.take_back(number=number, by=ours.rep, at=MONDAY)
        kept = list(UnsentFile.objects.values_list("id", flat=True))
        assert kept
    with theirs.inside():
        desk.answer(number=a_ticket().number, text="Done.", unsent=kept, by=theirs.rep, at=later(0.1))
        assert not Attachment.objects.exists()
    with ours.inside():
        assert list(UnsentFile.objects.values_list("id", flat=True)) == kept


@pytest.mark.parametrize("name", [name for name in BY_ONESELF if NAMING & set(arguments(name))])
def test_what_somebody_of_another_workspace_signs_in_with_is_not_there(name):
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        person = Member.objects.get(id=ours.rep.id).person
    browser = Client()
    browser.force_login(person)
    named = {"mark": mark_of(browser.session.session_key or ""), "passkey_id": a_passkey(ours)}
    a_passkey(theirs)
    with pytest.raises(NotThere), theirs.inside():
        values = BY_ONESELF[name]()
        COMMANDS[name](**values | {key: named[key] for key in values if key in named}, by=theirs.rep, at=later(0.1))
    assert Passkey.objects.filter(id=named["passkey_id"]).exists()
    assert browser.session.exists(browser.session.session_key)


def a_passkey(cast: Cast) -> int:
    """Give a company's first rep a passkey."""
    with cast.inside():
        person_id = Member.objects.get(id=cast.rep.id).person_id
    factor = SecondFactorRow.objects.create(person_id=person_id, since_at=MONDAY, handle=uuid4().bytes)
    made = Passkey.objects.create(
        person=factor, name="Key", credential=uuid4().bytes, public_key=b"k", sign_count=0, added_at=MONDAY
    )
    return made.pk
