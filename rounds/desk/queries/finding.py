"""Tickets by their words: the newest hit first, a page at a time, whatever the number of messages."""

from dataclasses import dataclass
from datetime import datetime

from rounds.desk.asking import Asking
from rounds.desk.queries.listing import ROWS, Narrow, Place, Row, row_of
from rounds.desk.queries.narrowing import Reader, narrowed
from rounds.workspaces.rows import fetch

A_PAGE = 25
MOST_TEXT = 6_000
"""Characters of a message in which the words of an excerpt are looked for."""
ROUNDS = 4
A_ROUND = 100
"""With filters, hits are read so many at a time, and so many times, until a page is full: rare filters over common words end."""


@dataclass(frozen=True, slots=True)
class Found:
    """One ticket that has the words. text: of its newest message that has them, "" where only the subject does."""

    row: Row
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what was found. looked_on: the page is not full, for hits without the filters filled the look."""

    found: tuple[Found, ...]
    next: str | None
    looked_on: bool = False


HITS = f"""
    WITH hit AS MATERIALIZED (SELECT * FROM tickets_saying(%s, %s, %s, %s, %s))
    SELECT hit.at, hit.ticket_id, left(said.text, {MOST_TEXT}), kept.*
    FROM hit LEFT JOIN message said ON said.id = hit.message_id
    LEFT JOIN LATERAL ({ROWS} WHERE ticket.id = hit.ticket_id%s) kept ON true
    ORDER BY hit.at DESC, hit.ticket_id DESC
"""  # noqa: S608 - nothing of it is typed by anybody


def find(asking: Asking, reader: Reader, *, after: str = "") -> FoundPage:
    """Give the tickets in whose subject or messages the words stand, of those that the filters keep.

    after: `next` of the page before. Notes count for readers who may write them. One statement, with filters up to ROUNDS.
    """
    narrow = narrowed(asking, reader)
    place = Place.read(after)
    found: list[Found] = []
    many = A_ROUND if narrow.where else A_PAGE + 1
    for _ in range(ROUNDS if narrow.where else 1):
        hits = _hits(asking.said, narrow, reader, place, many)
        for at, ticket_id, text, row in hits:
            if row and len(found) == A_PAGE:
                return FoundPage(tuple(found), next=str(place))
            place = Place(at, ticket_id)
            if row:
                found.append(Found(row, text or "", at))
        if len(hits) < many:
            return FoundPage(tuple(found), next=None)
    return FoundPage(tuple(found), next=str(place), looked_on=len(found) < A_PAGE)


type Hit = tuple[datetime, int, str | None, Row | None]


def _hits(said: str, narrow: Narrow, reader: Reader, place: Place | None, many: int) -> list[Hit]:
    statement = HITS.replace(
        "hit.ticket_id%s)", f"hit.ticket_id AND {narrow.where})" if narrow.where else "hit.ticket_id)"
    )
    values = (said, place and place.at, place and place.id, many, reader.notes, *narrow.values)
    return [
        (at, ticket_id, text, row_of(tuple(row)) if row[0] is not None else None)
        for at, ticket_id, text, *row in fetch(statement, values)
    ]
