"""The people and firms that every test knows: plain functions with defaults. Each test makes a workspace of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg

from rounds.accounts.commands import add_account, contact_of_address, place_contact
from rounds.desk import commands as desk
from rounds.desk.facts import Headers, Taking
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt
from rounds.policies.queries import book
from rounds.team.commands import add_member
from rounds.team.rules import Role
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from tests.companies import another_like
from tests.database import admin_url

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 9:00 in Chicago: an hour after the shipped manual's help desk opened."""

MANUAL = Path(__file__).parent.parent / "manuals" / "web-agency-desk.md"
PASSWORD = "a long enough password"
_serial = count(1)
_asked_for: set[tuple[str, datetime]] = set()


@dataclass(frozen=True)
class Cast:
    """One workspace and who is in it. Everybody but the customer is a member's Actor."""

    workspace_id: int
    rep: Actor
    teammate: Actor
    lead: Actor
    manager: Actor
    production: Actor

    def inside(self):
        """Speak for this workspace."""
        return as_workspace(self.workspace_id)


def a_workspace(*, manual: str | None = None, at: datetime = MONDAY) -> Cast:
    """Found a workspace under the shipped manual, with one member a role and two reps."""
    text = manual or MANUAL.read_text()
    if (text, at) not in _asked_for:
        _asked_for.add((text, at))
        return a_founded_workspace(text, at)[0]
    pattern, old_slug = _pattern(text, at)
    workspace_id, members = another_like(pattern.workspace_id, old_slug=old_slug, slug=_a_slug())
    return Cast(workspace_id, *map(Actor.member, members))


def a_peopled_workspace(people: Callable[[str], None], *, manual: str | None = None) -> tuple[Cast, list[Actor]]:
    """Give a company with more members, and these in the order in which they were added.

    people: adds them inside a company with this short name, once: each company with the same is copied from there.
    """
    pattern, old_slug = _peopled(manual or MANUAL.read_text(), people)
    workspace_id, members = another_like(pattern.workspace_id, old_slug=old_slug, slug=_a_slug())
    actors = [Actor.member(member) for member in members]
    return Cast(workspace_id, *actors[:5]), actors[5:]


def a_founded_workspace(text: str, at: datetime) -> tuple[Cast, str]:
    """Found a workspace by the acts that found one; give its short name too."""
    slug = _a_slug()
    workspace = found(name="Fenwick Web Studio", slug=slug, at=at)
    with as_workspace(workspace.pk):
        adopt(text=text, by=Actor.system(), at=at)
        cast = Cast(
            workspace_id=workspace.pk,
            rep=a_member("Teo Okafor", ["rep"], slug, at=at),
            teammate=a_member("Elin Berg", ["rep"], slug, at=at),
            lead=a_member("Priya Nair", ["lead", "rep"], slug, at=at),
            manager=a_member("Mara Lindqvist", ["manager"], slug, at=at),
            production=a_member("Bram de Wit", ["production"], slug, at=at),
        )
    return cast, slug


@cache
def _pattern(text: str, at: datetime) -> tuple[Cast, str]:
    """Found a company that nobody works in, for others to be copied from: whoever asks twice for the same asks again."""
    return a_founded_workspace(text, at)


@cache
def _peopled(text: str, people: Callable[[str], None]) -> tuple[Cast, str]:
    cast, slug = a_founded_workspace(text, MONDAY)
    with cast.inside():
        people(slug)
    return cast, slug


def _a_slug() -> str:
    return f"w{next(_serial)}-{uuid4().hex[:10]}"


@cache
def a_shared_workspace() -> Cast:
    """Give this process's workspace for tests of what is refused: a request that changes nothing needs no company of its own."""
    return a_workspace()


@cache
def another_shared_workspace() -> Cast:
    """Give another of that sort, for those who look into their neighbours'."""
    return a_workspace()


def a_member(name: str, roles: list[str], slug: str, *, at: datetime = MONDAY) -> Actor:
    """Add a member who can sign in as first-name@slug.example."""
    email = f"{name.split(' ')[0].lower()}@{slug}.example"
    member = add_member(name=name, email=email, roles=roles, password=PASSWORD, by=Actor.system(), at=at)
    return Actor.member(member.pk)


def one_of_all_roles(slug: str) -> None:
    """Let a company have a member who may whatever its manual lets anybody."""
    a_member("All Roles", [role.name for role in book().all(Role)], slug)


def one_of_each_role(slug: str) -> None:
    """Let a company have a member for each role of its manual, in their order, who holds this one alone."""
    for place, role in enumerate(book().all(Role)):
        a_member(f"Role-{place} Alone", [role.name], slug)


def a_customer(name: str = "Dana Whitlock", *, address: str = "", account: str = "", at: datetime = MONDAY) -> Taking:
    """Make a customer's contact, of an account where one is named. Needs a workspace around it."""
    address = address or f"{uuid4().hex[:8]}@customer.example"
    contact = contact_of_address(address=address, name=name, by=Actor.connector("mail"), at=at)
    if account:
        firm = add_account(name=account, by=Actor.system(), at=at)
        place_contact(contact_id=contact.contact_id, account_id=firm.pk, by=Actor.system(), at=at)
    return Taking(contact.contact_id, contact.address_id)


def a_ticket(
    *, by: Taking | None = None, subject: str = "Swap the banner", kind: str = "question", at: datetime = MONDAY
) -> Ticket:
    """Let a customer's mail open a ticket. Needs a workspace around it."""
    customer = by or a_customer(at=at)
    opened = desk.open_ticket(
        subject=subject,
        text="Please put the new one there.",
        kind=kind,
        requester=customer,
        account_id=None,
        by=Actor.contact(customer.contact_id),
        at=at,
        mailbox="support@fenwick.example",
        headers=Headers(message_id=f"<{uuid4().hex}@customer.example>"),
    )
    return opened.ticket


def later(days: float = 0, *, hours: float = 0, since: datetime = MONDAY) -> datetime:
    """Give a moment some days and hours after the Monday."""
    return since + timedelta(days=days, hours=hours)


def without_tickets(cast: Cast) -> None:
    """Take a company's tickets away again: engines of other tests would work on them, and never come to an end.

    Nothing but these rows is about them, so no other table is asked: for each of 20,000, a score of them would be.
    """
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        for table in ("next_due", "message", "ticket"):
            admin.execute(f'DELETE FROM "{table}" WHERE workspace_id = %s', [cast.workspace_id])
