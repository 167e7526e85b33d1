"""Which check-ins are open, wait for an answer, come next, or are asked about: of one member, or of everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.marked import OPEN as IS_OPEN
from rounds.checkins.queries.marked import RESTS, SINCE
from rounds.checkins.queries.marked import WAITING as IS_WAITING
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules import Phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord
from rounds.workspaces.rows import fetch

MOST = 100
"""Rows of each part; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check-in in a list. at: since when it is our turn, or until when it waits or sleeps. again: another reach-out is due."""

    id: int
    account_id: int
    account: str
    programme: str
    grade: str
    phase: Phase
    again: bool
    at: datetime
    number: int
    with_: str


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a part, and how many there are in all."""

    rows: tuple[Row, ...]
    many: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Check-ins by what they need. open: the longest open first. waiting, coming: the soonest first. asked: of firms that left.

    exempt: of those that need none, the latest first.
    free: those open that nobody has, beside one member's; empty where everybody's are listed, for they stand among the open ones.
    """

    open: Part
    free: Part
    waiting: Part
    coming: Part
    asked: Part
    exempt: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """Give all of them."""
        return (self.open, self.free, self.waiting, self.coming, self.asked, self.exempt)


OPEN = frozenset({Phase.DUE, Phase.STARTED, Phase.ANSWERED})


def listing(*, member_id: int | None = None) -> Listing:
    """List check-ins, those of one member or of everybody. Source: A2."""
    places: dict[str, list[int]] = {part: [] for part in (*PARTS, FREE)}
    many = dict.fromkeys(places, 0)
    for part, check_in_id, of in fetch(THEIR_OWN, [member_id]) if member_id else fetch(EVERYBODYS):
        places[part].append(check_in_id)
        many[part] = of
    rows = rows_of({check_in_id for ids in places.values() for check_in_id in ids})
    parts = {part: Part(tuple(rows[each] for each in ids), many[part]) for part, ids in places.items()}
    return Listing(
        open=parts[Standing.OPEN],
        free=parts[FREE],
        waiting=parts[Standing.WAITING],
        coming=parts[Standing.ASLEEP],
        asked=parts[Standing.ASKED],
        exempt=parts[Standing.EXEMPT],
    )


PARTS: Mapping[str, tuple[LiteralString, LiteralString]] = {
    Standing.OPEN: ("exempt_at IS NULL AND is_open", "since"),
    Standing.WAITING: ("exempt_at IS NULL AND waits", "wakes_at"),
    Standing.ASLEEP: ("exempt_at IS NULL AND sleeps", "wakes_at"),
    Standing.ASKED: ("exempt_at IS NULL AND left_at IS NOT NULL", "left_at"),
    Standing.EXEMPT: ("exempt_at IS NOT NULL", "exempt_at DESC"),
}
"""Which rows stand in each part, as `narrowing.STANDING` has it, and in which order."""


FREE = "free"
"""Open, and with nobody: stands in each member's own list, so that it is never out of sight."""


def _standing(whose: LiteralString) -> str:
    """Write what all parts are taken of: how each check-in stands."""
    return f"""
        SELECT check_in.id, check_in.exempt_at, check_in.left_at, ticket.wakes_at, {IS_OPEN} AS is_open, {SINCE} AS since,
               {IS_WAITING} AS waits, (ticket.state = 'asleep' AND check_in.step IS NULL OR {RESTS}) AS sleeps
        FROM ticket JOIN check_in ON check_in.ticket_id = ticket.id WHERE {whose}
    """  # noqa: S608 - words of ours


def _part(name: str, standing: str, out_of: str) -> str:
    """Write the statement that gives the first of a part, each with how many it has in all. name: that its rows bear."""
    holds, order = PARTS[standing]
    return f"(SELECT '{name}', id, count(*) OVER () FROM {out_of} WHERE {holds} ORDER BY {order}, id LIMIT {MOST})"  # noqa: S608


def _parts(whose: LiteralString, *more: str) -> str:
    """Write the statement that reads how each stands once, and takes all parts of that."""
    parts = [_part(standing, standing, "those") for standing in PARTS]
    return f"WITH those AS MATERIALIZED ({_standing(whose)}) {' UNION ALL '.join([*parts, *more])}"


NOBODYS = f"({_standing('ticket.assignee_id IS NULL')}) nobodys"

THEIR_OWN = _parts("ticket.assignee_id = %s", _part(FREE, Standing.OPEN, NOBODYS))
EVERYBODYS = _parts("true")


OF_CHECK_IN = ("id", "account_id", "programme", "ticket_id", "step", "version", "started_at", "grade", "exempt_at")
OF_TICKET = (
    "number",
    "state",
    "last_word",
    "said_at",
    "closed_at",
    "wakes_at",
    "wake_keeps",
    "wake_clause",
    "woke_at",
)
"""What a list needs of a check-in, and of its ticket."""

SHOWN = f"""
    SELECT account.name, member.name, {", ".join(f"check_in.{column}" for column in OF_CHECK_IN)},
           {", ".join(f"ticket.{column}" for column in OF_TICKET)}
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id JOIN account ON account.id = check_in.account_id
    LEFT JOIN member ON member.id = ticket.assignee_id
    WHERE check_in.id = ANY (%s)
"""  # noqa: S608 - words of ours


def rows_of(ids: Collection[int]) -> dict[int, Row]:
    """Give these check-ins as a list shows them, by their ids."""
    found = fetch(SHOWN, [list(ids)]) if ids else []
    rows = (_row(account, member or "", *_in_part(shown)) for account, member, *shown in found)
    return {row.id: row for row in rows}


def _in_part(shown: list[Any]) -> tuple[CheckIn, Ticket]:
    many = len(OF_CHECK_IN)
    return CheckIn.from_db("default", OF_CHECK_IN, shown[:many]), Ticket.from_db("default", OF_TICKET, shown[many:])


def my_open(member_id: int, *, most: int) -> tuple[Row, ...]:
    """Give the first of a member's own open check-ins, the longest open first. Source: A2."""
    mine = CheckIn.objects.filter(STANDING[Standing.OPEN], ticket__assignee=member_id)
    ids = list(mine.order_by(OPEN_SINCE.asc(), "id").values_list("id", flat=True)[:most])
    rows = rows_of(ids)
    return tuple(rows[each] for each in ids)


def _row(account: str, member: str, check_in: CheckIn, ticket: Ticket) -> Row:
    """Give a check-in as a list shows it. account, member: names; check_in, ticket: read in part."""
    phase = phase_of(check_in, ticket)
    return Row(
        id=check_in.pk,
        account_id=check_in.account_id,
        account=account,
        programme=check_in.programme,
        grade=check_in.grade,
        phase=phase,
        again=check_in.step is not None and phase in {Phase.STARTED, Phase.DUE},
        at=_open_since(check_in, ticket)
        if phase in OPEN
        else check_in.exempt_at or ticket.wakes_at or ticket.closed_at or ticket.said_at,
        number=ticket.number,
        with_=member,
    )


def _open_since(check_in: CheckIn, ticket: Ticket) -> datetime:
    """Say since when an open check-in is our turn, as `OPEN_SINCE` does in the database."""
    said_at: datetime = ticket.said_at
    woke_at: datetime | None = ticket.woke_at
    if ticket.last_word == LastWord.CUSTOMER:
        return said_at
    return woke_at or max(said_at, check_in.started_at or said_at)
