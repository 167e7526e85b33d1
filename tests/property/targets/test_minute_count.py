"""A target's clock is exact: held against a count minute by minute that shares nothing with it but the calendar's own words.

The soak runs 10,000 random calendars.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rounds.basics.hours import Hours, NeverOpen
from rounds.basics.spans import Span, Unit
from rounds.basics.windows import Window
from rounds.targets.clocks import Pause, before, due_at, taken
from tests.examples import some

MINUTE = timedelta(minutes=1)
ZONES = [
    "America/Chicago",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Tehran",
    "UTC",
]
SEASONS = [
    date(2026, 3, 6),
    date(2026, 3, 27),
    date(2026, 4, 3),
    date(2026, 10, 2),
    date(2026, 10, 23),
    date(2026, 10, 30),
    date(2028, 2, 27),
]
"""Days near which clocks change somewhere, and a 29 February."""


def moments():
    minutes = st.integers(min_value=0, max_value=6 * 24 * 60)
    return st.builds(
        lambda day, minute: datetime.combine(day, time.min, UTC) + minute * MINUTE, st.sampled_from(SEASONS), minutes
    )


@st.composite
def windows(draw):
    opens = draw(st.integers(min_value=0, max_value=23 * 60))
    closes = draw(st.integers(min_value=opens + 1, max_value=24 * 60))
    days = draw(st.frozensets(st.integers(min_value=0, max_value=6), min_size=1))
    clock = lambda minute: time(minute // 60 % 24, minute % 60)  # noqa: E731 - a name for one expression
    return Window(days, clock(opens), clock(closes))


@st.composite
def calendars(draw):
    start = draw(moments())
    off = [
        start.date() + timedelta(days=draw(st.integers(min_value=-1, max_value=4)))
        for _ in range(draw(st.integers(0, 2)))
    ]
    split = tuple(draw(st.lists(windows(), min_size=1, max_size=3)))
    return start, Hours(zone=ZoneInfo(draw(st.sampled_from(ZONES))), windows=split, holidays=frozenset(off))


@st.composite
def pauses(draw, start):
    found = []
    for _ in range(draw(st.integers(min_value=0, max_value=3))):
        since = start + draw(st.integers(min_value=-600, max_value=4000)) * MINUTE
        found.append(Pause(since, since + draw(st.integers(min_value=0, max_value=2000)) * MINUTE))
    return found


def is_working(at: datetime, hours: Hours) -> bool:
    """Look at the wall clock, as a person would."""
    shown = at.astimezone(hours.zone)
    if shown.date() in hours.holidays:
        return False
    minute = shown.hour * 60 + shown.minute
    return any(
        shown.weekday() in window.days
        and window.opens.hour * 60 + window.opens.minute
        <= minute
        < (window.closes.hour * 60 + window.closes.minute or 24 * 60)
        for window in hours.windows
    )


def counts(at: datetime, hours: Hours, still: list[Pause], *, working: bool) -> bool:
    if any(pause.since <= at < pause.until for pause in still if pause.until):
        return False
    return is_working(at, hours) if working else True


MANY = some(100, soaked=10_000)


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), calendar=calendars(), amount=st.integers(min_value=1, max_value=900), working=st.booleans())
def test_due_is_the_first_moment_by_which_so_many_minutes_counted(data, calendar, amount, working):
    start, hours = calendar
    still = data.draw(pauses(start))
    within = Span(amount, Unit.WORKING_MINUTE if working else Unit.MINUTE)
    try:
        due = due_at(start, within, hours=hours, pauses=still)
    except NeverOpen:
        assert amount > 521 * sum(counts(start + n * MINUTE, hours, [], working=True) for n in range(7 * 24 * 60))
        return
    assert due is not None
    at, counted = start, 0
    while counted < amount:
        if at - start > timedelta(days=12):
            assert due > at  # too long to count by hand; what was counted so far is no more than asked
            assert taken(start, at, within, hours=hours, pauses=still) == counted * MINUTE
            return
        counted += counts(at, hours, still, working=working)
        at += MINUTE
    assert due == at
    assert taken(start, due, within, hours=hours, pauses=still) == amount * MINUTE


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(calendar=calendars(), days=st.integers(1, 5), early=st.integers(min_value=1, max_value=600), works=st.booleans())
def test_a_warning_leaves_so_much_working_time_before_a_day_that_is_due(calendar, days, early, works):
    """Of a promise in days, working time is counted back from its end; where there is not so much, the warning comes at its start."""
    start, hours = calendar
    within = Span(days, Unit.WORKING_DAY if works else Unit.DAY)
    try:
        due = due_at(start, within, hours=hours)
    except NeverOpen:
        return
    if due - start > timedelta(days=12):
        return
    warns = before(due, start, within, Span(early, Unit.WORKING_MINUTE), hours=hours, pauses=[])
    left = lambda since: sum(  # noqa: E731 - a name for one expression
        counts(since + n * MINUTE, hours, [], working=True) for n in range((due - since) // MINUTE)
    )
    if warns == start:
        assert left(start) <= early
    else:
        assert left(warns) == early
