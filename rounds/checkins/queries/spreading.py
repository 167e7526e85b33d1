"""Which check-ins would be spread over days, and how the weeks would look: what a person sees before they do it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from rounds.accounts.conditions import ACCOUNT
from rounds.accounts.models import Account
from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn, Spread, Spreading
from rounds.checkins.queries.narrowing import BETWEEN_ROUNDS
from rounds.checkins.queries.standing import hours_of
from rounds.checkins.queries.this_round import answered_late
from rounds.checkins.rules.spreading import spread_over, spread_problems
from rounds.policies.book import Book
from rounds.policies.conditions import Condition, Over
from rounds.policies.queries import book
from rounds.policies.selecting import where
from rounds.team.queries import names_of

SHOWN = 60
"""Check-ins that the page of a spreading lists; a calendar has the rest."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What spreading would do. many: check-ins that would get another day. left_alone: those that sleep, and whose customer answered late.

    before, after: Monday → how many wake in that week.
    """

    many: int
    left_alone: int
    before: Mapping[date, int]
    after: Mapping[date, int]

    @property
    def most(self) -> int:
        """Give the fullest week that there would be."""
        return max(self.after.values(), default=0)


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """One check-in that was spread. was, wakes_at: when it was to come round before the act, and when it does now; aware, UTC, or None."""

    check_in_id: int
    account: str
    was: datetime | None
    wakes_at: datetime | None


@dataclass(frozen=True, slots=True)
class SpreadPage:
    """A spreading that was done. left_alone: check-ins whose customer had answered late, which kept their day.

    kept: check-ins on which something was done since, which taking it back leaves.

    lines: the first that come round, at most `SHOWN`.
    """

    id: int
    programme: str
    first: date
    last: date
    by: str
    at: datetime
    many: int
    left_alone: int
    kept: int
    undone_at: datetime | None
    lines: tuple[SpreadLine, ...]


def programme_to_spread(name: str) -> tuple[Programme, Book, Hours]:
    """Give a programme of the manual in force, with its hours. Raises Refused."""
    manual = book()
    clause = manual.find(Programme, name)
    if clause is None:
        raise Refused([Problem("no programme", f"The manual has no programme “{name[:60]}”.", field="programme")])
    return clause, manual, hours_of(clause, manual)


def firms_where(asked: Mapping[str, Sequence[str]]) -> Condition | None:
    """Read a condition over firms from fields and words, as the manual would; None where nothing is asked. Raises Refused."""
    if not any(asked.values()):
        return None
    try:
        return Over(ACCOUNT).read({name: list(words) for name, words in asked.items() if words}, {})
    except PydanticCustomError as wrong:
        raise Refused([Problem("no condition", f"{wrong.message()}.", "Write words that firms have there.")]) from wrong


@dataclass(frozen=True, slots=True)
class Sleeping:
    """Check-ins that sleep between two rounds: id → id of the ticket. late: those that a customer answered late, whose round goes on."""

    tickets: Mapping[int, int]
    late: frozenset[int]


def sleeping(clause: Programme, manual: Book, condition: Condition | None, *, at: datetime) -> Sleeping:
    """Find the check-ins of a programme that sleep between two rounds, of firms of which a condition holds, of all where there is none.

    One that the customer answered when its ladder had ended waits for somebody to note what they found and to end its round; another day
    would have that forgotten (A9). at: aware, UTC.
    """
    found = CheckIn.objects.filter(BETWEEN_ROUNDS, programme=clause.name)
    if condition:
        found = found.filter(account__in=Account.objects.filter(where(condition, manual.when(at))))
    tickets = dict(found.values_list("id", "ticket_id"))
    late = answered_late(tickets)
    return Sleeping({each: ticket for each, ticket in tickets.items() if each not in late}, frozenset(late))


def dry_run(*, programme: str, condition: Condition | None, first: date, last: date, at: datetime) -> DryRun:
    """Say what spreading would do, and do nothing. at: aware, UTC. Raises Refused, as the act would."""
    clause, manual, hours = programme_to_spread(programme)
    refuse_if(spread_problems(first, last, today=day_of(at, hours.zone)))
    asleep = sleeping(clause, manual, condition, at=at)
    chosen = asleep.tickets
    dated = CheckIn.objects.filter(programme=programme, exempt_at=None, ticket__wakes_at__isnull=False)
    wakes = list(dated.values_list("id", "ticket__wakes_at"))
    moves = [wakes_at for each, wakes_at in wakes if each in chosen]
    others = [wakes_at for each, wakes_at in wakes if each not in chosen]
    days = spread_over(len(moves), first=first, last=last, hours=hours)
    return DryRun(
        len(moves), len(asleep.late), _weeks([*others, *moves], hours.zone), _weeks([*others, *days], hours.zone)
    )


def spread_page(spreading_id: int) -> SpreadPage:
    """Give a spreading that was done. Raises NotThere."""
    act = Spreading.objects.filter(id=spreading_id).first()
    if act is None:
        raise NotThere(f"spreading {spreading_id}")
    each = Spread.objects.filter(spreading=act).values_list("version", "ticket__version")
    kept = sum(then != now for then, now in each)
    return SpreadPage(
        id=act.pk,
        programme=act.programme,
        first=act.first_on,
        last=act.last_on,
        by=names_of([act.by_id]).get(act.by_id, ""),
        at=act.at,
        many=len(each),
        left_alone=act.left_alone,
        kept=kept,
        undone_at=act.undone_at,
        lines=_lines(act),
    )


def _lines(act: Spreading) -> tuple[SpreadLine, ...]:
    first = Spread.objects.filter(spreading=act).order_by("ticket__wakes_at", "ticket_id")
    rows = list(first.values_list("ticket_id", "was", "ticket__wakes_at")[:SHOWN])
    found = CheckIn.objects.filter(ticket__in=[ticket_id for ticket_id, _, _ in rows])
    firms = {ticket_id: (pk, name) for ticket_id, pk, name in found.values_list("ticket_id", "id", "account__name")}
    return tuple(
        SpreadLine(*firms[ticket_id], datetime.fromisoformat(was["wakes_at"]) if was["wakes_at"] else None, wakes_at)
        for ticket_id, was, wakes_at in rows
        if ticket_id in firms
    )


def values_of_firms(*names: str) -> dict[str, list[str]]:
    """Give what firms have in these columns, at most a hundred words each, for a form that offers them."""
    return {
        name: list(Account.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()[:100])
        for name in names
    }


def _weeks(moments: Iterable[datetime | None], zone: ZoneInfo) -> dict[date, int]:
    days = (day_of(at, zone) for at in moments if at)
    return dict(Counter(day - timedelta(days=day.weekday()) for day in days))
