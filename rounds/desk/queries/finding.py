"""Tickets by their words: the newest hit first, a page at a time, whatever the number of messages."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from rounds.basics.text import nearest
from rounds.desk.asking import Asking, Being, Field, Word
from rounds.desk.orders import Order
from rounds.desk.queries.listing import ROWS, SEGMENTS, Narrow, Place, Row, Segment, Shown, page_of, row_of
from rounds.desk.queries.narrowing import Reader, narrowed
from rounds.desk.queries.ordering import ordered
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


STANDS = "CASE WHEN gone.survivor_id IS NULL THEN hit.ticket_id ELSE gone.survivor_id END"
"""Not coalesce: under a policy PostgreSQL takes that for leaking, leaves the index aside and reads every ticket.

LIMIT 1, though an id is one row's: else it reads and hashes all tickets of a smaller desk for the few that were found."""

HITS = f"""
    WITH hit AS MATERIALIZED (SELECT * FROM tickets_saying(%s, %s, %s, %s, %s) LIMIT {A_ROUND})
    SELECT hit.at, hit.ticket_id, left(said.text, {MOST_TEXT}), kept.*
    FROM hit LEFT JOIN message said ON said.id = hit.message_id
    LEFT JOIN ticket_merged gone ON gone.ticket_id = hit.ticket_id
    LEFT JOIN LATERAL ({ROWS} WHERE ticket.id = {STANDS}%s LIMIT 1) kept ON true
    ORDER BY hit.at DESC, hit.ticket_id DESC
"""  # noqa: S608 - nothing of it is typed by anybody


def find(asking: Asking, reader: Reader, *, after: str = "") -> FoundPage:
    """Give the tickets in whose subject or messages the words stand, of those that the filters keep; for a merged one, the survivor.

    after: `next` of the page before. Notes count for readers who may write them. One statement, with filters up to ROUNDS.
    """
    narrow = narrowed(asking, reader)
    place = Place.read(after)
    found: list[Found] = []
    beyond = place
    many = A_ROUND if narrow.where else A_PAGE + 1
    for _ in range(ROUNDS if narrow.where else 1):
        hits = _hits(asking.said, narrow, reader, place, many)
        for at, ticket_id, text, row in hits:
            if row and len(found) == A_PAGE:
                return FoundPage(tuple(found), next=str(place))
            place = Place(at, ticket_id)
            if row and not _shown_before(row, found, asking.said, reader, beyond):
                found.append(Found(row, text or "", at))
        if len(hits) < many:
            return FoundPage(tuple(found), next=None)
    return FoundPage(tuple(found), next=str(place), looked_on=len(found) < A_PAGE)


type Hit = tuple[datetime, int, str | None, Row | None]


def _hits(said: str, narrow: Narrow, reader: Reader, place: Place | None, many: int) -> list[Hit]:
    statement = HITS.replace(f"{STANDS}%s", f"{STANDS} AND {narrow.where}" if narrow.where else STANDS)
    values = (said, place and place.at, place and place.id, many, reader.notes, *narrow.values)
    return [
        (at, ticket_id, text, row_of(tuple(row)) if row[0] is not None else None)
        for at, ticket_id, text, *row in fetch(statement, values)
    ]


NEWER = """
    SELECT FROM (
        SELECT ticket.id, ticket.opened_at AS at, ticket.words, false AS noted FROM ticket WHERE ticket.id = ANY(%(family)s)
        UNION ALL
        SELECT said.ticket_id, said.at, said.words, said.kind = 'note' FROM message said WHERE said.ticket_id = ANY(%(family)s)
    ) hit
    WHERE hit.words @@ websearch_to_tsquery('public.rounds', left(%(said)s, 1000)) AND (%(notes)s OR NOT hit.noted)
        AND (hit.at, hit.id) >= (%(at)s, %(id)s)
    LIMIT 1
"""

FAMILY = "SELECT array_agg(ticket_id) FROM ticket_merged WHERE survivor_id = %s"


def _shown_before(row: Row, found: list[Found], said: str, reader: Reader, beyond: Place | None) -> bool:
    """Say whether a ticket stands above already, by a newer hit on one that is merged with it: here, or on a page before this one."""
    if any(each.row.id == row.id for each in found):
        return True
    if beyond is None:
        return False
    [(merged,)] = fetch(FAMILY, [row.id])
    if not merged:
        return False
    values = {"family": [row.id, *merged], "said": said, "notes": reader.notes, "at": beyond.at, "id": beyond.id}
    return bool(fetch(NEWER, values))


SEGMENT_OF = {
    Being.OPEN: Segment.ALL,
    Being.OURS: Segment.OURS,
    Being.THEIRS: Segment.THEIRS,
    Being.ASLEEP: Segment.ASLEEP,
    Being.HELD: Segment.HELD,
    Being.CLOSED: Segment.CLOSED,
}
"""Filters that are a list of their own, with its order and its index."""

EVERY = Shown("ticket.state <> 'merged'", backwards=True)
"""Tickets in whatever state, the newest first; for a merged one its survivor stands there."""


def filtered(asking: Asking, reader: Reader, *, after: str = "") -> FoundPage:
    """Give the tickets that the filters alone keep: open ones, unless `is:` or its opposite says otherwise.

    One statement, or one for each stretch of the order that the page reaches into.
    """
    rows, beyond = page_of(shown_by(asking, reader), narrowed(asking, reader), after=after, limit=A_PAGE)
    return FoundPage(tuple(Found(row, "", row.at) for row in rows), next=beyond)


def shown_by(asking: Asking, reader: Reader) -> tuple[Shown, ...]:
    """Say in which order filters are shown: what is due by when it is, unless `sort:` says otherwise."""
    shown = state_of(asking)
    order = asking.order or (Order.DUE if _asks_for_due(asking) else None)
    return ordered(shown.where, order, priorities=reader.priorities) if order else (shown,)


def state_of(asking: Asking) -> Shown:
    """Say which tickets are looked at, with the order that they have by themselves."""
    being = [each for each in asking.filters if each.field is Field.IS and each.value != Being.MISSED]
    if not being:
        return SEGMENTS[Segment.ALL]
    one = SEGMENT_OF.get(Being(being[0].value)) if len(being) == 1 and not being[0].negated else None
    return SEGMENTS[one] if one else EVERY


def _asks_for_due(asking: Asking) -> bool:
    return any(
        not each.negated and (each.field is Field.DUE or (each.field is Field.IS and each.value == Being.MISSED))
        for each in asking.filters
    )


SUBJECTS = (
    "SELECT string_agg(subject, chr(10)) FROM (SELECT subject FROM ticket ORDER BY opened_at DESC LIMIT 1000) newest"
)
SLIPS = 2
"""Letters that a slip of the hand leaves out, adds or takes for others; a word further off than that was not meant."""

LETTERS = re.compile(r"[^\W\d_]{3,}")


def meant(asking: Asking) -> Asking | None:
    """Say what somebody who found nothing may have meant: words of the newest subjects that are like theirs, or None.

    There is no list of words that would have to forget whom we erase: the subjects themselves are read.
    """
    [(subjects,)] = fetch(SUBJECTS)
    lines = (subjects or "").casefold().split("\n")
    closer = tuple(_closer(word, lines) for word in asking.words)
    return replace(asking, words=closer, problems=()) if closer != asking.words else None


def _closer(word: Word, lines: list[str]) -> Word:
    if word.phrase or word.negated:
        return word
    text = word.text.casefold()
    known = _a_slip_away(text, lines)
    return word if text in known else replace(word, text=nearest(word.text, known) or word.text)


def _a_slip_away(text: str, lines: list[str]) -> set[str]:
    """Give the words that may be so few letters away: of three parts one stands in them as it is, at its end or between.

    Looking for parts costs little; comparing each of some thousand words with the other took five times what the search did.
    """
    third = max(1, len(text) // (SLIPS + 1))
    first, middle, last = text[:third], text[third:-third], text[-third:]
    held = "\n".join(line for line in lines if first in line or last in line or (middle and middle in line))
    letters = set(text)
    return {
        word
        for word in LETTERS.findall(held)
        if abs(len(word) - len(text)) <= SLIPS
        and (word.startswith(first) or word.endswith(last) or middle in word)
        and len(letters.symmetric_difference(word)) <= 2 * SLIPS
    }
