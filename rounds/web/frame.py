"""What stands around every page: the rooms that this member may enter, what waits there, and who they are.

A room that a role may not enter is not drawn. Numbers count what waits for people, and link to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from rounds.basics import clock
from rounds.basics.text import initials, listed
from rounds.lists.queries import lists_for
from rounds.policies.queries import version_in_force
from rounds.policies.words import many, spoken
from rounds.web.waiting import Named, Waiting, waiting, waiting_and_views

if TYPE_CHECKING:
    from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """A room of the page. go: the letter after G. act: what one must be allowed to do to see it; None: every member does."""

    name: str
    group: str
    address: str
    icon: str
    go: str
    act: str | None
    counted: str = ""


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


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms that belong together. url, go: of the page that looks after them, where there is one, and the letter after G."""

    name: str
    links: tuple[Link, ...]
    url: str = ""
    go: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The shell of one page for one member. moved: by how much the clock is moved for a trial, empty where it is not."""

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
    moved: str


PLACES = (
    Place("Desk", "Work", "desk", "desk", "d", "read the desk", "our turn"),
    Place("Notices", "Work", "notices", "bell", "n", "read the desk", "not read yet"),
    Place("Accounts", "Customers", "accounts", "firm", "a", "read accounts"),
    Place("Targets", "Team", "targets", "bars", "b", "see reports"),
    Place("Outbox", "Mail", "outbox", "outbox", "o", "see the outbox", "stopped"),
    Place("Quarantine", "Mail", "quarantine", "shield", "q", "see quarantine", "held"),
    Place("Drafts", "", "drafts", "note", "", "read the desk"),
    Place("Lists and views", "", "views", "rows", "v", "read the desk"),
    Place("Manual", "", "manual", "book", "m", "read the manual"),
    Place("Settings", "", "settings", "gear", "s", None),
)


def frame(visit: "Visit") -> Frame:
    """Put the shell together. Reads what waits in the rooms that are drawn."""
    places = [place for place in PLACES if may_enter(visit, place)]
    counts, views = waiting_and_views(
        {place.name for place in places}, member_id=visit.member.pk, roles=visit.member.roles
    )
    words = visit.book.words if version_in_force() else {}
    lists = _lists(visit, views) if visit.may("read the desk") else ()
    path = "" if any(link.current for link in lists) else visit.request.path
    links = {place.name: _link(place, path, counts, words) for place in places}
    return Frame(
        workspace=visit.who.workspace_name,
        member=visit.member.name,
        email=visit.member.email,
        initials=initials(visit.member.name),
        roles=listed([role.capitalize() if not place else role for place, role in enumerate(visit.member.roles)]),
        home=reverse("home"),
        groups=_grouped(places, links, lists),
        tabs=tuple(links[place.name] for place in places if place.group)[:4],
        pages=(*links.values(), *lists),
        manual=_manual(links.get("Manual")),
        settings=links["Settings"],
        moved=clock.SHIFT,
    )


def _grouped(places: list[Place], links: Mapping[str, Link], lists: tuple[Link, ...]) -> tuple[Group, ...]:
    """Put the rooms into their groups; the lists stand behind the work that they are of."""
    names = dict.fromkeys(place.group for place in places if place.group)
    rooms = [Group(name, tuple(links[place.name] for place in places if place.group == name)) for name in names]
    if "Lists and views" not in links:
        return tuple(rooms)
    page = links["Lists and views"]
    return (*rooms[:1], Group("Lists", lists, page.url, page.go), *rooms[1:])


def _lists(visit: "Visit", views: tuple[Named, ...]) -> tuple[Link, ...]:
    """Name the lists of the manual and the views that this member sees."""
    manual = lists_for(visit.book, visit.member.roles) if version_in_force() else ()
    named = [("list", clause.name, clause.name.capitalize()) for clause in manual]
    named += [("view", str(view_id), name) for view_id, name in views]
    desk, asked = reverse("desk"), visit.request.GET if visit.request.path.startswith("/desk") else {}
    return tuple(
        Link(
            name=name,
            said=f"the list {name}",
            url=f"{desk}?{urlencode({sort: value})}",
            icon="rows",
            go="",
            current=asked.get(sort) == value,
            key=f"{sort}:{value}",
        )
        for sort, value, name in named
    )


def lists_of(visit: "Visit") -> tuple[Link, ...]:
    """Name the lists and views that a member sees, where no shell is drawn around them."""
    if not visit.may("read the desk"):
        return ()
    _, views = waiting_and_views(set(), member_id=visit.member.pk, roles=visit.member.roles)
    return _lists(visit, views)


def counted(visit: "Visit") -> Waiting:
    """Count what waits in the rooms that this member may enter, by the room's name."""
    counted_here = {place.name for place in PLACES if place.counted and may_enter(visit, place)}
    return waiting(counted_here, member_id=visit.member.pk)


def may_enter(visit: "Visit", place: Place) -> bool:
    """Say whether a member may see a room."""
    return place.act is None or visit.may(place.act)


def _link(place: Place, path: str, counts: Waiting, words: Mapping[str, str]) -> Link:
    name = many(spoken(words, "account")).capitalize() if place.name == "Accounts" else place.name
    url = reverse(place.address)
    return Link(
        name=name,
        said=f"the {name.lower()}",
        url=url,
        icon=place.icon,
        go=place.go,
        current=path == url or path.startswith(f"{url}/"),
        count=counts.get(place.name, 0),
        counted=place.counted,
    )


def _manual(link: Link | None) -> Link | None:
    """Name the version in force at the foot of the rail."""
    version = version_in_force()
    if link is None or version is None:
        return None
    return Link(f"Manual v{version} in force", link.said, link.url, link.icon, link.go, link.current)
