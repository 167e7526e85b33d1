"""What imports brought of check-ins before this system: what waits, which check-in it is for, and what became of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.checkins.brought import HOLDS, WHY_IT_STAYS, WHY_LEFT, Outcome, Past, left_as_it_is, was_set_by_rule
from rounds.checkins.clauses import Programme
from rounds.checkins.models import Brought, CheckIn, ReachOut, RoundDone
from rounds.checkins.queries.standing import rests
from rounds.desk.queries.dated import reasons_of_dates
from rounds.timeline.rules import Because

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
    """What became of what an import brought of check-ins, or would. waiting: firms that are on no programme so far, or not on the one
    that is named. lines: the first of the left. same: what a try found that was said before.

    Of one that was taken back: back, what was given back; stays, what check-ins keep, the first of them with why.
    """

    taken: int
    waiting: int
    left: int
    replaced: int
    lines: tuple[LeftLine, ...]
    same: int = 0
    back: int = 0
    keep: int = 0
    stays: tuple[LeftLine, ...] = ()


def news_of(pasts: Mapping[int, Past]) -> dict[int, Past]:
    """Leave out what was said last of a firm, or of its check-in by the programme that is named, as it is said again; by the firms' ids.

    What was given back, as its import was taken back, was not said.
    """
    last: dict[int, Past] = {}
    for row in Brought.objects.filter(account__in=list(pasts)).exclude(outcome=Outcome.BACK).order_by("-id"):
        if pasts[row.account_id].meets(row.past):
            last.setdefault(row.account_id, row.past)
    return {account_id: past for account_id, past in pasts.items() if last.get(account_id) != past}


def with_brought(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Let check-ins say by `is_brought` where the day of their last one comes from."""
    theirs = Brought.objects.filter(check_in=OuterRef("pk"), outcome__in=HOLDS, last_on=OuterRef("last_on"))
    done_here = RoundDone.objects.filter(check_in=OuterRef("pk"))
    brought = ExpressionWrapper(Exists(theirs) & ~Exists(done_here), output_field=BooleanField())
    return rows.annotate(last_brought=brought)


def is_brought(check_in: CheckIn) -> bool:
    """Say whether its last check-in was in another system, and none has begun here since. check_in: read `with_brought`."""
    brought: bool = check_in.last_brought  # type: ignore[attr-defined]
    return brought and check_in.started_at is None


def waiting_of(account_ids: Sequence[int], programme: str) -> dict[int, Brought]:
    """Give what waits of these firms for their check-ins by a programme, by its name, by the firms."""
    waits = Brought.objects.filter(account__in=account_ids, outcome="", programme__in=["", programme])
    return {row.account_id: row for row in waits.order_by("id")}


def check_ins_of(rows: Iterable[Brought]) -> list[CheckIn]:
    """Give all check-ins of the firms of which something was brought, as `judged` takes them."""
    ids = [row.account_id for row in rows]
    return list(CheckIn.objects.filter(account__in=ids).select_related("account", "ticket").order_by("id"))


def judged(rows: Iterable[Brought], check_ins: Sequence[CheckIn]) -> list[Judged]:
    """Say for each of these which check-in it is for: of those by the programme that it names, the first that takes it, else the first.

    check_ins: all of these firms, with their tickets, in the order of their ids. Of one for which there is none nothing is said.
    """
    of = defaultdict(list)
    reasons = reasons_of_dates([each.ticket_id for each in check_ins])
    done = with_rounds(check_ins)
    for each in check_ins:
        of[each.account_id].append(each)
    found = []
    for row in rows:
        its_own = [each for each in of[row.account_id] if row.past.is_of(each.programme)]
        by_it = [Judged(row, each, _left(row.past, each, done, reasons)) for each in its_own]
        found += [next((each for each in by_it if each.left is None), by_it[0])] if by_it else []
    return found


def with_rounds(check_ins: Sequence[CheckIn]) -> set[int]:
    """Say which of these, with their tickets, had a round here, or have one, by their ids."""
    ids = [each.pk for each in check_ins]
    done = set(RoundDone.objects.filter(check_in__in=ids).values_list("check_in_id", flat=True))
    done |= set(ReachOut.objects.filter(check_in__in=ids, void_at=None).values_list("check_in_id", flat=True))
    return done | {each.pk for each in check_ins if _runs(each)}


def _runs(check_in: CheckIn) -> bool:
    return check_in.started_at is not None or check_in.step is not None or not rests(check_in, check_in.ticket)


def _left(past: Past, check_in: CheckIn, done: Collection[int], reasons: Mapping[int, Because]) -> Outcome | None:
    return left_as_it_is(
        past,
        exempt=check_in.exempt_at is not None,
        had_a_round=check_in.pk in done,
        set_by_rule=was_set_by_rule(reasons.get(check_in.ticket_id)),
    )


def mornings_taken(programme: Programme, *, hours: Hours, at: datetime, until: date) -> dict[date, int]:
    """Count the check-ins of a programme whose day was brought, by the day on which they come round. at: aware, UTC."""
    found = CheckIn.objects.filter(programme=programme.name, exempt_at=None, ticket__wakes_at__gt=at)
    of_these = found.filter(Exists(Brought.objects.filter(check_in=OuterRef("pk"), outcome__in=HOLDS)))
    days = (
        day_of(wakes_at, hours.zone) for wakes_at in of_these.values_list("ticket__wakes_at", flat=True) if wakes_at
    )
    return Counter(day for day in days if day <= until)


def last_brought_on(check_in_id: int) -> date | None:
    """Give the day of the last check-in that was brought; None where none was."""
    taken = Brought.objects.filter(check_in=check_in_id, outcome__in=HOLDS, last_on__isnull=False)
    return taken.order_by("-id").values_list("last_on", flat=True).first()


def left_lines(whys: Mapping[int, str]) -> tuple[LeftLine, ...]:
    """Give check-ins that would be left as they are, with their firms as they are called now. whys: why, by the check-ins' ids."""
    names = dict(CheckIn.objects.filter(id__in=list(whys)).values_list("id", "account__name"))
    return tuple(LeftLine(number, names[number], why) for number, why in whys.items() if number in names)


def brought_report(import_id: int) -> BroughtReport | None:
    """Say what became of what an import brought of check-ins; None where it brought nothing of them."""
    counts = Counter(Brought.objects.filter(import_id=import_id).values_list("outcome", flat=True))
    if not counts:
        return None
    return BroughtReport(
        taken=counts[Outcome.TAKEN],
        waiting=counts[""],
        left=sum(counts[each] for each in WHY_LEFT),
        replaced=counts[Outcome.REPLACED],
        lines=_lines(import_id, WHY_LEFT),
        back=counts[Outcome.BACK],
        keep=sum(counts[each] for each in WHY_IT_STAYS),
        stays=_lines(import_id, WHY_IT_STAYS),
    )


def _lines(import_id: int, whys: Mapping[Outcome, str]) -> tuple[LeftLine, ...]:
    rows = Brought.objects.filter(import_id=import_id, outcome__in=list(whys)).order_by("id")
    found = rows.values_list("check_in_id", "account__name", "outcome")[:SHOWN]
    return tuple(LeftLine(check_in_id, name, whys[Outcome(outcome)]) for check_in_id, name, outcome in found)
