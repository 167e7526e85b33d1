"""What must hold for every span, in every zone, on every day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rounds.basics.dates import months_after
from rounds.basics.hours import Hours
from rounds.basics.localtime import moment, start_of, wall
from rounds.basics.spans import MOST, Span, Unit
from rounds.basics.windows import Window

ZONES = [
    ZoneInfo(name)
    for name in (
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "America/St_Johns",
        "Europe/Berlin",
        "UTC",
    )
]
WEEKS = [
    ("Mon-Fri 9:00-17:00",),
    ("Mon-Fri 8:00-12:00", "Mon-Fri 13:00-17:00"),
    ("0:00-24:00",),
    ("Tue, Sat 22:00-24:00", "Wed, Sun 0:00-2:45"),
]

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2005, 1, 1), date(2035, 1, 1))
spans = st.sampled_from(list(Unit)).flatmap(
    lambda unit: st.builds(Span, st.integers(1, min(40, MOST[unit])), st.just(unit))
)
all_spans = st.sampled_from(list(Unit)).flatmap(lambda unit: st.builds(Span, st.integers(1, MOST[unit]), st.just(unit)))
calendars = st.builds(
    lambda zone, week, holidays: Hours(zone, tuple(Window.parse(each) for each in week), holidays),
    zones,
    st.sampled_from(WEEKS),
    st.frozensets(days, max_size=3),
)


@settings(deadline=None)
@given(all_spans)
def test_a_span_is_read_back_as_it_is_written(span: Span) -> None:
    assert Span.parse(str(span)) == span


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,12} [a-z ]{1,12}"))
def test_any_text_is_a_span_or_refused_with_words(text: str) -> None:
    try:
        Span.parse(text)
    except ValueError as refused:
        assert len(str(refused)) > 20  # noqa: PT017 - either outcome is right, and only a refusal has words


@settings(deadline=None)
@given(spans, moments, calendars)
def test_a_span_ends_after_it_began(span: Span, at: datetime, hours: Hours) -> None:
    assert span.after(at, hours=hours) > at


@settings(deadline=None)
@given(st.sampled_from(list(Unit)), moments, calendars)
def test_a_longer_span_never_ends_earlier(unit: Unit, at: datetime, hours: Hours) -> None:
    ends = [Span(count, unit).after(at, hours=hours) for count in range(1, 9)]
    assert all(one <= two for one, two in pairwise(ends))


@settings(deadline=None)
@given(spans, moments, st.timedeltas(timedelta(0), timedelta(days=3)), calendars)
def test_what_began_later_never_ends_earlier(span: Span, at: datetime, gap: timedelta, hours: Hours) -> None:
    later = at + gap
    assume(wall(at, hours.zone) <= wall(later, hours.zone))  # within a repeated hour the wall clock itself runs back
    one, two = span.after(at, hours=hours), span.after(later, hours=hours)
    if span.unit in {
        Unit.MONTH,
        Unit.QUARTER,
        Unit.YEAR,
    }:  # 28, 29 and 30 January meet on 28 February, each at its time
        assert wall(one, hours.zone).date() <= wall(two, hours.zone).date()
    else:
        assert one <= two


def test_days_that_meet_on_a_months_last_one_keep_their_times() -> None:
    hours = Hours(ZoneInfo("UTC"), (Window.parse("0:00-24:00"),))
    month = Span(1, Unit.MONTH)
    evening, morning = datetime(2027, 1, 28, 18, tzinfo=UTC), datetime(2027, 1, 31, 9, tzinfo=UTC)
    assert month.after(evening, hours=hours) == datetime(2027, 2, 28, 18, tzinfo=UTC)
    assert month.after(morning, hours=hours) == datetime(2027, 2, 28, 9, tzinfo=UTC)


@settings(deadline=None)
@given(moments, calendars, st.integers(1, 30))
def test_working_days_end_in_working_time_on_as_many_days_later(at: datetime, hours: Hours, count: int) -> None:
    end = Span(count, Unit.WORKING_DAY).after(at, hours=hours)
    assert hours.is_open(end)
    first, last = wall(hours.next_opening(at), hours.zone).date(), wall(end, hours.zone).date()
    walked = (first + timedelta(days=each) for each in range(1, (last - first).days + 1))
    assert sum(_is_worked(day, hours) for day in walked) in (count, count + 1)


def _is_worked(day: date, hours: Hours) -> bool:
    return wall(hours.opening_on_or_after(day), hours.zone).date() == day


@settings(deadline=None)
@given(days, st.integers(-1200, 1200))
def test_a_month_keeps_the_day_or_takes_the_last_one(day: date, months: int) -> None:
    reached = months_after(day, months)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) == months
    assert reached.day == day.day or (reached.day < day.day and (reached + timedelta(days=1)).day == 1)


@settings(deadline=None)
@given(st.integers(2004, 2096).filter(lambda year: year % 4 == 0), st.integers(1, 12))
def test_a_leap_day_comes_back_on_leap_years_alone(year: int, count: int) -> None:
    reached = months_after(date(year, 2, 29), 12 * count)
    assert reached.day == (29 if count % 4 == 0 and reached.year != 2100 else 28)


@settings(deadline=None)
@given(moments, zones)
def test_the_wall_clock_leads_back_to_the_moment_or_to_the_first_of_two(at: datetime, zone: ZoneInfo) -> None:
    back = moment(wall(at, zone), zone)
    assert wall(back, zone) == wall(at, zone)
    assert back <= at


@settings(deadline=None)
@given(days, st.times(), zones)
def test_a_skipped_time_becomes_the_first_moment_after_the_jump(day: date, clock: time, zone: ZoneInfo) -> None:
    shown = datetime.combine(day, clock)
    at = moment(shown, zone)
    assert wall(at, zone) >= shown
    assert wall(at - timedelta(microseconds=1), zone) < shown or wall(at, zone) == shown


@settings(deadline=None)
@given(days, zones)
def test_a_day_starts_with_its_first_moment(day: date, zone: ZoneInfo) -> None:
    start = start_of(day, zone)
    assert wall(start, zone).date() >= day
    assert wall(start - timedelta(microseconds=1), zone).date() < day
