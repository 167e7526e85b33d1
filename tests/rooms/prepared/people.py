"""Members, what is theirs, and the manual's drafts and versions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from rounds.desk.duties import WAKE
from rounds.engine.models import PutOff
from rounds.manual.commands import adopt, save_draft
from rounds.manual.queries.drafts import version_without_draft
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team.models import Member
from rounds.team.permissions import ACTS
from rounds.team.queries import rights_of
from rounds.team.second_factor.models import SecondFactorRow
from rounds.team.tokens.commands import add_token
from rounds.timeline.rules import Actor
from tests.rooms.prepared.mail import a_mailbox
from tests.world import MONDAY, Cast, a_ticket, later


def in_force() -> str:
    return Manual.objects.get(version=book().version).text


def with_a_draft(cast: Cast, by: Actor) -> dict[str, Any]:
    save_draft(text=f"{in_force()}\nWe said so.\n", version=0, by=cast.manager, at=MONDAY)
    return {"version": 1}


def with_a_manual_from_before(cast: Cast, by: Actor) -> dict[str, Any]:
    """A manual that was adopted before tickets could be merged, except that whoever tries may do the rest."""
    without = in_force().replace(", merge tickets", "").replace("  - merge tickets\n", "")
    adopt(text=without, by=cast.manager, at=MONDAY)
    Manual.objects.filter(version=2).update(acts=sorted(ACTS - {"merge tickets"}))
    return {"version": version_without_draft()}


def with_an_earlier_manual(cast: Cast, by: Actor) -> dict[str, Any]:
    adopt(text=f"{in_force()}\nWe said so.\n", by=cast.manager, at=MONDAY)
    return {"number": 1, "version": 2}


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


def with_work_put_off(cast: Cast, by: Actor) -> dict[str, Any]:
    """A ticket that could not be woken, three times."""
    row = PutOff.objects.create(
        workspace_id=cast.workspace_id,
        duty=WAKE.name,
        says=WAKE.says,
        of=WAKE.rows,
        row_id=a_ticket().pk,
        times=3,
        first_at=MONDAY,
        until=later(hours=1),
        trouble="ValueError: a row that nobody expected",
    )
    return {"put_off_id": row.pk}
