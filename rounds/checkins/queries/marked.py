"""What the programme's progress counts, once for its figures and once for the rows behind each of them, so that the two cannot differ.

A *marked* row is (check_in_id, member_id, which, at): one round that was done in the period, or one check-in as it stands now.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, LiteralString, Self
from zoneinfo import ZoneInfo

from rounds.basics.localtime import day_of, start_of
from rounds.checkins.queries.this_round import SILENT


class Which(StrEnum):
    """What is counted. MARKS: by member and month; the others are of grades, of days to come, and of firms that have two check-ins."""

    DONE = "done"
    SILENT = "done without an answer"
    DUE = "due"
    LATE = "late"
    NOT_NEEDED = "not needed"
    ROUNDS = "done, due and late"
    GRADED = "graded"
    BEFORE = "graded before"
    UP = "went up"
    DOWN = "went down"
    WAKES = "wakes"
    ON_ANOTHER = "on another programme too"


MARKS = (Which.DONE, Which.DUE, Which.LATE, Which.NOT_NEEDED)

ANYBODY, NOBODY = None, 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What is asked for. year: of the team's calendar. member: 0 for nobody, None for anybody. month: 1 to 12.

    grade: for GRADED and BEFORE, "" where none was given. first, last: days, both included, for WAKES. scale: the best grade first.
    """

    programme: str
    year: int
    zone: ZoneInfo
    now: datetime
    which: Which = Which.DONE
    member: int | None = ANYBODY
    month: int | None = None
    grade: str = ""
    first: date | None = None
    last: date | None = None
    scale: tuple[str, ...] = ()

    def of(self, **other: Any) -> Self:
        """Ask for the same with other words."""
        return replace(self, **other)

    @property
    def starts_at(self) -> datetime:
        return start_of(date(self.year, 1, 1), self.zone)

    @property
    def ends_at(self) -> datetime:
        return start_of(date(self.year + 1, 1, 1), self.zone)

    @property
    def values(self) -> dict[str, Any]:
        """Give the values of the statements below."""
        today = day_of(self.now, self.zone)
        first, last = self.first or today, self.last or today
        return {
            "programme": self.programme,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "runs": self.starts_at <= self.now < self.ends_at,
            "today": start_of(today, self.zone),
            "zone": str(self.zone),
            "which": self.which.value,
            "member": self.member,
            "month": self.month,
            "grade": self.grade,
            "scale": list(self.scale),
            "first_at": start_of(first, self.zone),
            "last_at": start_of(last + timedelta(days=1), self.zone),
        }


SINCE: LiteralString = """
    CASE WHEN ticket.last_word = 'customer' THEN ticket.said_at
         ELSE coalesce(ticket.woke_at, greatest(ticket.said_at, check_in.started_at)) END
"""
"""Since when an open check-in is our turn, as `narrowing.OPEN_SINCE` has it for a list."""

RESTS: LiteralString = """
    (ticket.state IN ('new', 'open') AND ticket.last_word = 'staff' AND ticket.wake_clause <> '' AND ticket.wake_keeps
        AND check_in.step IS NULL AND check_in.started_at IS NULL)
"""
"""Somebody wrote between two rounds, as `narrowing.RESTS` has it."""

OPEN: LiteralString = f"""
    (ticket.state IN ('new', 'open') AND (check_in.step IS NULL OR ticket.wake_clause = '' OR ticket.last_word = 'post')
        AND NOT {RESTS})
"""

WAITING: LiteralString = """
    (check_in.step IS NOT NULL AND ticket.wake_clause <> '' AND NOT (ticket.state IN ('new', 'open') AND ticket.last_word = 'post'))
"""

MARKED: LiteralString = (
    """
    SELECT round_done.check_in_id, round_done.member_id, 'done' AS which, round_done.ended_at AS at, round_done.id AS place,
           <silent> AS silent
    FROM round_done JOIN check_in ON check_in.id = round_done.check_in_id
    WHERE check_in.programme = %(programme)s AND NOT round_done.again
      AND round_done.ended_at >= %(starts_at)s AND round_done.ended_at < %(ends_at)s
    UNION ALL
    SELECT check_in.id, ticket.assignee_id,
           CASE WHEN check_in.exempt_at IS NOT NULL THEN 'not needed'
                WHEN <open> AND <since> < %(today)s THEN 'late' ELSE 'due' END,
           CASE WHEN check_in.exempt_at IS NOT NULL THEN check_in.exempt_at
                WHEN <open> THEN greatest(<since>, %(starts_at)s) ELSE ticket.wakes_at END,
           check_in.id, false
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.programme = %(programme)s AND %(runs)s
      AND (check_in.exempt_at IS NOT NULL OR <open> OR ticket.wakes_at < %(ends_at)s)
""".replace("<open>", OPEN)
    .replace("<since>", SINCE)
    .replace("<silent>", SILENT)
)

GRADED: LiteralString = """
    SELECT check_in.id AS check_in_id, ticket.assignee_id AS member_id, coalesce(given.grade, '') AS grade,
           coalesce(given.before, '') AS before, given.at AS at, check_in.id AS place,
           array_position(%(scale)s::text[], given.before) - array_position(%(scale)s::text[], given.grade) AS moved
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    LEFT JOIN (
        SELECT check_in_id, max(at) AS at, (array_agg(grade ORDER BY id DESC))[1] AS grade,
               (array_agg(grade ORDER BY id DESC) FILTER (WHERE at < %(starts_at)s))[1] AS before
        FROM grade_given WHERE at < %(ends_at)s GROUP BY check_in_id) given ON given.check_in_id = check_in.id
    WHERE check_in.programme = %(programme)s AND check_in.exempt_at IS NULL
"""

WAKING: LiteralString = """
    SELECT check_in.id AS check_in_id, ticket.assignee_id AS member_id, ticket.wakes_at AS at, check_in.id AS place
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.programme = %(programme)s AND check_in.exempt_at IS NULL
      AND ticket.wakes_at >= %(first_at)s AND ticket.wakes_at < %(last_at)s
"""

ON_ANOTHER: LiteralString = """
    SELECT check_in.id AS check_in_id, ticket.assignee_id AS member_id, ticket.wakes_at AS at, check_in.id AS place
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.programme = %(programme)s AND check_in.exempt_at IS NULL AND check_in.account_id IN (
        SELECT account_id FROM check_in WHERE exempt_at IS NULL GROUP BY account_id HAVING count(*) > 1)
"""
"""Those of firms that are checked in with by another programme, too."""

_MEMBER: LiteralString = "(%(member)s::bigint IS NULL OR coalesce(member_id, 0) = %(member)s)"
_MONTH: LiteralString = "(%(month)s::int IS NULL OR extract(month FROM at AT TIME ZONE %(zone)s) = %(month)s)"

BEHIND: dict[Which, tuple[LiteralString, LiteralString]] = {
    **dict.fromkeys(MARKS, (MARKED, f"which = %(which)s AND {_MEMBER} AND {_MONTH}")),
    Which.SILENT: (MARKED, f"silent AND {_MEMBER} AND {_MONTH}"),
    Which.ROUNDS: (MARKED, f"which <> 'not needed' AND {_MEMBER} AND {_MONTH}"),
    Which.GRADED: (GRADED, f"grade = %(grade)s AND {_MEMBER}"),
    Which.BEFORE: (GRADED, f"before = %(grade)s AND {_MEMBER}"),
    Which.UP: (GRADED, f"moved > 0 AND {_MEMBER}"),
    Which.DOWN: (GRADED, f"moved < 0 AND {_MEMBER}"),
    Which.WAKES: (WAKING, _MEMBER),
    Which.ON_ANOTHER: (ON_ANOTHER, _MEMBER),
}
"""The rows behind a figure: out of which, and what has to hold."""

NARROWED_BY: dict[Which, frozenset[str]] = {
    **dict.fromkeys((*MARKS, Which.SILENT, Which.ROUNDS), frozenset({"member", "year", "month"})),
    **dict.fromkeys((Which.GRADED, Which.BEFORE), frozenset({"member", "year", "grade"})),
    **dict.fromkeys((Which.UP, Which.DOWN), frozenset({"member", "year"})),
    Which.WAKES: frozenset({"member", "first", "last"}),
    Which.ON_ANOTHER: frozenset({"member"}),
}
"""By which words a figure is narrowed, besides its programme."""

BY_MEMBER_AND_MONTH: LiteralString = (
    "coalesce(member_id, 0), which, extract(month FROM at AT TIME ZONE %(zone)s)::int, silent"
)
BY_GRADE: LiteralString = "grade, before, sign(moved)::int"
BY_DAY: LiteralString = "(at AT TIME ZONE %(zone)s)::date"

BEST_WEEK: LiteralString = """
    SELECT count(*) FROM round_done JOIN check_in ON check_in.id = round_done.check_in_id
    WHERE check_in.programme = %(programme)s AND NOT round_done.again AND round_done.ended_at >= %(since)s
      AND (%(member)s::bigint IS NULL OR coalesce(round_done.member_id, 0) = %(member)s)
    GROUP BY date_trunc('week', round_done.ended_at AT TIME ZONE %(zone)s) ORDER BY 1 DESC LIMIT 1
"""


def weeks(first: date, last: date) -> Iterator[date]:
    """Give the Mondays of the weeks between two days, both included."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += timedelta(weeks=1)
