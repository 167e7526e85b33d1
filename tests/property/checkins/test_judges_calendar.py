"""The judge counts days by a calendar of its own; both calendars agree, or one of them is wrong (A1, A4)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.basics.hours import Hours
from rounds.basics.spans import Span
from rounds.basics.windows import Window
from rounds.desk.dates import Wish, moment_of
from rounds_judge.calendar import office
from tests.examples import some

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
SPANS = st.builds("{} {}s".format, st.integers(1, 40), st.sampled_from(["day", "week", "month", "year"]))
MOMENTS = st.integers(0, 40 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    at=MOMENTS,
    span=SPANS,
    zone=st.sampled_from(ZONES),
    windows=st.sampled_from(["Mon-Fri 9:00-17:00", "0:30-8:00"]),
)
@settings(max_examples=some(200, soaked=20_000), deadline=None)
def test_the_judge_and_the_desk_mean_the_same_morning_A1(at: datetime, span: str, zone: str, windows: str):
    hours = Hours(ZoneInfo(zone), (Window.parse(windows),), frozenset())
    meant = moment_of(Wish(span=Span.parse(span)), hours, at)
    assert office(zone, [windows], []).after(at, span) == meant


def test_a_year_after_29_february_is_28_february_and_holidays_are_nobodys_morning():
    there = office("America/New_York", ["Mon-Fri 9:00-17:00"], ["US"])
    assert there.after(datetime(2028, 2, 29, 15, tzinfo=UTC), "1 year") == datetime(2029, 2, 28, 14, tzinfo=UTC)
    assert there.after(datetime(2028, 12, 11, 15, tzinfo=UTC), "2 weeks").date() == date(2028, 12, 26)
