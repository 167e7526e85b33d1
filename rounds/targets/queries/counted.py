"""The tickets behind a number of the figures, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rounds.desk.queries.listing import Narrow, Place
from rounds.targets.counting import Counted, Which
from rounds.targets.queries.narrowing import narrowed
from rounds.workspaces.rows import fetch

MOMENT = "coalesce(run.due_at, run.ended_at, ticket.opened_at)"

ROWS = f"""
    SELECT run.id, run.target, run.until, ticket.number, ticket.subject, account.name, contact.name, ticket.queue,
        ticket.priority, run.due_at, run.ended_at, run.warned_at, run.missed_at, {MOMENT}
    FROM target_run run JOIN ticket ON ticket.id = run.ticket_id
    LEFT JOIN account ON account.id = ticket.account_id LEFT JOIN contact ON contact.id = ticket.requester_id
"""  # noqa: S608 - words of our own

FIRST_DUE_FIRST = frozenset({Which.RUNNING, Which.WARNED, Which.UNDONE})
"""What still is to be done is listed in the order in which it is due; all else from the newest."""


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One promise. number, subject: of its ticket; customer: its firm, or who asks. moment: at which it stands in the list."""

    id: int
    target: str
    until: str
    number: int
    subject: str
    account: str | None
    requester: str | None
    queue: str
    priority: str | None
    due_at: datetime | None
    ended_at: datetime | None
    warned_at: datetime | None
    missed_at: datetime | None
    moment: datetime

    @property
    def customer(self) -> str:
        return self.account or self.requester or ""

    @property
    def which(self) -> Which:
        """Say how it stands, in the one word that says most."""
        if self.missed_at:
            return Which.MISSED if self.ended_at else Which.UNDONE
        if self.ended_at:
            return Which.KEPT
        return Which.WARNED if self.warned_at else Which.RUNNING


def counted_page(
    asked: Counted, zone: ZoneInfo, *, after: str = "", limit: int = 50
) -> tuple[tuple[CountedRow, ...], str | None]:
    """Give one page of what is counted, and what asks for the next, None where there is none."""
    ahead = asked.which in FIRST_DUE_FIRST
    where = narrowed(asked, zone) & _behind(Place.read(after), ahead=ahead)
    way = "ASC" if ahead else "DESC"
    statement = f"{ROWS} WHERE {where.where} ORDER BY {MOMENT} {way}, run.id {way} LIMIT {limit + 1:d}"
    rows = [CountedRow(*row) for row in fetch(statement, where.values)]
    more = str(Place(rows[limit - 1].moment, rows[limit - 1].id)) if len(rows) > limit else None
    return tuple(rows[:limit]), more


def _behind(place: Place | None, *, ahead: bool) -> Narrow:
    if place is None:
        return Narrow()
    past = ">" if ahead else "<"
    return Narrow(f"({MOMENT}, run.id) {past} (%s, %s)", (place.at, place.id))
