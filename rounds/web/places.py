"""Where what stands under a clause can be seen: a search of the desk, one of its lists, the figures, the people."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from rounds.manual.cards import Now

if TYPE_CHECKING:
    from rounds.web.visit import Visit

RIGHTS = {
    "": "read the desk",
    "desk": "read the desk",
    "targets": "see reports",
    "people": "manage people",
    "accounts": "read accounts",
}
"""Which right opens which place; the first is a search of the desk."""


def place_of(now: Now, visit: "Visit") -> str:
    """Give the address; empty where there is none, or this member may not go there."""
    if not (now.asks or now.place) or not visit.may(RIGHTS[now.place]):
        return ""
    if now.asks:
        return f"{reverse('desk')}?{urlencode({'q': now.asks})}"
    if now.place in {"desk", "accounts"}:
        return f"{reverse(now.place)}?{urlencode({'list': now.at})}"
    return reverse(now.place) + (f"#{slugify(now.at.replace(':', ' '))}" if now.at else "")
