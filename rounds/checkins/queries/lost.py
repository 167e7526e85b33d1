"""Programmes that the manual has no more, and their check-ins; and those of which somebody said that no firm needs one by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from rounds.basics.problems import NotThere
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn, EndedByIt, ProgrammeEnding
from rounds.checkins.queries.standing import programmes_in
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import names_of
from rounds.workspaces.rows import fetch

MOST = 5
"""Endings that a page shows, the latest first."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A programme that the manual has no more, and none goes on with. many: check-ins of it that come round still."""

    programme: str
    many: int


@dataclass(frozen=True, slots=True)
class Ending:
    """One time that a programme's check-ins were ended together. back: how many taking that back would bring, without those on which
    something was done since, and firms that another programme has taken on."""

    id: int
    programme: str
    by: str
    at: datetime
    many: int
    back: int
    undone_at: datetime | None


def lost_programmes(manual: Book) -> list[str]:
    """List the programmes of check-ins that a manual does not have by their names."""
    known = {programme.name for programme in manual.all(Programme)}
    return [name for (name,) in fetch(NAMES) if name not in known]


NAMES = """
    WITH RECURSIVE one AS (
        (SELECT programme FROM check_in ORDER BY programme LIMIT 1)
        UNION ALL
        SELECT (SELECT programme FROM check_in WHERE programme > one.programme ORDER BY programme LIMIT 1) FROM one
        WHERE one.programme IS NOT NULL
    ) SELECT programme FROM one WHERE programme IS NOT NULL
"""
"""From name to name by the index, for there are few names and many check-ins."""


def programmes_gone() -> list[Lost]:
    """List the programmes that the manual in force has no more, none goes on with, and that have check-ins which come round still."""
    manual = book()
    gone = [name for name in lost_programmes(manual) if not programmes_in(manual, name)]
    if not gone:
        return []
    counted = CheckIn.objects.filter(programme__in=gone, exempt_at=None).values("programme")
    rows = counted.annotate(many=Count("id")).order_by("programme")
    return [Lost(row["programme"], row["many"]) for row in rows]


def endings() -> list[Ending]:
    """List the last times that a programme's check-ins were ended together, the latest first."""
    acts = list(ProgrammeEnding.objects.order_by("-id")[:MOST])
    names = names_of(act.by_id for act in acts)
    return [_ending(act, names.get(act.by_id, "")) for act in acts]


def was_any_ended() -> bool:
    """Say whether any programme's check-ins were ended together, and that was not taken back."""
    return ProgrammeEnding.objects.filter(undone_at=None).exists()


def ending_page(ending_id: int) -> Ending:
    """Give one of them. Raises NotThere."""
    act = ProgrammeEnding.objects.filter(id=ending_id).first()
    if act is None:
        raise NotThere(f"ending {ending_id}")
    return _ending(act, names_of([act.by_id]).get(act.by_id, ""))


def _ending(act: ProgrammeEnding, by: str) -> Ending:
    back = 0 if act.undone_at else len(can_come_back(act))
    return Ending(act.pk, act.programme, by, act.at, EndedByIt.objects.filter(ending=act).count(), back, act.undone_at)


def can_come_back(act: ProgrammeEnding) -> Sequence[int]:
    """Give the tickets of an ending on which nothing was done since, of firms that no other programme has taken on since."""
    return [ticket_id for (ticket_id,) in fetch(CAN_COME_BACK, [act.pk, act.at])]


CAN_COME_BACK = """
    SELECT ended.ticket_id FROM programme_ending_one ended
    JOIN ticket ON ticket.id = ended.ticket_id AND ticket.version = ended.version
    JOIN check_in ON check_in.ticket_id = ended.ticket_id
    WHERE ended.ending_id = %s AND NOT EXISTS (
        SELECT FROM check_in other
        WHERE other.account_id = check_in.account_id AND other.id <> check_in.id AND other.entered_at > %s
    ) ORDER BY ended.ticket_id
"""
