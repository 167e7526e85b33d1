"""How a ticket's page shows the tickets that belong to it, and offers to name another."""

from dataclasses import dataclass

from rounds.desk.links import Seen
from rounds.desk.queries import TicketPage
from rounds.web.addresses import url
from rounds.web.visit import Visit

WORDS: dict[Seen, str] = {
    Seen.RELATED: "Related to",
    Seen.PARENT: "Part of",
    Seen.PART: "Has as a part",
    Seen.ORIGINAL: "Duplicate of",
    Seen.DUPLICATE: "Has the duplicate",
}
"""What a link says of this ticket, before the other one's number."""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A ticket that belongs to this one."""

    word: str
    number: int
    subject: str
    url: str
    closed: bool


def shown_links(page: TicketPage) -> tuple[ShownLink, ...]:
    """List them as they were linked."""
    return tuple(
        ShownLink(WORDS[each.seen], each.number, each.subject, url("ticket", each.number), each.state == "closed")
        for each in page.links
    )


def link_choices(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Offer the kinds of links, each with its words; none to a member who may not link."""
    return tuple((seen.value, word) for seen, word in WORDS.items()) if visit.may("link tickets") else ()
