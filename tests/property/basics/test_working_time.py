"""Working time on random calendars, against a count that knows nothing but the wall clock, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from tests.examples import some

MINUTE = timedelta(minutes=1)
JUMPS = {
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],  # half an hour of summer time
    "America/Sao_Paulo": [date(2018, 2, 17), date(2018, 11, 4)],  # jumps at midnight
    "Pacific/Apia": [date(2011, 12, 30), date(2011, 9, 24)],  # skipped a day
    "America/St_Johns": [date(2010, 3, 14), date(2010, 11, 7)],  # jumps at 0:01, back into yesterday
    "Europe/Berlin": [date(2027, 3, 28), date(2026, 10, 25)],
    "Africa/Casablanca": [date(2026, 2, 15), date(2026, 3, 22)],  # winter time for Ramadan
    "Asia/Kathmandu": [date(2026, 11, 22)],  # 5:45 ahead, no jumps
    "America/Chicago": [date(2028, 2, 29), date(2026, 11, 1)],
}


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any window, also around midnight and of one minute."""
    since = draw(st.integers(0, 24 * 60 - 1))
    until = draw(st.integers(since + 1, 24 * 60))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Window(days, time(since // 60, since % 60), time(until // 60 % 24, until % 60))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours in some zone and a whole minute near one of its jumps."""
    name = draw(st.sampled_from(sorted(JUMPS)))
    day = draw(st.sampled_from(JUMPS[name]))
    near = st.integers(-3, 3).map(lambda days: day + timedelta(days=days))
    hours = Hours(
        ZoneInfo(name),
        tuple(draw(st.lists(windows(), min_size=1, max_size=4))),
        draw(st.frozensets(near, max_size=2)),
    )
    start = datetime.combine(day, time(12), UTC) + draw(st.integers(-2880, 1440)) * MINUTE
    return hours, start


def open_by_the_wall(hours: Hours, at: datetime) -> bool:
    """Look at the wall clock and the windows as written."""
    shown = at.astimezone(hours.zone)
    clock = shown.time().replace(fold=0)
    return shown.date() not in hours.holidays and any(
        shown.weekday() in each.days and each.opens <= clock and (clock < each.closes or each.closes == time(0))
        for each in hours.windows
    )


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars(), st.integers(0, 3 * 1440))
def test_working_time_is_what_the_wall_clock_counts(calendar: tuple[Hours, datetime], length: int) -> None:
    hours, start = calendar
    counted = sum(open_by_the_wall(hours, start + each * MINUTE) for each in range(length))
    assert hours.working_between(start, start + length * MINUTE) == counted * MINUTE


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars())
def test_open_is_what_the_wall_clock_says(calendar: tuple[Hours, datetime]) -> None:
    hours, start = calendar
    assert all(
        hours.is_open(start + each * MINUTE) == open_by_the_wall(hours, start + each * MINUTE)
        for each in range(0, 2880, 7)
    )


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars())
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: tuple[Hours, datetime]) -> None:
    hours, start = calendar
    opening = hours.next_opening(start)
    assert opening >= start
    assert hours.is_open(opening)
    minutes = min((opening - start) // MINUTE, 4 * 1440)
    assert not any(open_by_the_wall(hours, start + each * MINUTE) for each in range(minutes))
    assert hours.working_between(start, opening) == timedelta(0)


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars())
def test_the_opening_of_a_day_is_its_first_open_minute(calendar: tuple[Hours, datetime]) -> None:
    hours, start = calendar
    day = start.astimezone(hours.zone).date()
    opening = hours.opening_on_or_after(day)
    assert hours.is_open(opening)
    assert opening.astimezone(hours.zone).date() >= day
    early = datetime.combine(day, time.min, UTC) - timedelta(hours=15)
    between = (early + each * MINUTE for each in range(min((opening - early) // MINUTE, 3 * 1440)))
    assert not any(at.astimezone(hours.zone).date() >= day and open_by_the_wall(hours, at) for at in between)


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars(), st.integers(1, 400))
def test_added_working_time_is_the_first_moment_that_has_it(calendar: tuple[Hours, datetime], amount: int) -> None:
    hours, start = calendar
    end = hours.add_working(start, amount * MINUTE)
    assert hours.working_between(start, end) == amount * MINUTE
    assert hours.working_between(start, end - MINUTE) == (amount - 1) * MINUTE


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(calendars(), st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_working_time_adds_up_over_any_cut(calendar: tuple[Hours, datetime], one: int, two: int) -> None:
    hours, start = calendar
    middle, end = start + one * timedelta(seconds=37), start + two * timedelta(seconds=41)
    whole = hours.working_between(start, middle) + hours.working_between(middle, end)
    assert whole == hours.working_between(start, end)


@settings(deadline=None)
@given(windows())
def test_a_window_is_read_back_as_it_is_written(window: Window) -> None:
    assert Window.parse(str(window)) == window


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[MTWFSa-z]{3}-[a-zA-Z]{3} [0-9]{1,3}:[0-9]{1,3}[-–][0-9]{1,2}"))
def test_any_text_is_a_window_or_refused_with_words(text: str) -> None:
    try:
        Window.parse(text)
    except ValueError as refused:
        assert len(str(refused)) > 20  # noqa: PT017 - either outcome is right, and only a refusal has words
