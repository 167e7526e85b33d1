"""How a page hears that something changed: where it listens, the pass that lets it, and from where on it is out of date."""

from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING

from django.conf import settings

from rounds.basics import passes
from rounds.basics.passes import FRESH, Pass
from rounds.policies.queries import version_in_force
from rounds.workspaces.current import began_at

if TYPE_CHECKING:
    from rounds.web.visit import Visit

SEES: dict[str, tuple[str, ...]] = {
    "read the desk": ("ticket", "presence", "view"),
    "see the outbox": ("delivery",),
    "see quarantine": ("received",),
    "read accounts": ("account", "contact"),
    "read the manual": ("manual",),
    "adopt the manual": ("draft",),
    "manage people": ("member",),
}
"""Kinds of records whose ids may be told to whoever may do this. Of any other kind a page hears that something changed, not what."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a page needs to stay up to date. url: empty where no live process runs; it polls then."""

    url: str
    given: str
    since: str


def live(visit: "Visit") -> Live:
    """Say where this page listens."""
    url: str = settings.LIVE.url(visit.request.get_host())
    return Live(url, pass_of(visit) if url else "", began_at())


def sees(visit: "Visit") -> tuple[str, ...]:
    """List the kinds of records whose ids this member may be told."""
    return tuple(kind for act, kinds in SEES.items() if visit.may(act) for kind in kinds)


def pass_of(visit: "Visit") -> str:
    """Write the pass that lets this browser listen, for as long as its sign-in stands and its rights stay."""
    given = Pass(
        workspace_id=visit.who.workspace_id,
        member_id=visit.member.pk,
        session=passes.digest(visit.request.session.session_key or ""),
        roles=tuple(visit.member.roles),
        manual=version_in_force() or 0,
        sees=sees(visit),
        until=int(time()) + FRESH,
    )
    return passes.write(given, settings.SECRET_KEY)
