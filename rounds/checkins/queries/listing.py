"""Which check-ins are open, wait for an answer, come next, or are asked about: of one member, or of everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from rounds.accounts.models import Account
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.marked import OPEN as IS_OPEN
from rounds.checkins.queries.marked import RESTS, SINCE
from rounds.checkins.queries.marked import WAITING as IS_WAITING
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules import Phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord
from rounds.team.models import Member
from rounds.workspaces.rows import fetch, find, find_joined

MOST = 100
"""Rows of each part; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check-in in a list. at: since when it is our turn, or until when it waits or sleeps. again: another reach-out is due."""

    id: int
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
    places: dict[str, list[int]] = {standing: [] for standing in (*PARTS, FREE)}
    for standing, check_in_id in fetch(THEIR_OWN, [member_id] * len(PARTS)) if member_id else fetch(EVERYBODYS):
        places[standing].append(check_in_id)
    rows = _rows({check_in_id for ids in places.values() for check_in_id in ids})
    parts = {
        part: Part(tuple(rows[each] for each in ids), _many(part, len(ids), member_id)) for part, ids in places.items()
    }
    return Listing(
        open=parts[Standing.OPEN],
        free=parts[FREE],
        waiting=parts[Standing.WAITING],
        coming=parts[Standing.ASLEEP],
        asked=parts[Standing.ASKED],
        exempt=parts[Standing.EXEMPT],
    )


NEEDED: LiteralString = "check_in.exempt_at IS NULL"

PARTS: Mapping[str, tuple[LiteralString, LiteralString]] = {
    Standing.OPEN: (f"{NEEDED} AND {IS_OPEN}", SINCE),
    Standing.WAITING: (f"{NEEDED} AND {IS_WAITING}", "ticket.wakes_at"),
    Standing.ASLEEP: (
        f"{NEEDED} AND (ticket.state = 'asleep' AND check_in.step IS NULL OR {RESTS})",
        "ticket.wakes_at",
    ),
    Standing.ASKED: (f"{NEEDED} AND check_in.left_at IS NOT NULL", "check_in.left_at"),
    Standing.EXEMPT: ("check_in.exempt_at IS NOT NULL", "check_in.exempt_at DESC"),
}
"""Which rows stand in each part, as `narrowing.STANDING` has it, and in which order."""


FREE = "free"
"""Open, and with nobody: stands in each member's own list, so that it is never out of sight."""

NOBODYS: LiteralString = "ticket.assignee_id IS NULL"


def _place(name: str, standing: str, whose: LiteralString) -> str:
    """Write the statement that gives the first of a part. name: that its rows bear."""
    holds, order = PARTS[standing]
    return (
        f"(SELECT '{name}', check_in.id FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id"  # noqa: S608
        f" WHERE {whose} AND {holds} ORDER BY {order}, check_in.id LIMIT {MOST})"
    )


def _places(whose: LiteralString) -> list[str]:
    return [_place(standing, standing, whose) for standing in PARTS]


THEIR_OWN = " UNION ALL ".join([*_places("ticket.assignee_id = %s"), _place(FREE, Standing.OPEN, NOBODYS)])
EVERYBODYS = " UNION ALL ".join(_places("true"))


def _rows(ids: set[int]) -> dict[int, Row]:
    """Give these check-ins as a list shows them, by their ids."""
    found = find_joined(CheckIn, Ticket, WITH_TICKET, [list(ids)]) if ids else []
    accounts = {each.pk: each for each in find(Account, "id = ANY (%s)", [[each.account_id for each, _ in found]])}
    had_by = {ticket.assignee_id for _, ticket in found if ticket.assignee_id}
    members = {each.pk: each for each in find(Member, "id = ANY (%s)", [list(had_by)])} if had_by else {}
    for check_in, ticket in found:
        check_in.ticket, check_in.account = ticket, accounts[check_in.account_id]
        ticket.assignee = members.get(ticket.assignee_id or 0)
    return {check_in.pk: row_of(check_in) for check_in, _ in found}


WITH_TICKET: LiteralString = "check_in JOIN ticket ON ticket.id = check_in.ticket_id WHERE check_in.id = ANY (%s)"


def _many(part: str, shown: int, member_id: int | None) -> int:
    """Say how many a part has; they are counted only where there may be more than are shown."""
    if shown < MOST:
        return shown
    if part == FREE:
        return CheckIn.objects.filter(STANDING[Standing.OPEN], ticket__assignee=None).count()
    those = CheckIn.objects.filter(STANDING[Standing(part)])
    return (those.filter(ticket__assignee=member_id) if member_id else those).count()


def my_open(member_id: int, *, most: int) -> tuple[Row, ...]:
    """Give the first of a member's own open check-ins, the longest open first: one statement. Source: A2."""
    mine = CheckIn.objects.filter(STANDING[Standing.OPEN], ticket__assignee=member_id)
    rows = mine.select_related("account", "ticket", "ticket__assignee").order_by(OPEN_SINCE.asc(), "id")[:most]
    return tuple(row_of(each) for each in rows)


def row_of(check_in: CheckIn) -> Row:
    """Give a check-in as a list shows it; its firm, ticket and assignee are read."""
    ticket = check_in.ticket
    phase = phase_of(check_in, ticket)
    return Row(
        id=check_in.pk,
        account=check_in.account.name,
        programme=check_in.programme,
        grade=check_in.grade,
        phase=phase,
        again=check_in.step is not None and phase in {Phase.STARTED, Phase.DUE},
        at=open_since(check_in)
        if phase in OPEN
        else check_in.exempt_at or ticket.wakes_at or ticket.closed_at or ticket.said_at,
        number=ticket.number,
        with_=ticket.assignee.name if ticket.assignee else "",
    )


def open_since(check_in: CheckIn) -> datetime:
    """Say since when an open check-in is our turn, as `OPEN_SINCE` does in the database."""
    ticket: Ticket = check_in.ticket
    said_at: datetime = ticket.said_at
    woke_at: datetime | None = ticket.woke_at
    if ticket.last_word == LastWord.CUSTOMER:
        return said_at
    return woke_at or max(said_at, check_in.started_at or said_at)
