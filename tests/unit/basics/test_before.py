"""A span looks back as it looks ahead."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours, NeverOpen
from rounds.basics.spans import Span
from rounds.basics.windows import Window

BERLIN = Hours(ZoneInfo("Europe/Berlin"), (Window.parse("Mon-Fri 8:00-12:00"), Window.parse("Mon-Fri 13:00-17:00")))
MONDAY = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
"""10:00 in Berlin, the day after the clocks jumped."""


@pytest.mark.parametrize(
    ("span", "then"),
    [
        ("24 hours", MONDAY - timedelta(hours=24)),
        ("1 day", datetime(2026, 3, 29, 8, 0, tzinfo=UTC)),
        ("2 days", datetime(2026, 3, 28, 9, 0, tzinfo=UTC)),
        ("1 month", datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
        ("2 working hours", MONDAY - timedelta(hours=2)),
        ("3 working hours", datetime(2026, 3, 27, 15, 0, tzinfo=UTC)),
        ("1 working day", datetime(2026, 3, 27, 9, 0, tzinfo=UTC)),
        ("5 working days", datetime(2026, 3, 23, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_span_ago(span, then):
    assert Span.parse(span).before(MONDAY, hours=BERLIN) == then


@pytest.mark.parametrize("span", ["1 working minute", "7 working hours", "1 working day", "40 working days"])
@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_working_time_ago_is_the_last_moment_from_which_it_is_over(span, hour):
    now = MONDAY + timedelta(hours=hour)
    then = Span.parse(span).before(now, hours=BERLIN)
    assert Span.parse(span).after(then, hours=BERLIN) <= now
    assert Span.parse(span).after(then + timedelta(seconds=1), hours=BERLIN) > now


def test_working_time_that_never_was_is_refused():
    closed = frozenset(MONDAY.date() - timedelta(days=day) for day in range(-3700, 3700))
    with pytest.raises(NeverOpen):
        Span.parse("1 working day").before(MONDAY, hours=Hours(BERLIN.zone, BERLIN.windows, closed))
