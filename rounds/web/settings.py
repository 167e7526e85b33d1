"""The pages of Settings, in the order of their list: the team's, then each member's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Section:
    """A page of Settings. act: what one must be allowed to do to see it; None: every member sees it."""

    name: str
    address: str
    act: str | None
    group: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A section as it is drawn."""

    name: str
    url: str
    current: bool
    group: str


SECTIONS = (
    Section("People and roles", "people", "manage people", "The team"),
    Section("Mail addresses", "mailboxes", "manage people", "The team"),
    Section("Getting started", "start", "manage people", "The team"),
    Section("Import", "imports", "import data", "The team"),
    Section("Work put off", "put-off", "manage people", "The team"),
    Section("Your hours", "own-hours", "keep own hours", "You"),
    Section("Your sign-in", "security", None, "You"),
    Section("API tokens", "tokens", "make API tokens", "You"),
)


def sections(visit: "Visit") -> tuple[Tab, ...]:
    """List the sections that this member may see, the one they are on marked."""
    path = visit.request.path
    return tuple(
        Tab(each.name, url, path == url or path.startswith(f"{url}/"), each.group)
        for each in SECTIONS
        if each.act is None or visit.may(each.act)
        for url in [reverse(each.address)]
    )
