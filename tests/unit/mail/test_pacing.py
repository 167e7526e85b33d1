"""Issue 5, boxes: sending limits. Within any minute no more leave than the manual says, and each leaves in the end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from rounds.basics.paces import Pace
from rounds.basics.spans import Span, Unit
from rounds.mail.pacing import turn_at

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def a_minute(many: int) -> Pace:
    return Pace(many, Span(1, Unit.MINUTE))


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def sent(pace: Pace, written: list[float], late: list[float]) -> list[datetime]:
    """Let mails be written and workers look at them, each so much after it should; give when they left, in order."""
    looks = sorted((after(each), number) for number, each in enumerate(written))
    places: dict[int, datetime] = {}
    left: list[datetime] = []
    for step in range(10_000):
        if not looks:
            return left
        at, number = looks.pop(0)
        own, waits = places.pop(number, None), list(places.values())
        until = turn_at(pace, left=left, waits=waits, has_place=bool(own and own <= at), at=at)
        if until is None:
            left.append(at)
        else:
            assert until >= at
            places[number] = until
            looks = sorted([*looks, (until + timedelta(seconds=late[step % len(late)]), number)])
    raise AssertionError("some never leave")


@settings(deadline=None)
@given(
    some.integers(1, 5),
    some.lists(some.floats(0, 200), min_size=1, max_size=25),
    some.lists(some.floats(0, 90), min_size=1, max_size=7),
)
def test_within_any_minute_no_more_leave_than_the_manual_says_and_each_leaves(many, written, late):
    left = sent(a_minute(many), written, late)
    assert len(left) == len(written)
    assert all(later - earlier >= MINUTE for earlier, later in zip(left, left[many:], strict=False))


def test_a_crowd_leaves_minute_by_minute_as_it_was_written_where_workers_are_in_time():
    assert sent(a_minute(2), [0, 1, 2, 3, 4], [0]) == [after(0), after(1), after(60), after(61), after(120)]


def test_whoever_has_waited_goes_before_a_mail_that_is_written_now():
    held = {"left": [after(-30)], "waits": [after(0)]}
    assert turn_at(a_minute(2), **held, has_place=False, at=after(1)) == after(30)
    assert turn_at(a_minute(2), **held, has_place=True, at=after(1)) is None


def test_mails_that_left_by_a_clock_that_was_a_year_ahead_hold_up_nobody():
    pace, at = Pace.parse("2 in 1 minute"), datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert turn_at(pace, left=[at + timedelta(days=365)] * 2, waits=[], has_place=False, at=at) is None
    by_another_worker = [at + timedelta(seconds=2)] * 2
    assert turn_at(pace, left=by_another_worker, waits=[], has_place=False, at=at) == at + timedelta(seconds=62)
