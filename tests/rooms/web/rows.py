"""The addresses of the page, each with its method, what one must be allowed to do, and what is sent; and what stands there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client
from django.urls import reverse

from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.rules import Role
from tests.rooms.api.rows_of_check_ins import ended_before, spread_before
from tests.rooms.prepared.check_ins import a_check_in as of_a_check_in
from tests.rooms.prepared.mail import a_message_by_mail
from tests.rooms.web.standing import (
    a_box,
    a_check_in,
    a_colleague,
    a_colleague_with_more_than_a_password,
    a_colleagues_days_off,
    a_colleagues_sign_in,
    a_contact,
    a_deleted_view,
    a_draft,
    a_file,
    a_forwarded_mail,
    a_held_mail,
    a_joining,
    a_merge,
    a_number,
    a_read_account,
    a_reason,
    a_stranger,
    a_token,
    a_view,
    an_account,
    an_act_on_many,
    an_exempt_check_in,
    an_import,
    an_invitation,
    an_other_address,
    an_outbox_row,
    days_off,
    somebody_gone,
    work_put_off,
)
from tests.world import Cast, a_member

EVERYBODY = "everybody who is signed in"


def nothing(cast: Cast) -> list[Any]:
    return []


@dataclass(frozen=True)
class Row:
    """One address. words: makes what stands in it, inside the workspace."""

    method: str
    act: str
    words: Callable[[Cast], list[Any]] = nothing


ROWS: dict[str, Row] = {
    "home": Row("get", EVERYBODY),
    "go": Row("get", EVERYBODY),
    "desk": Row("get", "read the desk"),
    "new": Row("get", "open tickets"),
    "opening": Row("post", "open tickets"),
    "ticket": Row("get", "read the desk", a_number),
    "drafts": Row("get", "read the desk"),
    "views": Row("get", "read the desk"),
    "view": Row("get", "read the desk", a_view),
    "view-counts": Row("get", "read the desk"),
    "view-saving": Row("post", "read the desk"),
    "view-change": Row("post", "read the desk", a_view),
    "view-move": Row("post", "read the desk", a_view),
    "view-deletion": Row("post", "read the desk", a_view),
    "view-bringing-back": Row("post", "read the desk", a_deleted_view),
    "ticket-targets": Row("get", "read the desk", a_number),
    "targets": Row("get", "see reports"),
    "targets-counted": Row("get", "see reports"),
    "notices": Row("get", "read the desk"),
    "notices-read": Row("post", "read the desk"),
    "draft-drop": Row("post", "read the desk", a_draft),
    "draft": Row("post", "read the desk", a_number),
    "presence": Row("post", "read the desk", a_number),
    "news": Row("get", EVERYBODY),
    "answer": Row("post", "answer customers", a_number),
    "taking-back": Row("post", "answer customers", a_number),
    "note": Row("post", "write notes", a_number),
    "taking": Row("post", "answer customers", a_number),
    "return": Row("post", "answer customers", a_number),
    "assignee": Row("post", "assign tickets", a_number),
    "kind": Row("post", "assign tickets", a_number),
    "account-name": Row("post", "look after accounts", a_number),
    "sleep": Row("post", "set dates", a_number),
    "date": Row("post", "set dates", a_number),
    "no-date": Row("post", "set dates", a_number),
    "priority": Row("post", "set priorities", a_number),
    "hold": Row("post", "hold tickets", a_number),
    "release": Row("post", "hold tickets", a_number),
    "following": Row("post", "read the desk", a_number),
    "unfollowing": Row("post", "read the desk", a_number),
    "linking": Row("post", "link tickets", a_number),
    "unlinking": Row("post", "link tickets", a_number),
    "merge-choosing": Row("get", "merge tickets"),
    "merging": Row("post", "merge tickets"),
    "merge": Row("get", "read the desk", a_merge),
    "unmerging": Row("post", "merge tickets", a_merge),
    "macros": Row("get", "read the desk", a_number),
    "macro": Row("post", "read the desk", a_number),
    "many-choosing": Row("get", "read the desk"),
    "many-doing": Row("post", "read the desk"),
    "many": Row("get", "read the desk", an_act_on_many),
    "many-undoing": Row("post", "read the desk", an_act_on_many),
    "closure": Row("post", "close tickets", a_number),
    "reopening": Row("post", "close tickets", a_number),
    "file": Row("get", "read the desk", a_file),
    "file-look": Row("get", "read the desk", a_file),
    "file-written": Row("get", "read the desk", a_forwarded_mail),
    "written": Row("get", "read the desk", lambda cast: [a_message_by_mail(cast)]),
    "check-ins": Row("get", "do check-ins"),
    "check-ins-counted": Row("get", "do check-ins"),
    "calendar": Row("get", "do check-ins"),
    "progress": Row("get", "see reports"),
    "progress-table": Row("get", "see reports"),
    "spread": Row("get", "assign tickets"),
    "spreading": Row("post", "assign tickets"),
    "spread-done": Row("get", "assign tickets", lambda cast: list(spread_before(cast).values())),
    "spread-undoing": Row("post", "assign tickets", lambda cast: list(spread_before(cast).values())),
    "programmes-gone": Row("get", "assign tickets"),
    "programme-ending": Row("post", "assign tickets"),
    "programme-ending-undoing": Row("post", "assign tickets", lambda cast: list(ended_before(cast).values())),
    "check-in": Row("get", "do check-ins", a_check_in),
    "check-in-evidence": Row("get", "do check-ins", a_check_in),
    "check-in-suggestion": Row("get", "do check-ins", a_check_in),
    "check-in-of-ticket": Row("get", "read the desk", lambda cast: [of_a_check_in(cast).ticket.number]),
    "finding-of-ticket": Row("get", "read the desk", lambda cast: [of_a_check_in(cast).ticket.number]),
    "check-in-taking": Row("post", "answer customers", a_check_in),
    **{
        f"check-in-{act}": Row("post", "do check-ins", a_check_in)
        for act in (
            "beginning",
            "reach-out",
            "call",
            "finding",
            "grade",
            "training",
            "ending",
            "exemption",
            "day",
            "cadence",
            "undoing",
            "taking-back",
        )
    },
    "check-in-including": Row("post", "do check-ins", an_exempt_check_in),
    "accounts": Row("get", "read accounts"),
    "account": Row("get", "read accounts", an_account),
    "account-form": Row("get", "look after accounts", an_account),
    "account-known": Row("post", "look after accounts", an_account),
    "account-new": Row("get", "look after accounts"),
    "account-adding": Row("post", "look after accounts"),
    "contact": Row("get", "read accounts", a_contact),
    "contact-form": Row("get", "look after accounts", a_contact),
    "contact-known": Row("post", "look after accounts", a_contact),
    "contact-address-adding": Row("post", "look after accounts", a_contact),
    "contact-account": Row("post", "look after accounts", a_contact),
    "contact-address-dropping": Row("post", "look after accounts", a_contact),
    "contact-same": Row("get", "look after accounts", a_contact),
    "contact-joining": Row("post", "look after accounts", a_contact),
    "contact-erasing": Row("get", "manage people", a_contact),
    "contact-erased": Row("post", "manage people", a_contact),
    "contact-join": Row("get", "read accounts", a_joining),
    "contact-parting": Row("post", "look after accounts", a_joining),
    "manual": Row("get", "read the manual"),
    "manual-version": Row("get", "read the manual", lambda cast: [1]),
    "manual-did": Row("get", "read the manual"),
    "manual-versions": Row("get", "read the manual"),
    "house": Row("get", "read the manual"),
    "manual-back": Row("get", "adopt the manual", lambda cast: [1]),
    "manual-bring-back": Row("post", "adopt the manual", lambda cast: [1]),
    "manual-draft": Row("get", "adopt the manual"),
    "manual-draft-text": Row("post", "adopt the manual"),
    "manual-draft-check": Row("post", "adopt the manual"),
    "manual-draft-fix": Row("post", "adopt the manual"),
    "manual-draft-new-acts": Row("post", "adopt the manual"),
    "manual-draft-presence": Row("post", "adopt the manual"),
    "manual-draft-drop": Row("post", "adopt the manual"),
    "manual-changes": Row("get", "adopt the manual"),
    "manual-adoption": Row("post", "adopt the manual"),
    "tokens": Row("get", "make API tokens"),
    "token-making": Row("post", "make API tokens"),
    "token-end": Row("post", "make API tokens", a_token),
    "why": Row("get", "read the desk", a_reason),
    "outbox": Row("get", "see the outbox"),
    "outbox-many": Row("post", "settle the outbox"),
    "outbox-row": Row("get", "see the outbox", an_outbox_row),
    "outbox-again": Row("post", "settle the outbox", an_outbox_row),
    "outbox-arrived": Row("post", "settle the outbox", an_outbox_row),
    "outbox-drop": Row("post", "settle the outbox", an_outbox_row),
    "quarantine": Row("get", "see quarantine"),
    "quarantine-row": Row("get", "see quarantine", a_held_mail),
    "quarantine-original": Row("get", "see quarantine", a_held_mail),
    "quarantine-many": Row("post", "settle quarantine"),
    "quarantine-source": Row("get", "see quarantine", a_held_mail),
    "quarantine-ticket": Row("post", "settle quarantine", a_held_mail),
    "quarantine-again": Row("post", "settle quarantine", a_held_mail),
    "quarantine-drop": Row("post", "settle quarantine", a_held_mail),
    "settings": Row("get", EVERYBODY),
    "people": Row("get", "manage people"),
    "person": Row("get", "manage people", a_colleague),
    "person-name": Row("post", "manage people", a_colleague),
    "person-roles": Row("post", "manage people", a_colleague),
    "person-hours": Row("post", "manage people", a_colleague),
    "person-away": Row("post", "manage people", a_colleague),
    "person-away-end": Row("post", "manage people", a_colleagues_days_off),
    "person-leaving": Row("post", "manage people", a_colleague),
    "person-second-factor-end": Row("post", "manage people", a_colleague_with_more_than_a_password),
    "person-return": Row("post", "manage people", somebody_gone),
    "start": Row("get", "manage people"),
    "put-off": Row("get", "manage people"),
    "put-off-again": Row("post", "manage people", work_put_off),
    "mailboxes": Row("get", "manage people"),
    "mailbox-adding": Row("post", "manage people"),
    "mailbox-address": Row("post", "manage people", a_box),
    "mailbox-trial": Row("post", "manage people", a_box),
    "mailbox": Row("get", "manage people", a_box),
    "mailbox-alias-adding": Row("post", "manage people", a_box),
    "mailbox-alias-end": Row("post", "manage people", an_other_address),
    "mailbox-account-adding": Row("post", "manage people", a_box),
    "mailbox-account-trial": Row("post", "manage people", a_read_account),
    "mailbox-account-end": Row("post", "manage people", a_read_account),
    "inviting": Row("post", "manage people"),
    "invitation-again": Row("post", "manage people", an_invitation),
    "invitation-withdrawal": Row("post", "manage people", an_invitation),
    "security": Row("get", EVERYBODY),
    "own-password": Row("post", EVERYBODY),
    "own-sessions-end": Row("post", EVERYBODY),
    "second-factor": Row("get", EVERYBODY),
    "app-on": Row("post", EVERYBODY),
    "app-off": Row("post", EVERYBODY),
    "recovery-codes": Row("post", EVERYBODY),
    "passkey-on": Row("post", EVERYBODY),
    "passkey-options": Row("post", EVERYBODY),
    "passkey-off": Row("post", EVERYBODY, lambda cast: [2**40]),
    "own-session-end": Row("post", EVERYBODY, a_colleagues_sign_in),
    "companies": Row("get", EVERYBODY),
    "company": Row("post", EVERYBODY, lambda cast: [cast.workspace_id]),
    "imports": Row("get", "import data"),
    "import-file": Row("post", "import data"),
    "import": Row("get", "import data", an_import()),
    "usage-dropping": Row("post", "import data", a_stranger),
    "import-columns": Row("post", "import data", an_import()),
    "import-trial": Row("post", "import data", an_import()),
    "import-run": Row("post", "import data", an_import()),
    "import-stop": Row("post", "import data", an_import("running")),
    "import-taking-back": Row("post", "import data", an_import("done")),
    "import-rejected": Row("get", "import data", an_import()),
    "own-hours": Row("get", "keep own hours"),
    "own-hours-text": Row("post", "keep own hours"),
    "own-hours-review": Row("post", "keep own hours"),
    "own-away": Row("post", "keep own hours"),
    "own-away-end": Row("post", "keep own hours", days_off),
    "own-availability": Row("post", "keep own hours"),
    "own-sign-off": Row("post", "keep own hours"),
}
OUTSIDE = {"join", "first", "forgotten", "new-password"} | {
    "second-step",
    "second-step-passkey",
    "passkey-challenge",
    "passkey-in",
}
"""Addresses for people who are not signed in: the link itself is the proof (test_joining.py, test_first_run.py, test_forgotten.py),
or the password that was right (test_second_step.py), or a passkey (test_passkeys.py)."""
RESTRICTED = [name for name, row in ROWS.items() if row.act != EVERYBODY]
ACTS = [name for name, row in ROWS.items() if row.method == "post"]
OF_THE_MANUAL = {name for name in ROWS if name.startswith("manual")}
"""A workspace has one manual, one draft, and versions counted from 1: no address of them names another workspace's."""
OWN = {"own-hours", "own-hours-text", "own-hours-review", "own-away", "own-availability", "own-sign-off"}
"""About oneself, whoever that is: no address of them names anybody."""
SETTINGS = {
    "start",
    "mailboxes",
    "put-off",
    "mailbox-adding",
    "settings",
    "people",
    "inviting",
    "security",
    "own-password",
    "own-sessions-end",
    "second-factor",
    "app-on",
    "app-off",
    "recovery-codes",
    "passkey-on",
    "passkey-options",
    "companies",
    "imports",
    "import-file",
}
LISTS = (
    OF_THE_MANUAL
    | OWN
    | SETTINGS
    | {
        "home",
        "go",
        "news",
        "calendar",
        "check-ins",
        "check-ins-counted",
        "progress",
        "progress-table",
        "spread",
        "spreading",
        "programmes-gone",
        "programme-ending",
        "desk",
        "many-choosing",
        "many-doing",
        "merge-choosing",
        "merging",
        "manual-did",
        "targets",
        "targets-counted",
        "house",
        "notices",
        "notices-read",
        "drafts",
        "views",
        "view",  # the list too, at the view that an act was refused on
        "view-counts",
        "view-saving",
        "new",
        "opening",
        "accounts",
        "account-new",
        "account-adding",
        "outbox",
        "outbox-many",
        "outbox-row",  # the list too, at the mail that an act was refused on
        "quarantine",
        "quarantine-row",
        "quarantine-many",
        "tokens",
        "token-making",
    }
)
RECORDS = [name for name in ROWS if name not in LISTS]


def signed_in(cast: Cast, roles: list[str] | None = None, *, csrf: bool = False) -> Client:
    """Sign in as a new member with these roles, all of them where none are named."""
    with cast.inside():
        held = [role.name for role in book().all(Role)] if roles is None else roles
        member = a_member("Visitor Here", held, f"visit-{cast.workspace_id}-{Member.objects.count()}")
        person = Member.objects.get(id=member.id).person
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person)
    return client


@cache
def somebody(cast: Cast, *, roles: tuple[str, ...] | None = None, csrf: bool = False) -> Client:
    """Give a client that is signed in once, for all requests that are refused anyway."""
    return signed_in(cast, None if roles is None else list(roles), csrf=csrf)


def address(name: str, cast: Cast) -> str:
    return reverse(name, args=standing_there(ROWS[name].words, cast))


@cache
def standing_there(words: Callable[[Cast], list[Any]], cast: Cast) -> list[Any]:
    """Make what stands at addresses of this sort, once a company: a refused request leaves it as it is."""
    with cast.inside():
        return words(cast)
