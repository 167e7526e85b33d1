"""Who came in, and to which company: from the sign-in and the session, never from what a request says."""

from dataclasses import dataclass

from django.http import HttpRequest

from rounds.team.queries import memberships_of

_COMPANIES = "companies"


class NobodyHere(Exception):
    """Nobody is signed in, or the person belongs to no company on this Rounds."""

    def __init__(self, *, signed_in: bool) -> None:
        self.signed_in = signed_in
        super().__init__("belongs to no company here" if signed_in else "not signed in")


@dataclass(frozen=True, slots=True)
class Entrance:
    """A signed-in person at the door of one company."""

    person_id: int
    workspace_id: int
    workspace_name: str


def entrance(request: HttpRequest) -> Entrance:
    """Say who comes in and to which company: the oldest membership, found once a session. Raises NobodyHere."""
    if not request.user.is_authenticated:
        raise NobodyHere(signed_in=False)
    companies = request.session.get(_COMPANIES) or _found(request)
    if not companies:
        raise NobodyHere(signed_in=True)
    workspace_id, name = companies[0]
    return Entrance(request.user.pk, workspace_id, name)


def forget(request: HttpRequest) -> None:
    """Look the memberships up again at the next request, since the one that was known has ended."""
    request.session.pop(_COMPANIES, None)


def _found(request: HttpRequest) -> list[tuple[int, str]]:
    companies = [(each.workspace_id, each.workspace_name) for each in memberships_of(request.user.pk or 0)]
    request.session[_COMPANIES] = companies
    return companies
