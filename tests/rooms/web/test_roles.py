"""Every address of the page as each role of the manual, and every list as another workspace's member (architecture 5, F1)."""

from dataclasses import replace
from functools import cache
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rounds.accounts.models import Account
from rounds.desk import commands as desk
from rounds.desk.rules import MessageKind
from rounds.engine.models import PutOff
from rounds.imports import commands as imports
from rounds.imports.targets import What
from rounds.lists import commands as lists
from rounds.mail import commands as mail
from rounds.mail.models import Via
from rounds.manual.commands import save_draft
from rounds.manual.queries.drafts import version_without_draft
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team.models import Member
from rounds.team.permissions import needed
from rounds.team.rules import Role
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import Usage
from rounds.timeline.rules import Actor
from tests.rooms.prepared.check_ins import a_check_in
from tests.rooms.prepared.people import with_work_put_off
from tests.rooms.web.rows import EVERYBODY, LISTS, ROWS, address, nothing, somebody
from tests.world import (
    MANUAL,
    MONDAY,
    Cast,
    a_customer,
    a_member,
    a_shared_workspace,
    a_ticket,
    a_workspace,
    another_shared_workspace,
)

OF_WHOEVER_ASKS = frozenset(
    {
        "draft-drop",
        "many",
        "many-undoing",
        "own-away-end",
        "token-end",
        *("view-change", "view-move", "view-deletion", "view-bringing-back"),
    }
)
"""Addresses of what is one member's own: it is made for whoever asks."""

NOTHING_YET = frozenset({"check-in-evidence"})
"""Pages of what the shipped manual makes none of: tests/rooms/web/test_evidence.py has a manual that does."""

NOTHING_TO_DO_IT_TO = frozenset(
    {
        *("taking-back", "outbox-many", "quarantine-many", "check-in-taking-back", "person-second-factor-end"),
        *("app-off", "passkey-off", "recovery-codes", "own-session-end"),
    }
)
"""Acts on what a row makes none of, or has not chosen: whoever is let in hears that it is not there."""

ASKS_MORE = {"draft": "answer customers"}
"""Acts of which one sort asks for a right more than the address does: here an answer, where a note asks for none."""


@cache
def a_company_of_acts() -> Cast:
    """Give this process's workspace for acts that are done: what is refused stays where nothing changes."""
    return a_workspace()


@cache
def the_roles() -> list[Role]:
    with a_shared_workspace().inside():
        return list(book().all(Role))


@cache
def holder(cast: Cast, role: str) -> tuple[Client, Actor]:
    """Sign in as somebody of one role alone, once a company."""
    with cast.inside():
        who = a_member("One Role", [role], f"{role}-{uuid4().hex[:8]}")
        person = Member.objects.get(id=who.id).person
    client = Client()
    client.force_login(person)
    return client, who


def lacking(name: str, role: Role) -> list[str]:
    """List the rights that this address asks for and this role has not."""
    asked = [*needed(ROWS[name].act), ASKS_MORE.get(name, EVERYBODY)]
    return [act for act in asked if act != EVERYBODY and act not in role.may]


@pytest.mark.parametrize("name", ROWS)
def test_each_role_of_the_manual_is_let_in_or_refused_by_what_the_manual_says(name):
    row = ROWS[name]
    for role in the_roles():
        lacks = lacking(name, role)
        changes = not lacks and (row.method == "post" or name in OF_WHOEVER_ASKS)
        cast = a_company_of_acts() if changes else a_shared_workspace()
        client, who = holder(cast, role.name)
        path = made_for(who, name, cast) if changes else address(name, cast)
        answer = getattr(client, row.method)(path)
        where = f"{name} as {role.name}: {answer.status_code}"
        if lacks:
            assert answer.status_code == 403, where
            assert f"You may not {lacks[0]}." in answer.content.decode(), where
        elif row.method == "post":
            missing = {404} if name in NOTHING_TO_DO_IT_TO else set()
            assert answer.status_code in {200, 302, 303, 204, 409, 422} | missing, where
            assert not asks_to_sign_in(answer), where
        elif name not in NOTHING_YET:
            assert answer.status_code < 400, where
            assert not asks_to_sign_in(answer), where


def made_for(who: Actor, name: str, cast: Cast) -> str:
    """Make anew what stands at this address: an act that is done leaves it otherwise than it was."""
    own = replace(cast, rep=who, teammate=who) if name in OF_WHOEVER_ASKS else cast
    with cast.inside():
        return reverse(name, args=ROWS[name].words(own))


def asks_to_sign_in(answer: HttpResponse) -> bool:
    return answer.get("Location", "").startswith(reverse("account_login"))


NAMED_AFTER = "ourselves"
"""A word that stands in whatever one company has, and that nobody else ever wrote."""
ON_EVERY_PAGE = "ourviews"
"""Another in the name of its view, which stands in the side rail."""


@cache
def a_company_that_names_all_after_itself() -> Cast:
    """Make one of each sort of thing that stands in a list."""
    cast = a_workspace()
    with cast.inside():
        rounds = Actor.system()
        Account.objects.filter(id=a_check_in(cast).account_id).update(name=f"Station {NAMED_AFTER}")
        written = f"{NAMED_AFTER}@customer.example"
        customer = a_customer(f"Dana {NAMED_AFTER}", address=written, account=f"Harbour {NAMED_AFTER}")
        number = a_ticket(by=customer, subject=f"For {NAMED_AFTER}").number
        desk.keep_draft(number=number, kind=MessageKind.NOTE, text=f"Ask {NAMED_AFTER}", by=cast.rep, at=MONDAY)
        lists.save_view(name=f"{ON_EVERY_PAGE} first", search="is:open", role="rep", by=cast.lead, at=MONDAY)
        box = mail.add_mailbox(name="support", address=f"{NAMED_AFTER}@fenwick.example", by=rounds, at=MONDAY)
        for text in (b"one", b"two"):
            raw = b"From: dana@customer.example\nMessage-ID: <1@%s.example>\nSubject: To %s\n\n%s\n"
            word = NAMED_AFTER.encode()
            mail.receive(
                workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw % (word, word, text), via=Via.SMTP, at=MONDAY
            )
        desk.answer(number=number, text="Done.", by=rounds, at=MONDAY)
        add_member = {"email": f"{NAMED_AFTER}@fenwick.example", "roles": ["rep"], "by": rounds, "at": MONDAY}
        team.add_member(name=f"Nina {NAMED_AFTER}", **add_member)
        team.invite(**add_member | {"email": f"{NAMED_AFTER}@new.example"})
        imports.bring_file(
            what=What.ACCOUNTS, name=f"{NAMED_AFTER}.csv", data=b"id,name\n1,Harbour\n", by=rounds, at=MONDAY
        )
        take_in(rows=[Usage("app", "1", "crm", NAMED_AFTER, "item submitted", MONDAY)], by=rounds, at=MONDAY)
        PutOff.objects.filter(id=with_work_put_off(cast, cast.rep)["put_off_id"]).update(trouble=f"Odd: {NAMED_AFTER}")
        draft = {"text": f"{MANUAL.read_text()}\nWe said so {NAMED_AFTER}.\n", "version": version_without_draft()}
        save_draft(**draft, by=cast.manager, at=MONDAY)
    return cast


SHOWING = {
    "accounts": "",
    "check-ins": "?of=everybody",
    "desk": "",
    "go": f"?q={NAMED_AFTER}",
    "imports": "",
    "mailboxes": "",
    "manual-draft": "",
    "many-choosing": "",
    "new": "",
    "outbox": "?show=waiting",
    "people": "",
    "put-off": "",
    "quarantine": "",
}
"""Lists in which that company's own members see the word, and what they are asked for."""


@pytest.mark.parametrize(
    "name", [name for name in sorted(LISTS) if ROWS[name].method == "get" and ROWS[name].words is nothing]
)
def test_no_list_names_what_another_workspace_has(name):
    ours, theirs = a_company_that_names_all_after_itself(), another_shared_workspace()
    page = reverse(name) + SHOWING.get(name, "")
    if name in SHOWING:
        shown = somebody(ours).get(page).content.decode()
        assert shown.count(NAMED_AFTER) > page.count(NAMED_AFTER), "nothing stands there, so nothing is proved"
    seen = somebody(theirs).get(page).content.decode()
    assert NAMED_AFTER not in seen.replace(f'value="{NAMED_AFTER}"', "")
    assert ON_EVERY_PAGE not in seen
