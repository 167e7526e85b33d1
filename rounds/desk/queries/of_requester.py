"""The tickets of one person."""

from rounds.desk.queries.listing import Narrow, Row, Shown, page_of

THEIRS = Shown("ticket.state <> 'merged'", backwards=True)


def of_requester(contact_id: int, *, after: str = "", limit: int) -> tuple[list[Row], str | None]:
    """List a page of what a person asked, the newest first, and what asks for the next. after: as the page before gave it."""
    return page_of((THEIRS,), Narrow("ticket.requester_id = %s", (contact_id,)), after=after, limit=limit)
