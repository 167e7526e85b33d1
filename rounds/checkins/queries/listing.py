"""Which check-ins are open, wait for an answer, come next, or are asked about: of one member, or of everybody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, LiteralString

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.marked import OPEN as IS_OPEN
from rounds.checkins.queries.marked import RESTS, SINCE
from rounds.checkins.queries.marked import WAITING as IS_WAITING
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import Phase
from rounds.desk.models import Ticket
from rounds.desk.queries.listing import Place
from rounds.desk.rules import LastWord
from rounds.workspaces.rows import fetch

MOST = 100
"""Rows of a part that are read at once; a page goes on behind the last of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check-in in a list. at: since when it is our turn, or until when it waits or sleeps. again: another reach-out is due.

    last_on: day of the last check-in.
    """

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
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a part that were asked for, and how many it has in all. next: where they end (`Place`); "" where nothing follows."""

    rows: tuple[Row, ...] = ()
    many: int = 0
    next: str = ""


@dataclass(frozen=True, slots=True)
class Only:
    """Which check-ins are listed; all of it has to hold. who: whose, 0 for nobody's, None for anybody's.

    programme: "" for any. grade: "" for those that have none, None for any.
    """

    who: int | None = None
    programme: str = ""
    grade: str | None = None


ALL = Only()


@dataclass(frozen=True, slots=True)
class Listing:
    """Check-ins by what they need. open: the longest open first. waiting, coming: the soonest first. asked: of firms that left.

    exempt: of those that need none, the latest first.
    free: those open that nobody has, beside one member's; empty where everybody's are listed, for they stand among the open ones.
    members: whose there are, were nobody's asked for alone: member id, 0 for nobody → how many; empty beside one member's.
    """

    open: Part
    free: Part
    waiting: Part
    coming: Part
    asked: Part
    exempt: Part
    members: Mapping[int, int]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Give all of them."""
        return (self.open, self.free, self.waiting, self.coming, self.asked, self.exempt)


OPEN = frozenset({Phase.DUE, Phase.STARTED, Phase.ANSWERED})


@dataclass(frozen=True, slots=True)
class Order:
    """Which rows stand in a part, as `narrowing.STANDING` has it, and by what they are ordered, with their ids behind it."""

    holds: LiteralString
    by: LiteralString
    backwards: bool = False

    @property
    def key(self) -> str:
        """Write the columns of the order."""
        return f"{self.by} DESC, id DESC" if self.backwards else f"{self.by}, id"


FREE = "free"
"""Open, and with nobody: stands in each member's own list, so that it is never out of sight."""

PARTS: Mapping[str, Order] = {
    Standing.OPEN: Order("exempt_at IS NULL AND is_open", "since"),
    Standing.WAITING: Order("exempt_at IS NULL AND waits", "wakes_at"),
    Standing.ASLEEP: Order("exempt_at IS NULL AND sleeps", "wakes_at"),
    Standing.ASKED: Order("exempt_at IS NULL AND left_at IS NOT NULL", "left_at"),
    Standing.EXEMPT: Order("exempt_at IS NOT NULL", "exempt_at", backwards=True),
    FREE: Order("exempt_at IS NULL AND is_open", "since"),
}


def listing(
    *, member_id: int | None = None, only: Only = ALL, part: str = "", after: str = "", most: int = MOST
) -> Listing:
    """List check-ins, those of one member or of everybody: two statements. Source: A2, A12.

    only: narrows them; `who` narrows everybody's. part: the only one of which rows are read, of `PARTS`; "" for each.
    after: `next` of its page before; what is no such place is the beginning.
    """
    place = Place.read(after) if part else None
    rows = fetch(
        _statement(
            own=member_id is not None,
            of_one=only.who is not None,
            narrowed=_narrowed(only),
            part=part,
            goes_on=place is not None,
            most=most,
        ),
        {
            "member": member_id,
            "who": only.who,
            "programme": only.programme,
            "grade": only.grade,
            "after_at": place.at if place else None,
            "after_id": place.id if place else None,
        },
    )
    found: dict[str, list[tuple[int, int, datetime]]] = {name: [] for name in (*PARTS, PAGE, WITH)}
    for name, *row in rows:
        found[name].append((row[0], row[1], row[2]))
    many = {name: found[name][0][1] if found[name] else 0 for name in PARTS}
    if part:
        page, more = found[PAGE][:most], len(found[PAGE]) > most
        shown = rows_of({each for each, _, _ in page})
        parts = {name: Part(many=many[name]) for name in PARTS} | {part: _part_of(page, many[part], shown, more=more)}
    else:
        shown = rows_of({each for name in PARTS for each, _, _ in found[name]})
        parts = {name: _part_of(found[name], many[name], shown, more=many[name] > len(found[name])) for name in PARTS}
    return Listing(
        open=parts[Standing.OPEN],
        free=parts[FREE],
        waiting=parts[Standing.WAITING],
        coming=parts[Standing.ASLEEP],
        asked=parts[Standing.ASKED],
        exempt=parts[Standing.EXEMPT],
        members={member: many for member, many, _ in found[WITH]},
    )


type Found = Sequence[tuple[int, int, datetime]]
"""Rows of a part: the id, how many it has in all, and by what they are ordered."""


def _part_of(read: Found, many: int, shown: Mapping[int, Row], *, more: bool) -> Part:
    return Part(tuple(shown[each] for each, _, _ in read), many, str(Place(read[-1][2], read[-1][0])) if more else "")


PAGE, WITH = "page", "with"
"""Rows of the statement that are the page of a part, and those that say whose there are."""


def _narrowed(only: Only) -> str:
    """Write what has to hold of the check-ins themselves, whosever they are."""
    programme = " AND check_in.programme = %(programme)s" if only.programme else ""
    return programme + (" AND check_in.grade = %(grade)s" if only.grade is not None else "")


@cache
def _statement(*, own: bool, of_one: bool, narrowed: str, part: str, goes_on: bool, most: int) -> str:
    """Write the statement that reads how each check-in stands once, and takes of that all parts, or their numbers and a page of one."""
    those = _standing(("ticket.assignee_id = %(member)s" if own else "true") + narrowed)
    nobodys = f"({_standing(f'ticket.assignee_id IS NULL{narrowed}')}) nobodys"
    out_of = dict.fromkeys(PARTS, THEIRS if of_one and not own else "those") | {FREE: nobodys}
    names = [name for name in PARTS if own or name != FREE]
    one = _number if part else partial(_first, most=most)
    taken = [one(name, PARTS[name], out_of[name]) for name in names]
    if part in names:
        taken.append(_page(PARTS[part], out_of[part], most=most, goes_on=goes_on))
    if not own:
        taken.append(f"SELECT '{WITH}', coalesce(assignee_id, 0), count(*), {NO_TIME} FROM those GROUP BY 2")  # noqa: S608
    return f"WITH those AS MATERIALIZED ({those}) {' UNION ALL '.join(taken)}"


THEIRS = "(SELECT * FROM those WHERE coalesce(assignee_id, 0) = %(who)s) theirs"


def _standing(whose: str) -> str:
    """Write what all parts are taken of: how each check-in stands."""
    return f"""
        SELECT check_in.id, ticket.assignee_id, check_in.exempt_at, check_in.left_at, ticket.wakes_at, {IS_OPEN} AS is_open,
               {SINCE} AS since, {IS_WAITING} AS waits, (ticket.state = 'asleep' AND check_in.step IS NULL OR {RESTS}) AS sleeps
        FROM ticket JOIN check_in ON check_in.ticket_id = ticket.id WHERE {whose}
    """  # noqa: S608 - words of ours


NO_TIME = "NULL::timestamptz"


def _first(name: str, part: Order, out_of: str, *, most: int) -> str:
    """Write the statement that gives the first of a part, each with how many it has in all. name: that its rows bear."""
    return (
        f"(SELECT '{name}', id, count(*) OVER (), {part.by} FROM {out_of} "  # noqa: S608 - words of ours
        f"WHERE {part.holds} ORDER BY {part.key} LIMIT {most:d})"
    )


def _number(name: str, part: Order, out_of: str) -> str:
    """Write the statement that counts a part: one row."""
    return f"SELECT '{name}', 0, count(*), {NO_TIME} FROM {out_of} WHERE {part.holds}"  # noqa: S608 - words of ours


def _page(part: Order, out_of: str, *, most: int, goes_on: bool) -> str:
    """Write the statement that gives a page of a part, and one row more where another follows."""
    past = "<" if part.backwards else ">"
    beyond = f" AND ({part.by}, id) {past} (%(after_at)s, %(after_id)s)" if goes_on else ""
    return (
        f"(SELECT '{PAGE}', id, 0, {part.by} FROM {out_of} "  # noqa: S608 - words of ours
        f"WHERE {part.holds}{beyond} ORDER BY {part.key} LIMIT {most + 1:d})"
    )


OF_CHECK_IN = (
    "id",
    "account_id",
    "programme",
    "ticket_id",
    "step",
    "version",
    "started_at",
    "last_on",
    "grade",
    "exempt_at",
)
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
        last_on=check_in.last_on,
    )


def _open_since(check_in: CheckIn, ticket: Ticket) -> datetime:
    """Say since when an open check-in is our turn, as `OPEN_SINCE` does in the database."""
    said_at: datetime = ticket.said_at
    woke_at: datetime | None = ticket.woke_at
    if ticket.last_word == LastWord.CUSTOMER:
        return said_at
    return woke_at or max(said_at, check_in.started_at or said_at)
