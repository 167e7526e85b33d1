"""The tickets of one account."""

from rounds.desk.queries.listing import SEGMENTS, Narrow, Row, Segment, Shown, rows_of

LIVING = Shown("ticket.state NOT IN ('closed', 'merged')")


def of_account(account_id: int, *, closed: int = 50) -> tuple[Row, ...]:
    """List an account's tickets: all that are not closed, longest waiting first (D4), then so many closed ones, last first."""
    theirs = Narrow("ticket.account_id = %s", (account_id,))
    return (*rows_of(LIVING, theirs, limit=None), *rows_of(SEGMENTS[Segment.CLOSED], theirs, limit=closed))
