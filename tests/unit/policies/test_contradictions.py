"""A condition that nothing can ever meet is found by what is written alone, and no other is called so."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.basics.hours import Hours
from rounds.basics.spans import Span, Unit
from rounds.basics.windows import Window
from rounds.desk.conditions import TICKET
from rounds.policies.conditions import DayType, Field, Fields, Over, When, contradictions
from tests.examples import some

AWAY = Fields("time away", [Field("first day", DayType(), of=len, lookup="first_on")])


def found(written, fields=TICKET) -> list[tuple[tuple[str | int, ...], str]]:
    return list(contradictions(Over(fields).read(written, {})))


def both(first: str, second: str) -> str:
    return (
        f"“{first}” and “{second}” are never both true, so no record ever meets it. Change one of them, or leave it out"
    )


@pytest.mark.parametrize(
    ("test", "first", "second"),
    [
        ({"after": "2026-11-30", "before": "2026-11-01"}, "before 2026-11-01", "after 2026-11-30"),
        ({"after": "2026-11-30", "before": "2026-12-01"}, "before 2026-12-01", "after 2026-11-30"),
        ({"after": "today", "before": "today"}, "before today", "after today"),
        ({"at least": "14 days ago", "at most": "7 days ago"}, "at least 14 days ago", "at most 7 days ago"),
        ({"at least": "1 month ago", "at most": "3 weeks ago"}, "at least 1 month ago", "at most 3 weeks ago"),
        ({"at least": "3 working days ago", "at most": "2 working days ago"}, "at least 3 working days ago", "at most 2 working days ago"),
        ({"at least": "30 days from now", "within": "2 weeks from now"}, "at least 30 days from now", "within 2 weeks from now"),
        ({"at least": "1 day ago", "within": "90 days from now"}, "at least 1 day ago", "within 90 days from now"),
        ({"before": "today", "within": "90 days from now"}, "within 90 days from now", "before today"),
        ({"after": "today", "at most": "1 week ago"}, "at most 1 week ago", "after today"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("name", "fields"), [("opened", TICKET), ("first day", AWAY)])
def test_two_days_or_distances_that_are_never_both_true_are_found(test, first, second, name, fields):
    """Issue "a condition nobody meets": said at the second of the two keys, in the order in which they are documented."""
    key = next(word for word in test if second.startswith(word))
    assert found({name: test}, fields) == [((name, key), both(first, second))]


@pytest.mark.parametrize(
    "test",
    [
        {"after": "2026-11-29", "before": "2026-12-01"},
        {"at least": "7 days ago", "at most": "14 days ago"},
        {"at least": "14 days ago", "at most": "2 weeks ago"},
        {"at least": "1 month ago", "at most": "30 days ago"},
        {"at least": "4 weeks ago", "at most": "1 month ago"},
        {"at least": "5 working days ago", "at most": "5 days ago"},
        {"before": "today", "at most": "2 hours ago"},
        {"after": "today", "within": "2 hours from now"},
        {"before": "2020-01-01", "within": "1 day from now"},
        {"after": "2026-11-30", "at least": "14 days ago"},
    ],
)
def test_what_may_be_both_on_some_day_is_left_alone(test):
    assert found({"opened": test}) == []


def test_of_several_each_that_can_never_be_is_found_and_what_is_denied_too():
    never = {"after": "2026-11-30", "before": "2026-11-01"}
    fine = {"before": "2026-11-01"}
    said = both("before 2026-11-01", "after 2026-11-30")
    assert found({"opened": [fine, never]}) == [(("opened", 1, "after"), said)]
    assert found({"tier": "gold", "not": {"opened": never}}) == [(("not", "opened", "after"), said)]


@pytest.mark.parametrize(
    ("written", "path", "problem"),
    [
        ({"customer messages": {"at most": "-1"}}, ("customer messages",), "no count is less than 0"),
        ({"customer messages": "-3"}, ("customer messages",), "no count is less than 0"),
        ({"customer messages": "1.5"}, ("customer messages",), "no whole number is 1.5"),
        ({"customer messages": {"at least": "1.2", "at most": "1.8"}}, ("customer messages",), "no whole number is 1.2 to 1.8"),
        ({"tier": "gold", "not": {"tier": ["gold", "silver"]}}, ("not",), "Whatever meets the rest is what this “not” leaves out"),
        ({"customer messages": "3", "not": {"customer messages": "1 to 5"}}, ("not",), "Whatever meets the rest"),
    ],
)  # fmt: skip
def test_counts_that_are_none_and_a_not_that_leaves_nothing_are_found(written, path, problem):
    [(place, said)] = found(written)
    assert (place, problem in said) == (path, True)


@pytest.mark.parametrize(
    "written",
    [
        {"tier": ["gold", "silver"], "not": {"tier": "gold"}},
        {"tier": "gold", "not": {"tier": "gold", "lifecycle": "former"}},
        {"tier": "gold", "not": {"not": {"tier": "gold"}}},
        {"customer messages": "0"},
        {"customer messages": {"at least": "0.5", "at most": "1.5"}},
    ],
)
def test_a_not_that_leaves_something_is_left_alone(written):
    assert found(written) == []


LITTLE = {Unit.MONTH: 4, Unit.QUARTER: 2, Unit.YEAR: 2, Unit.WORKING_DAY: 8, Unit.WORKING_HOUR: 50, Unit.DAY: 60}
SPANS = st.sampled_from(list(Unit)).flatmap(
    lambda unit: st.builds(Span, st.integers(1, LITTLE.get(unit, 9)), st.just(unit))
)
DAYS = st.one_of(st.just("today"), st.integers(-3, 3).map(lambda day: str(date(2026, 3, 29) + timedelta(days=day))))
DISTANCES = st.tuples(SPANS, st.sampled_from(["ago", "from now"])).map(lambda both: f"{both[0]} {both[1]}")
TESTS = st.fixed_dictionaries(
    {},
    optional={
        "at least": DISTANCES,
        "at most": DISTANCES,
        "within": SPANS.map(lambda span: f"{span} from now"),
        "before": DAYS,
        "after": DAYS,
    },
).filter(lambda test: len(test) > 1)
HOURS = [
    Hours(ZoneInfo("Europe/Berlin"), (Window.parse("Mon-Fri 8:00-12:00"), Window.parse("Mon-Fri 13:00-17:00"))),
    Hours(ZoneInfo("America/Chicago"), (Window.parse("0:00-24:00"),)),
    Hours(ZoneInfo("Pacific/Apia"), (Window.parse("Sun-Thu 9:00-17:00"),), frozenset({date(2026, 3, 26)})),
]
NOWS = st.one_of(
    st.integers(-200, 200).map(lambda hours: datetime(2026, 3, 29, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.integers(-72, 72).map(lambda hours: datetime(2011, 12, 30, 10, tzinfo=UTC) + timedelta(hours=hours)),
)
"""Around a Sunday on which clocks were moved, and the Friday that Samoa left out."""


@given(test=TESTS, now=NOWS, hours=st.sampled_from(HOURS))
@settings(max_examples=some(300, soaked=20_000), deadline=None)
@pytest.mark.parametrize(("name", "fields"), [("opened", TICKET), ("first day", AWAY)])
def test_what_is_called_never_is_never(name, fields, test, now, hours):
    """F1: a manual that could be right is not refused; where a value could lie, its earliest moment would hold."""
    condition = Over(fields).read({name: test}, {})
    if list(contradictions(condition)):
        [want] = condition.tests[0].wants
        bounds = want.bounds(When(now, hours))
        assert not bounds.hold(bounds.least), str(condition)


@given(one=SPANS, other=SPANS, at=NOWS, hours=st.sampled_from(HOURS))
@settings(max_examples=some(300, soaked=20_000), deadline=None)
def test_a_span_that_is_called_longer_is_longer_forwards_and_back(one, other, at, hours):
    if one.is_longer_than(other):
        assert one.after(at, hours=hours) > other.after(at, hours=hours)
        assert one.before(at, hours=hours) < other.before(at, hours=hours)
    assert not (one.is_longer_than(other) and other.is_longer_than(one))
