"""Many sleeping check-ins are spread over days, so that a new team does not have all of them in one week; and that is taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from rounds.basics.localtime import day_of
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.checkins.clauses import Programme
from rounds.checkins.commands.loading import DO
from rounds.checkins.commands.settling import about
from rounds.checkins.events import SpreadOut
from rounds.checkins.models import CheckIn, Spread, Spreading
from rounds.checkins.queries.narrowing import BETWEEN_ROUNDS
from rounds.checkins.queries.spreading import programme_to_spread, sleeping
from rounds.checkins.queries.standing import hours_of, mornings_of
from rounds.checkins.rules.spreading import spread_date, spread_over, spread_problems
from rounds.desk.commands.recurring import as_it_stands, date_many_recurring, put_many_back
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.policies.conditions import Condition
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here

PLAN = "assign tickets"
"""What one must be allowed to do beside check-ins: it changes what everybody will have to do."""


@command
def spread(
    *, programme: str, condition: Condition | None, first: date, last: date, by: Actor, at: datetime
) -> Spreading:
    """Give the check-ins that sleep, of firms of which a condition holds, days spread evenly over a period; the soonest stays the soonest.

    Those that a customer answered late keep their day until somebody ends their round.
    condition: over firms; None: all. first, last: days of the team's calendar, both included. at: aware, UTC.
    Raises NotAllowed, Refused (no such programme, no days to come, none that sleeps). Source: A4, A12.
    """
    require(by, DO)
    require(by, PLAN)
    clause, manual, hours = programme_to_spread(programme)
    refuse_if(spread_problems(first, last, today=day_of(at, hours.zone)))
    asleep = sleeping(clause, manual, condition, at=at)
    chosen = _locked(list(asleep.tickets.values()))
    days = spread_over(len(chosen), first=first, last=last, hours=hours)
    refuse_if(_problems(chosen, days, left_alone=len(asleep.late)))
    act = Spreading.objects.create(
        workspace_id=here(),
        programme=programme,
        first_on=first,
        last_on=last,
        by_id=by.id or 0,
        at=at,
        left_alone=len(asleep.late),
    )
    was = {ticket.pk: as_it_stands(ticket) for _, ticket in chosen}
    _date(clause, manual, chosen, days, first, last, by, at)
    rows = [{"ticket_id": ticket.pk, "was": was[ticket.pk], "version": ticket.version} for _, ticket in chosen]
    setwise.insert(Spread, rows, spreading_id=act.pk)
    record_alike([SpreadOut(**about(check_in), spreading=act.pk) for check_in, _ in chosen], by=by, at=at)
    return act


@command
def undo_spread(*, spreading_id: int, by: Actor, at: datetime) -> int:
    """Give check-ins that were spread the days that they had, but for those on which something was done since; say how many.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (taken back already).
    """
    require(by, DO)
    require(by, PLAN)
    act = Spreading.objects.select_for_update().filter(id=spreading_id).first()
    if act is None:
        raise NotThere(f"spreading {spreading_id}")
    if act.undone_at:
        raise Refused([Problem("undone", "This was taken back already.")])
    each = {row.ticket_id: row for row in Spread.objects.filter(spreading=act)}
    back = [(check_in, ticket) for check_in, ticket in _locked(list(each)) if ticket.version == each[ticket.pk].version]
    put_many_back(tickets=[(ticket, each[ticket.pk].was) for _, ticket in back], by=by, at=at)
    record_alike([SpreadOut(**about(check_in), spreading=act.pk, back=True) for check_in, _ in back], by=by, at=at)
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    return len(back)


def _locked(ticket_ids: list[int]) -> list[tuple[CheckIn, Ticket]]:
    """Lock the tickets in the order of their ids, as every act on many does; give those that sleep still, the soonest first."""
    tickets = Ticket.objects.select_for_update().filter(id__in=ticket_ids).order_by("id").in_bulk()
    found = CheckIn.objects.select_related("account").filter(BETWEEN_ROUNDS, ticket__in=ticket_ids)
    pairs = [(check_in, tickets[check_in.ticket_id]) for check_in in found]
    return sorted(pairs, key=lambda pair: (pair[1].wakes_at, pair[0].pk))


def _problems(chosen: Sequence[object], days: Sequence[object], *, left_alone: int) -> list[Problem]:
    if not chosen and left_alone:
        late = f"Of those that sleep {left_alone:,} {'is one' if left_alone == 1 else 'are such'} that a customer answered late."
        return [Problem("none", late, "Note what was found, and end each round: it gets its day by that.")]
    if not chosen:
        return [Problem("none", "No check-in that sleeps is of such a firm.", "Let the condition be wider.")]
    if not days:
        return [Problem("no days", "The team works on none of these days.", "Choose more days.", field="last")]
    return []


def _morning(check_in: CheckIn, came: datetime, clause: Programme, manual: Book) -> datetime:
    """Give the firm's own morning of the day on which the team's is."""
    day = day_of(came, hours_of(clause, manual).zone)
    return mornings_of(check_in.account, clause, manual).opening_on_or_after(day)


def _date(
    clause: Programme,
    manual: Book,
    chosen: Sequence[tuple[CheckIn, Ticket]],
    days: Sequence[datetime],
    first: date,
    last: date,
    by: Actor,
    at: datetime,
) -> None:
    dates = [
        (
            ticket,
            spread_date(
                clause, manual.version, _morning(check_in, came, clause, manual), by=by, first=first, last=last
            ),
        )
        for (check_in, ticket), came in zip(chosen, days, strict=True)
    ]
    date_many_recurring(dates=dates, at=at)
