"""What stands around every page: the rooms that this member may enter, what waits there, and who they are.

A room that a role may not enter is not drawn. Numbers count what waits for people, and link to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from rounds.basics import clock
from rounds.basics.text import initials, listed
from rounds.policies.queries import version_in_force
from rounds.policies.words import many, spoken
from rounds.web.waiting import Waiting, waiting

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
    """A place as it is drawn. count: what waits there, 0 shows nothing."""

    name: str
    said: str
    url: str
    icon: str
    go: str
    current: bool
    count: int = 0
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    links: tuple[Link, ...]


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
    Place("Outbox", "Mail", "outbox", "outbox", "o", "see the outbox", "stopped"),
    Place("Quarantine", "Mail", "quarantine", "shield", "q", "see quarantine", "held"),
    Place("Drafts", "", "drafts", "note", "", "read the desk"),
    Place("Manual", "", "manual", "book", "m", "read the manual"),
    Place("Settings", "", "settings", "gear", "s", None),
)


def frame(visit: "Visit") -> Frame:
    """Put the shell together. Reads what waits in the rooms that are drawn."""
    places = [place for place in PLACES if may_enter(visit, place)]
    counts = waiting({place.name for place in places}, member_id=visit.member.pk)
    words = visit.book.words if version_in_force() else {}
    links = {place.name: _link(place, visit.request.path, counts, words) for place in places}
    grouped = {place.group: None for place in places if place.group}
    return Frame(
        workspace=visit.who.workspace_name,
        member=visit.member.name,
        email=visit.member.email,
        initials=initials(visit.member.name),
        roles=listed([role.capitalize() if not place else role for place, role in enumerate(visit.member.roles)]),
        home=reverse("home"),
        groups=tuple(
            Group(name, tuple(links[place.name] for place in places if place.group == name)) for name in grouped
        ),
        tabs=tuple(links[place.name] for place in places if place.group)[:4],
        pages=tuple(links.values()),
        manual=_manual(links.get("Manual")),
        settings=links["Settings"],
        moved=clock.SHIFT,
    )


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
