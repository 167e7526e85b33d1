"""What a member sees on a reloaded page, over HTTP: where a mail has got to, and after how many seconds."""

import time
from collections.abc import Callable, Iterator

from outside.page import Page
from outside.visitor import Visitor

LIMIT = 2.0
"""Seconds within which a mail stands on a reloaded page."""
PATIENCE = 30.0


def list_pages(member: Visitor) -> Iterator[Page]:
    """Give the desk's list page by page, oldest first."""
    path: str | None = "/desk"
    while path:
        page = member.open(path)
        yield page
        path = page.next


def on_the_list(member: Visitor, number: int) -> bool:
    """Say whether a ticket stands on the desk's list."""
    return any(link.split("?")[0] == f"/desk/{number}" for page in list_pages(member) for link in page.links)


def seen_after(look: Callable[[], bool], *, since: float) -> float | None:
    """Reload until it is seen; say how many seconds after `since` (monotonic), None where patience ended."""
    while time.monotonic() - since < PATIENCE:
        if look():
            return time.monotonic() - since
        time.sleep(0.05)
    return None
