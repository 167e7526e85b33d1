"""What “Search or do” offers beside pages and acts: tickets, firms and people that the words mean."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.text import capfirst

from rounds.accounts.queries import accounts_like, people_like
from rounds.desk.models import Ticket
from rounds.desk.queries import find
from rounds.web.views.macros import fitting
from rounds.web.views.searching import read, reader
from rounds.web.visit import Visit

A_FEW = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to open. beside: said in small after its name."""

    name: str
    url: str
    icon: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    offers: tuple[Offer, ...]


def offered(visit: Visit, words: str) -> tuple[Group, ...]:
    """Find what these words mean, of what this member may read; nothing for fewer than two letters."""
    if len(words) < 2:
        return ()
    groups = (
        Group("Macros on this ticket", _macros(visit, words) if visit.may("read the desk") else ()),
        Group("Tickets", _tickets(visit, words) if visit.may("read the desk") else ()),
        Group("Accounts", _accounts(words) if visit.may("read accounts") else ()),
        Group("People", _people(words) if visit.may("read accounts") else ()),
    )
    return tuple(group for group in groups if group.offers)


def _macros(visit: Visit, words: str) -> tuple[Offer, ...]:
    """Offer macros by their names, on the ticket that the page around the palette shows."""
    htmx = getattr(visit.request, "htmx", None)
    shown = TICKET.fullmatch(urlsplit(str(htmx.current_url)).path) if htmx and htmx.current_url else None
    ticket = Ticket.objects.filter(number=int(shown[1])).first() if shown else None
    if ticket is None:
        return ()
    found = [macro.name for macro in fitting(visit, ticket) if words.casefold() in macro.name.casefold()]
    url = reverse("macros", args=[ticket.number])
    return tuple(
        Offer(capfirst(name), f"{url}?{urlencode({'name': name})}", "book", "shows what it does first")
        for name in found[:A_FEW]
    )


TICKET = re.compile(r"/desk/(\d{1,9})")


def _tickets(visit: Visit, words: str) -> tuple[Offer, ...]:
    """Offer the newest tickets that have the words, and the search itself."""
    asked = read(visit, words)
    search = Offer(f"Search the desk for “{words}”", _search(words), "find")
    if not asked.words:
        return (search,) if asked.filters else ()
    found = find(asked, reader(visit, asked)).found[:A_FEW]
    rows = tuple(
        Offer(
            each.row.subject or "Without a subject",
            reverse("ticket", args=[each.row.number]),
            "desk",
            f"#{each.row.number} {each.row.account or each.row.requester}",
        )
        for each in found
    )
    return (*rows, search) if rows else ()


def _accounts(words: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(row.name, reverse("account", args=[row.id]), "firm") for row in accounts_like(words, limit=A_FEW)
    )


def _people(words: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(row.name, reverse("contact", args=[row.id]), "user", next(iter(row.addresses), ""))
        for row in people_like(words, limit=A_FEW)
    )


def _search(words: str) -> str:
    return f"{reverse('desk')}?{urlencode({'q': words})}"
