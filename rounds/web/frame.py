"""What stands around every page: the rooms that this member may enter, what waits there, and who they are.

A room that a role may not enter is not drawn. Numbers count what waits for people, and link to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.text import capfirst

from rounds.basics import clock
from rounds.basics.text import initials, listed
from rounds.checkins.clauses import Programme
from rounds.desk.queries.understood import BESIDE, Understood, understood
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries import lists_offered
from rounds.policies.queries import version_in_force
from rounds.policies.rules import Clause
from rounds.policies.words import Speech
from rounds.targets.clauses import Target
from rounds.web.addresses import url
from rounds.web.waiting import Named, Waiting, said_count, waiting, waiting_and_views

if TYPE_CHECKING:
    from rounds.web.visit import Visit


type Listed = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A room of the page. go: the letter after G. act: what one must be allowed to do to see it; None: every member does.

    kind: of a clause that the manual must have, for the room to have anything in it.
    """

    name: str
    group: str
    address: str
    icon: str
    go: str
    act: str | None
    counted: str = ""
    kind: type[Clause] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place as it is drawn. count: what waits there, 0 shows nothing. key: of a list, by which its count is asked for."""

    name: str
    said: str
    url: str
    icon: str
    go: str
    current: bool
    count: int = 0
    counted: str = ""
    key: str = ""

    @property
    def shown(self) -> int | str:
        """Give the count as the rail shows it."""
        return said_count(self.count)


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms that belong together. url, go: of the page that looks after them, where there is one, and the letter after G."""

    name: str
    links: tuple[Link, ...]
    url: str = ""
    go: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The shell of one page for one member.

    finds: what a search understands. moved: by how much the clock is moved for a trial, empty where it is not.
    """

    workspace: str
    member: str
    email: str
    initials: str
    roles: str
    home: str
    groups: tuple[Group, ...]
    tabs: tuple[Link, ...]
    pages: tuple[Link, ...]
    manual: Link | None
    settings: Link
    finds: tuple[Understood, ...]
    moved: str

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """Say what can be typed beside filters."""
        return BESIDE


PLACES = (
    Place("Desk", "Work", "desk", "desk", "d", "read the desk", "our turn"),
    Place("Notices", "Work", "notices", "bell", "n", "read the desk", "not read yet"),
    Place("Check-ins", "Work", "check-ins", "loop", "c", "do check-ins", "open", Programme),
    Place("Accounts", "Customers", "accounts", "firm", "a", "read accounts"),
    Place("Targets", "Team", "targets", "clock", "b", "see reports", kind=Target),
    Place("Progress", "Team", "progress", "bars", "p", "see reports", kind=Programme),
    Place("Calendar", "Team", "calendar", "renew", "w", "do check-ins", kind=Programme),
    Place("Outbox", "Mail", "outbox", "outbox", "o", "see the outbox", "stopped"),
    Place("Quarantine", "Mail", "quarantine", "shield", "q", "see quarantine", "held"),
    Place("Drafts", "", "drafts", "note", "", "read the desk"),
    Place("Lists and views", "", "views", "rows", "v", "read the desk"),
    Place("Manual", "", "manual", "book", "m", "read the manual"),
    Place("Settings", "", "settings", "gear", "s", None),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a shell depends on. rooms: that may be entered. current: the rooms, or the list's key, that the page shows.

    speech: how the team names them. lists: each (sort, value, name, the address of its page).
    """

    workspace: str
    member: str
    email: str
    roles: tuple[str, ...]
    rooms: tuple[str, ...]
    current: tuple[str, ...]
    speech: Speech
    version: int | None
    lists: tuple[Listed, ...]
    counts: tuple[tuple[str, int], ...]
    finds: tuple[Understood, ...]
    moved: str


def frame(visit: "Visit") -> Frame:
    """Give the shell around a page. Reads what waits in the rooms that are drawn."""
    rooms = tuple(place.name for place in PLACES if may_enter(visit, place))
    counts, views = waiting_and_views(set(rooms), member_id=visit.member.pk, roles=visit.member.roles)
    version = version_in_force()
    lists = _named(visit, views) if visit.may("read the desk") else ()
    seen = Seen(
        workspace=visit.who.workspace_name,
        member=visit.member.name,
        email=visit.member.email,
        roles=tuple(visit.member.roles),
        rooms=rooms,
        current=_current(visit, lists),
        speech=visit.speech,
        version=version,
        lists=lists,
        counts=tuple(counts.items()),
        finds=understood(visit.book) if version and visit.may("read the desk") else (),
        moved=clock.SHIFT,
    )
    return _framed(seen)


@lru_cache(maxsize=2000)
def _framed(seen: Seen) -> Frame:
    """Put it together, once for what stays the same from page to page."""
    places = [place for place in PLACES if place.name in seen.rooms]
    lists = _links(seen.lists, seen.current, seen.speech)
    links = {place.name: _link(place, seen) for place in places}
    return Frame(
        workspace=seen.workspace,
        member=seen.member,
        email=seen.email,
        initials=initials(seen.member),
        roles=listed([capfirst(role) if not place else role for place, role in enumerate(seen.roles)]),
        home=url("home"),
        groups=_grouped(places, links, lists, seen.speech),
        tabs=tuple(links[place.name] for place in places if place.group)[:4],
        pages=(*links.values(), *lists),
        manual=_manual(links.get("Manual"), seen.version),
        settings=links["Settings"],
        finds=seen.finds,
        moved=seen.moved,
    )


def _current(visit: "Visit", lists: tuple[Listed, ...]) -> tuple[str, ...]:
    """Say which rooms a page is in, or which list it shows."""
    path = f"{visit.request.path}/"
    path = path.replace("/contacts/", "/accounts/", 1) if path.startswith("/contacts/") else path  # people are at firms
    asked = visit.request.GET if path.startswith(("/desk/", "/accounts/")) else {}
    shown = tuple(
        f"{sort}:{value}"
        for sort, value, _, place in lists
        if asked.get(sort) == value and path.startswith(f"{url(place)}/")
    )
    return shown or tuple(place.name for place in PLACES if path.startswith(f"{url(place.address)}/"))


def _grouped(
    places: list[Place], links: Mapping[str, Link], lists: tuple[Link, ...], speech: Speech
) -> tuple[Group, ...]:
    """Put the rooms into their groups; the lists stand behind the work that they are of."""
    names = dict.fromkeys(place.group for place in places if place.group)
    rooms = [
        Group(speech.said(name), tuple(links[place.name] for place in places if place.group == name)) for name in names
    ]
    if "Lists and views" not in links:
        return tuple(rooms)
    page = links["Lists and views"]
    return (*rooms[:1], Group(speech.said("Lists"), lists, page.url, page.go), *rooms[1:])


def _named(visit: "Visit", views: tuple[Named, ...]) -> tuple[Listed, ...]:
    """Name the lists of the manual and the views that this member sees."""
    return (
        *(("list", clause.name, capfirst(clause.name), place_of(clause)) for clause in offered(visit)),
        *(("view", str(view_id), name, "desk") for view_id, name in views),
    )


def offered(visit: "Visit") -> tuple[NamedList, ...]:
    """Give the lists of the manual that this member may see and that are offered to them now."""
    if not version_in_force():
        return ()
    found = lists_offered(visit.book, visit.member.roles, member_id=visit.member.pk, at=visit.now)
    return tuple(each for each in found if each.of is not Of.ACCOUNTS or visit.may("read accounts"))


def place_of(clause: NamedList) -> str:
    """Say on which page a list stands."""
    return "accounts" if clause.of is Of.ACCOUNTS else "desk"


def _links(lists: tuple[Listed, ...], current: tuple[str, ...], speech: Speech) -> tuple[Link, ...]:
    return tuple(
        Link(
            name=name,
            said=f"{speech.said('the list')} {name}",
            url=f"{url(place)}?{urlencode({sort: value})}",
            icon="rows",
            go="",
            current=f"{sort}:{value}" in current,
            key=f"{sort}:{value}",
        )
        for sort, value, name, place in lists
    )


def lists_of(visit: "Visit") -> tuple[Link, ...]:
    """Name the lists and views that a member sees, where no shell is drawn around them."""
    if not visit.may("read the desk"):
        return ()
    _, views = waiting_and_views(set(), member_id=visit.member.pk, roles=visit.member.roles)
    named = _named(visit, views)
    return _links(named, _current(visit, named), visit.speech)


def counted(visit: "Visit") -> Waiting:
    """Count what waits in the rooms that this member may enter, by the name that the rail gives them."""
    counted_here = {place.name for place in PLACES if place.counted and may_enter(visit, place)}
    found = waiting(counted_here, member_id=visit.member.pk)
    return {visit.speech.said(name): number for name, number in found.items()}


def may_enter(visit: "Visit", place: Place) -> bool:
    """Say whether a member may see a room."""
    if place.kind and not (version_in_force() and visit.book.all(place.kind)):
        return False
    return place.act is None or visit.may(place.act)


def _link(place: Place, seen: Seen) -> Link:
    name = seen.speech.said(place.name)
    return Link(
        name=name,
        said=f"the {name.lower()}",
        url=url(place.address),
        icon=place.icon,
        go=place.go,
        current=place.name in seen.current,
        count=dict(seen.counts).get(place.name, 0),
        counted=seen.speech.said(place.counted),
    )


def _manual(link: Link | None, version: int | None) -> Link | None:
    """Name the version in force at the foot of the rail."""
    if link is None or version is None:
        return None
    return Link(f"{link.name} v{version} in force", link.said, link.url, link.icon, link.go, link.current)
