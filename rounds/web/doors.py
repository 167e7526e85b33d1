"""The door of every page: who comes in, to which company, at which moment, and what a refusal looks like.

A view is a plain function of a visit. `@page` opens it for reading, `@act` for writing: one transaction that speaks for one
company, one member, one reading of the clock. Deny by default: a view without a door has no address.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Refused
from rounds.web import failures
from rounds.web.entrance import Entrance, NobodyHere, WhichCompany, entrance
from rounds.web.forms import Malformed
from rounds.web.proving import SecondFactorFirst
from rounds.web.visit import Visit
from rounds.workspaces.current import as_workspace

Door = Callable[..., HttpResponse]
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Room:
    """A page behind its door, kept so that a refused act can show it again. early: see `page`."""

    door: Door
    view: View
    act: str | None
    early: bool = False

    def shown(self, visit: Visit, **words: object) -> HttpResponse:
        if self.act:
            visit.allow(self.act)
        return self.view(visit, **words)


ROOMS: dict[Door, Room] = {}
"""Every page by its door."""

ACTS: dict[Door, str | None] = {}
"""Every act that can be posted, by its door: what one must be allowed to do."""


def page(act: str | None, *, early: bool = False) -> Callable[[View], Door]:
    """Open a view for reading, to members who may do this act; None: to every member.

    early: also to those who have to set up a second factor before anything else; acts that lead back here are open with it.
    """

    def opened(view: View) -> Door:
        @wraps(view)
        @require_safe
        @cache_control(private=True, no_store=True)
        def door(request: HttpRequest, **words: object) -> HttpResponse:
            return _answered(request, lambda visit: ROOMS[door].shown(visit, **words), early=early)

        ROOMS[door] = Room(door, view, act, early)
        return door

    return opened


def act(name: str | None, *, again: Door) -> Callable[[View], Door]:
    """Open a view for writing, to members who may do this act (None: to every member, about themselves).

    Refused, the page `again` comes back with what was typed.
    """

    def opened(view: View) -> Door:
        @wraps(view)
        @require_POST
        def door(request: HttpRequest, **words: object) -> HttpResponse:
            def done(visit: Visit) -> HttpResponse:
                if name:
                    visit.allow(name)
                return view(visit, **words)

            return _answered(request, done, again=ROOMS[again], words=words, early=ROOMS[again].early)

        ACTS[door] = name
        return door

    return opened


def _answered(
    request: HttpRequest,
    view: Callable[[Visit], HttpResponse],
    *,
    again: Room | None = None,
    words: dict[str, object] | None = None,
    early: bool,
) -> HttpResponse:
    """Answer inside one transaction; where the act is refused, nothing of it stays, and a fresh one shows why."""
    try:
        who = entrance(request)
        with _visit(request, who, early=early) as visit:
            return view(visit)
    except NobodyHere as nobody:
        return failures.outside(request, nobody)
    except WhichCompany as which:
        return failures.which_company(request, which)
    except SecondFactorFirst:
        return failures.second_factor_first(request)
    except NotThere:
        return _shown(request, failures.nothing_here)
    except ChangedMeanwhile as changed:
        return _both_sides(request, changed, again, words or {})
    except Refused as refused:
        return _refused(request, refused, again, words or {})


def _both_sides(
    request: HttpRequest, changed: ChangedMeanwhile, again: Room | None, words: dict[str, object]
) -> HttpResponse:
    """Show what stands now beside what was asked for, and the way back to the page it stood on."""
    back = _address(again, words) if again else "/"
    return _shown(request, lambda visit: failures.both_sides(visit, changed, back=back))


def _refused(request: HttpRequest, refused: Refused, again: Room | None, words: dict[str, object]) -> HttpResponse:
    """Show the page again with the problems, or the refusal alone where the page itself is what was refused."""
    status = _status(refused)
    if again is None:
        return _shown(request, lambda visit: failures.refused(visit, refused.problems, status))

    def once_more(visit: Visit) -> HttpResponse:
        asked = f"?{query}" if (query := request.META["QUERY_STRING"]) else ""
        own = replace(
            visit, problems=refused.problems, typed=request.POST, stands_at=f"{_address(again, words)}{asked}"
        )
        answer = again.shown(own, **words)
        answer.status_code = status
        return answer

    try:
        return _shown(request, once_more, early=again.early)
    except (Refused, NotThere):
        # The page itself cannot be shown: it is not theirs, is gone, or reads what was typed and cannot.
        return _shown(request, lambda visit: failures.refused(visit, refused.problems, status))


def _address(page: Room, words: dict[str, object]) -> str:
    """Say where a page stands. words: those of the act's address; the page has the first of them, as many as it needs."""
    try:
        return reverse(page.door, kwargs=words)
    except NoReverseMatch:
        if not words:
            raise
        return _address(page, dict(list(words.items())[:-1]))


def _shown(request: HttpRequest, view: Callable[[Visit], HttpResponse], *, early: bool = False) -> HttpResponse:
    try:
        with _visit(request, entrance(request), early=early) as visit:
            return view(visit)
    except SecondFactorFirst:
        return failures.second_factor_first(request)


def _status(refused: Refused) -> int:
    if isinstance(refused, NotAllowed):
        return 403
    return 422 if isinstance(refused, Malformed) else 409


@contextmanager
def _visit(request: HttpRequest, who: Entrance, *, early: bool) -> Iterator[Visit]:
    with as_workspace(who.workspace_id):
        visit = Visit.of(request, who)
        if visit.owes and not early:
            raise SecondFactorFirst
        yield visit
