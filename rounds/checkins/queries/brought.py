"""What imports brought of check-ins before this system: what waits, which check-in it is for, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.checkins.brought import WHY_LEFT, Outcome, Past, left_as_it_is, past_problem, was_set_by_rule
from rounds.checkins.clauses import Programme
from rounds.checkins.models import Brought, CheckIn, ReachOut, RoundDone
from rounds.checkins.queries.standing import grades_of, rests
from rounds.desk.queries.dated import reasons_of_dates
from rounds.policies.queries import book

SHOWN = 50
"""Check-ins that were left as they are, which an import's page lists; the first ones."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was brought, and the check-in that it is for. left: why that is left as it is; None where it takes it."""

    brought: Brought
    check_in: CheckIn
    left: Outcome | None


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A check-in that is left as it is, and why."""

    check_in_id: int
    account: str
    why: str


@dataclass(frozen=True, slots=True)
class BroughtReport:
    """What became of what an import brought of check-ins. waiting: firms that are on no programme so far. lines: the first of the left."""

    taken: int
    waiting: int
    left: int
    replaced: int
    lines: tuple[LeftLine, ...]


def past_problems(pasts: Mapping[int, Past], *, at: datetime) -> dict[int, Problem]:
    """Say of what is brought what cannot be, by the same keys. at: aware, UTC."""
    manual = book()
    scales = [grades for each in manual.all(Programme) if (grades := grades_of(each, manual))]
    today = day_of(at, manual.zone)
    found = {key: past_problem(past, scales, today=today) for key, past in pasts.items()}
    return {key: problem for key, problem in found.items() if problem}


def with_brought(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Let check-ins say by `is_brought` where the day of their last one comes from."""
    theirs = Brought.objects.filter(check_in=OuterRef("pk"), outcome=Outcome.TAKEN, last_on=OuterRef("last_on"))
    done_here = RoundDone.objects.filter(check_in=OuterRef("pk"))
    brought = ExpressionWrapper(Exists(theirs) & ~Exists(done_here), output_field=BooleanField())
    return rows.annotate(last_brought=brought)


def is_brought(check_in: CheckIn) -> bool:
    """Say whether its last check-in was in another system, and none has begun here since. check_in: read `with_brought`."""
    brought: bool = check_in.last_brought  # type: ignore[attr-defined]
    return brought and check_in.started_at is None


def waiting_of(account_ids: Iterable[int]) -> dict[int, Brought]:
    """Give what waits of these firms, by them."""
    return {row.account_id: row for row in Brought.objects.filter(account__in=list(account_ids), outcome="")}


def judged(rows: Mapping[int, Brought], check_ins: Sequence[CheckIn]) -> list[Judged]:
    """Say for each of these, by their firms, which check-in it is for: the first that takes it, else the first.

    check_ins: all of these firms, with their tickets, in the order of their ids. Of a firm that has none nothing is said.
    """
    ids = [each.pk for each in check_ins]
    reasons = reasons_of_dates([each.ticket_id for each in check_ins])
    done = set(RoundDone.objects.filter(check_in__in=ids).values_list("check_in_id", flat=True))
    done |= set(ReachOut.objects.filter(check_in__in=ids, void_at=None).values_list("check_in_id", flat=True))
    found: dict[int, Judged] = {}
    for check_in in check_ins:
        row, sleeps = rows[check_in.account_id], rests(check_in, check_in.ticket)
        runs = check_in.started_at is not None or check_in.step is not None or not sleeps
        left = left_as_it_is(
            row.past,
            exempt=check_in.exempt_at is not None,
            had_a_round=runs or check_in.pk in done,
            set_by_rule=was_set_by_rule(reasons.get(check_in.ticket_id)),
        )
        before = found.get(check_in.account_id)
        if before is None or (before.left and left is None):
            found[check_in.account_id] = Judged(row, check_in, left)
    return list(found.values())


def mornings_taken(programme: Programme, *, hours: Hours, at: datetime, until: date) -> dict[date, int]:
    """Count the check-ins of a programme whose day was brought, by the day on which they come round. at: aware, UTC."""
    found = CheckIn.objects.filter(programme=programme.name, exempt_at=None, ticket__wakes_at__gt=at)
    of_these = found.filter(Exists(Brought.objects.filter(check_in=OuterRef("pk"), outcome=Outcome.TAKEN)))
    days = (
        day_of(wakes_at, hours.zone) for wakes_at in of_these.values_list("ticket__wakes_at", flat=True) if wakes_at
    )
    return Counter(day for day in days if day <= until)


def last_brought_on(check_in_id: int) -> date | None:
    """Give the day of the last check-in that was brought; None where none was."""
    taken = Brought.objects.filter(check_in=check_in_id, outcome=Outcome.TAKEN, last_on__isnull=False)
    return taken.order_by("-id").values_list("last_on", flat=True).first()


def brought_report(import_id: int) -> BroughtReport | None:
    """Say what became of what an import brought of check-ins; None where it brought nothing of them."""
    counts = Counter(Brought.objects.filter(import_id=import_id).values_list("outcome", flat=True))
    if not counts:
        return None
    left = Brought.objects.filter(import_id=import_id, outcome__in=list(WHY_LEFT)).order_by("id")
    rows = left.values_list("check_in_id", "account__name", "outcome")[:SHOWN]
    lines = tuple(LeftLine(check_in_id, name, WHY_LEFT[Outcome(outcome)]) for check_in_id, name, outcome in rows)
    many = sum(counts[each] for each in WHY_LEFT)
    return BroughtReport(counts[Outcome.TAKEN], counts[""], many, counts[Outcome.REPLACED], lines)
