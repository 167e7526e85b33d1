"""How long something has taken, and when it is due: time that counts, without the stretches in which a clock stands still.

Working spans ("2 working hours") run in the clause's hours, elapsed ones ("90 minutes") always. Spans of days end on the
calendar, later by what was stood still meanwhile: working time for working days, else time as it passes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.basics.hours import FARTHEST, Hours, NeverOpen
from rounds.basics.spans import Span, Unit

NOTHING = timedelta(0)
PASSING = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
WORKED = {Unit.WORKING_MINUTE: timedelta(minutes=1), Unit.WORKING_HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stands still, half-open, aware UTC. until: None while it still does. why: a word for it."""

    since: datetime
    until: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the sum: time that counted, or, with a `why`, time that did not. Half-open, aware UTC."""

    since: datetime
    until: datetime
    why: str = ""

    @property
    def counted(self) -> timedelta:
        return NOTHING if self.why else self.until - self.since


def due_at(start: datetime, within: Span, *, hours: Hours, pauses: Sequence[Pause] = ()) -> datetime | None:
    """Say when a span that begins at `start` is over; None while the clock stands still and it is not over before.

    start, answer: aware UTC. pauses: in any order, may overlap. Raises NeverOpen for hours too few to hold the span in ten years.
    """
    if not (amount := _amount(within)):
        return _on_the_calendar(start, within, hours, pauses)
    due = _run_out(start, amount, _running(start, within, hours, pauses))
    if due is None and not any(pause.until is None for pause in pauses):
        raise NeverOpen(f"{within} of these hours do not pass within ten years")
    return due


def taken(start: datetime, until: datetime, within: Span, *, hours: Hours, pauses: Sequence[Pause] = ()) -> timedelta:
    """Add up what a span's clock counts between two moments. For spans of days that is time as it passes."""
    stretches = _running(start, within, hours, pauses, end=until)
    return sum((last - first for first, last in stretches), NOTHING)


def summed(
    start: datetime, until: datetime, within: Span, *, hours: Hours, pauses: Sequence[Pause] = ()
) -> tuple[Stretch, ...]:
    """Write the sum down: what counted between two moments, and what stood still there, in order."""
    counted = [Stretch(first, last) for first, last in _running(start, within, hours, pauses, end=until)]
    still = [
        Stretch(max(pause.since, start), min(pause.until or until, until), pause.why or "stood still")
        for pause in pauses
        if pause.since < until and (pause.until or until) > start
    ]
    return tuple(sorted([*counted, *still], key=lambda each: (each.since, each.until)))


def before(
    due: datetime, start: datetime, within: Span, early: Span, *, hours: Hours, pauses: Sequence[Pause]
) -> datetime:
    """Say when there is only so much time left. early: working time of the clause's hours, or time as it passes.

    Where there is not so much in the whole span, that is its start. Of a span that passes by itself or ends on the calendar, working
    time is counted back from its end.
    """
    if early.unit in WORKED and within.unit not in WORKED:
        try:
            return max(start, early.before(due, hours=hours))
        except NeverOpen:
            return start
    if early.unit in WORKED:
        left = (_amount(within) or NOTHING) - early.count * WORKED[early.unit]
        if left <= NOTHING:
            return start
        return _run_out(start, left, _running(start, within, hours, pauses)) or start
    return max(start, due - early.count * PASSING[early.unit])


def counts_time(within: Span) -> bool:
    """Say whether a span is a sum of time; one of days ends on the calendar, whatever lies between."""
    return _amount(within) is not None


def joined(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime | None]]:
    """Join pauses that overlap or touch; in order."""
    found: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda each: each.since):
        if found and (found[-1][1] is None or pause.since <= found[-1][1]):
            since, until = found.pop()
            ends = None if until is None or pause.until is None else max(until, pause.until)
            found.append((since, ends))
        else:
            found.append((pause.since, pause.until))
    return found


def at_once(within: Span, early: Span) -> bool:
    """Say whether a warning so early comes as the clock begins, whatever the hours: there is never so much in the whole span."""
    units = WORKED if early.unit in WORKED else PASSING
    if within.unit in units:
        return early.count * units[early.unit] >= within.count * units[within.unit]
    return False


def _amount(within: Span) -> timedelta | None:
    """Give what a span counts where it counts time; None for days, which end on the calendar."""
    unit = {**PASSING, **WORKED}.get(within.unit)
    return within.count * unit if unit else None


def _run_out(start: datetime, amount: timedelta, running: Iterator[tuple[datetime, datetime]]) -> datetime | None:
    for since, until in running:
        if until - since >= amount:
            return since + amount
        amount -= until - since
    return None


def _running(
    start: datetime, within: Span, hours: Hours, pauses: Sequence[Pause], *, end: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """Walk through the time that counts, in order; it ends for good where a pause does not."""
    works = within.unit in WORKED
    for since, until in _between(joined(pauses), start, end or start + FARTHEST):
        if works:
            yield from hours.stretches(since, until)
        else:
            yield since, until


def _between(
    still: list[tuple[datetime, datetime | None]], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Walk through what the pauses leave of a period."""
    since = start
    for begins, ends in still:
        if begins > since:
            yield since, min(begins, end)
        if ends is None:
            return
        since = max(since, ends)
        if since >= end:
            return
    if since < end:
        yield since, end


def _on_the_calendar(start: datetime, within: Span, hours: Hours, pauses: Sequence[Pause]) -> datetime | None:
    due = within.after(start, hours=hours)
    for begins, ends in joined(pauses):
        if begins >= due or (ends is not None and ends <= start):
            continue
        if ends is None:
            return None
        stood = max(begins, start)
        if within.unit is Unit.WORKING_DAY:
            due = hours.add_working(due, hours.working_between(stood, ends))
        else:
            due += ends - stood
    return due
