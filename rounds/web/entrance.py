"""Who came in, and to which company: from the sign-in and the session, never from what a request says."""

from dataclasses import dataclass

from django.http import HttpRequest

from rounds.basics import clock
from rounds.team.models import Member
from rounds.team.queries import Membership, memberships_of
from rounds.team.sessions import DEVICE, SEEN, SEVERAL, WORKSPACE, Came
from rounds.web.devices import device_of
from rounds.workspaces.models import Workspace

SEEN_EVERY = 300
"""Seconds between two notes that a browser came."""


class NobodyHere(Exception):
    """Nobody is signed in, or the person belongs to no company on this Rounds."""

    def __init__(self, *, signed_in: bool) -> None:
        self.signed_in = signed_in
        super().__init__("belongs to no company here" if signed_in else "not signed in")


class WhichCompany(Exception):
    """A person belongs to several companies and has not said which one they come to."""

    def __init__(self, companies: list[Membership]) -> None:
        self.companies = companies
        super().__init__("belongs to several companies")


@dataclass(frozen=True, slots=True)
class Entrance:
    """A signed-in person at the door of one company. member, workspace: None where they are still to be looked up."""

    person_id: int
    workspace_id: int
    workspace_name: str
    member: Member | None = None
    workspace: Workspace | None = None


def entrance(request: HttpRequest) -> Entrance:
    """Say who comes in and to which company: the one the session knows, else the only one that they belong to.

    Raises NobodyHere, WhichCompany.
    """
    if (came := _came(request)) and came.member and came.workspace:
        _seen(request)
        return Entrance(came.person.pk, came.workspace.pk, came.workspace.name, came.member, came.workspace)
    companies = companies_of(request)
    if len(companies) > 1:
        raise WhichCompany(companies)
    [only] = companies
    enter(request, only.workspace_id)
    return Entrance(int(request.user.pk or 0), only.workspace_id, only.workspace_name)


def companies_of(request: HttpRequest) -> list[Membership]:
    """List the companies that whoever asks may enter; the session remembers whether there are several. Raises NobodyHere."""
    if not request.user.is_authenticated:
        raise NobodyHere(signed_in=False)
    companies = memberships_of(request.user.pk)
    if not companies:
        raise NobodyHere(signed_in=True)
    if request.session.get(SEVERAL, False) != (len(companies) > 1):
        request.session[SEVERAL] = len(companies) > 1
    return companies


def enter(request: HttpRequest, workspace_id: int) -> None:
    """Let the session remember the company, which was looked up for its person."""
    request.session[WORKSPACE] = workspace_id
    _seen(request)


def _seen(request: HttpRequest) -> None:
    """Note from time to time that this browser came: often enough for a list of sign-ins, too seldom to cost anything."""
    now = int(clock.now().timestamp())
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN], request.session[DEVICE] = now, device_of(request.headers.get("User-Agent", ""))


def _came(request: HttpRequest) -> Came | None:
    """Read who came in from the session, and spare Django asking again."""
    request.session.get(WORKSPACE)  # reads it, where it was not read yet
    came: Came | None = request.session.came  # type: ignore[attr-defined]
    if came:
        request._cached_user = came.person  # type: ignore[attr-defined]  # noqa: SLF001
    return came
