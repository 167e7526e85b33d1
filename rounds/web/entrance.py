"""Who came in, and to which company: from the sign-in and the session, never from what a request says."""

from dataclasses import dataclass

from django.http import HttpRequest

from rounds.team.models import Member
from rounds.team.queries import memberships_of
from rounds.team.sessions import WORKSPACE, Came
from rounds.workspaces.models import Workspace


class NobodyHere(Exception):
    """Nobody is signed in, or the person belongs to no company on this Rounds."""

    def __init__(self, *, signed_in: bool) -> None:
        self.signed_in = signed_in
        super().__init__("belongs to no company here" if signed_in else "not signed in")


@dataclass(frozen=True, slots=True)
class Entrance:
    """A signed-in person at the door of one company. member, workspace: None where they are still to be looked up."""

    person_id: int
    workspace_id: int
    workspace_name: str
    member: Member | None = None
    workspace: Workspace | None = None


def entrance(request: HttpRequest) -> Entrance:
    """Say who comes in and to which company: the one the session knows, else the oldest membership. Raises NobodyHere."""
    if (came := _came(request)) and came.member and came.workspace:
        return Entrance(came.person.pk, came.workspace.pk, came.workspace.name, came.member, came.workspace)
    if not request.user.is_authenticated:
        raise NobodyHere(signed_in=False)
    companies = memberships_of(request.user.pk)
    if not companies:
        raise NobodyHere(signed_in=True)
    oldest = companies[0]
    request.session[WORKSPACE] = oldest.workspace_id
    return Entrance(request.user.pk, oldest.workspace_id, oldest.workspace_name)


def _came(request: HttpRequest) -> Came | None:
    """Read who came in from the session, and spare Django asking again."""
    request.session.get(WORKSPACE)  # reads it, where it was not read yet
    came: Came | None = request.session.came  # type: ignore[attr-defined]
    if came:
        request._cached_user = came.person  # type: ignore[attr-defined]  # noqa: SLF001
    return came
