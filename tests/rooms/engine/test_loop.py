"""The loop: poison rows are put off and reported, and stop nobody."""

from dataclasses import replace
from datetime import timedelta

from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from rounds.basics.duty import Asked, Due, Duty, Together
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import WAKE
from rounds.desk.models import Ticket
from rounds.engine.loop import BATCH, Round, one_round, run
from rounds.engine.queries import put_off_rows
from rounds.timeline.models import TimelineEvent
from tests.rooms.passing import in_company
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later


def poisoned(*bad: int) -> Duty:
    """The duty that wakes tickets, with rows that it chokes on."""

    def do(due: Due, now) -> bool:
        if due.id in bad:
            raise ValueError("a row that nobody expected")
        return WAKE.do(due, now)

    return Duty(WAKE.name, WAKE.says, WAKE.asks, do)


def asleep(cast: Cast, many: int) -> list[Ticket]:
    with cast.inside():
        return [
            desk.put_to_sleep(
                number=a_ticket().number, wish=Wish(at=later(1) + timedelta(seconds=place)), by=cast.rep, at=MONDAY
            )
            for place in range(many)
        ]


def states(cast: Cast, tickets: list[Ticket]) -> list[str]:
    with cast.inside():
        return [Ticket.objects.get(id=ticket.pk).state for ticket in tickets]


def test_a_poison_row_is_put_off_and_the_others_are_done():
    cast = a_workspace()
    tickets = asleep(cast, 5)
    did = one_round([poisoned(tickets[0].pk)], now=later(2))
    assert did.failed == 1
    assert states(cast, tickets) == ["asleep", "open", "open", "open", "open"]
    with cast.inside():
        (row,) = put_off_rows()
        assert (row.duty, row.row_id, row.times) == (WAKE.name, tickets[0].pk, 1)
        assert "a row that nobody expected" in row.trouble


def test_a_row_that_is_put_off_is_left_alone_then_tried_again_and_forgotten_once_it_works():
    cast = a_workspace()
    tickets = asleep(cast, 1)
    duty = poisoned(tickets[0].pk)
    for _ in range(3):
        one_round([duty], now=later(2))
    with cast.inside():
        assert [row.times for row in put_off_rows()] == [1]
    one_round([duty], now=later(2) + timedelta(minutes=1))
    with cast.inside():
        assert [row.times for row in put_off_rows()] == [2]
    one_round([WAKE], now=later(3))
    assert states(cast, tickets) == ["open"]
    with cast.inside():
        assert put_off_rows() == []


def test_a_row_that_is_not_due_any_more_is_forgotten_once_its_pause_is_over():
    """Somebody chose another day meanwhile: it never works and never fails, and would stand under Settings for ever."""
    cast = a_workspace()
    [ticket, other] = asleep(cast, 2)
    duty = in_company(cast, poisoned(ticket.pk, other.pk))
    one_round([duty], now=later(2))
    with cast.inside():
        desk.set_reopen_date(number=ticket.number, wish=Wish(at=later(400)), by=cast.rep, at=later(2))
    one_round([duty], now=later(2) + timedelta(seconds=1))
    with cast.inside():
        assert {row.row_id for row in put_off_rows()} == {ticket.pk, other.pk}  # their pauses are not over
    one_round([duty], now=later(3))
    with cast.inside():
        assert [(row.row_id, row.times) for row in put_off_rows()] == [(other.pk, 2)]


def test_a_row_that_may_be_due_behind_many_others_is_not_forgotten():
    cast = a_workspace()
    [ticket] = asleep(cast, 1)
    duty = in_company(cast, poisoned(ticket.pk))
    one_round([duty], now=later(2))
    others = "SELECT %s, 0 FROM generate_series(1, %s)"
    many = replace(duty, asks=lambda now, limit: Asked(others, (cast.workspace_id, limit)), do=lambda due, now: False)
    one_round([many], now=later(3))
    with cast.inside():
        assert [row.row_id for row in put_off_rows()] == [ticket.pk]


def test_more_poison_than_a_batch_does_not_hide_what_is_due_behind_it():
    cast = a_workspace()
    tickets = asleep(cast, BATCH + 3)
    duty = poisoned(*[ticket.pk for ticket in tickets[:BATCH]])
    one_round([duty], now=later(2))
    one_round([duty], now=later(2))
    assert states(cast, tickets)[BATCH:] == ["open"] * 3


def test_where_many_at_once_meet_a_poison_row_nothing_of_them_stays_and_each_is_done_by_itself_once():
    cast = a_workspace()
    tickets = asleep(cast, 5)
    alone = poisoned(tickets[3].pk)

    def do_many(rows, now) -> Together:
        assert WAKE.do_many is not None
        together = WAKE.do_many(rows, now)
        if tickets[3].pk in {due.id for due in rows}:
            raise ValueError("one of these is a row that nobody expected")
        return together

    did = one_round([Duty(alone.name, alone.says, alone.asks, alone.do, do_many)], now=later(2))
    assert did.failed == 1
    assert states(cast, tickets) == ["open", "open", "open", "asleep", "open"]
    with cast.inside():
        assert [row.row_id for row in put_off_rows()] == [tickets[3].pk]
        woke = TimelineEvent.objects.filter(kind="desk.woke", subject_id__in=[each.pk for each in tickets])
        assert sorted(woke.values_list("subject_id", flat=True)) == [each.pk for each in tickets if each != tickets[3]]


def test_the_loop_outlives_a_database_that_does_not_answer():
    asked = []

    def asks(now, limit):
        asked.append(now)
        if len(asked) < 3:
            raise OperationalError("server closed the connection unexpectedly")
        return Asked("SELECT 1, 1 WHERE false", ())

    duty = Duty("test.find", "Looks", asks, lambda due, now: True)
    run([duty], clock=lambda: MONDAY, pause=lambda seconds: len(asked) >= 3, every=0)
    assert len(asked) == 3


def test_a_second_in_which_nothing_is_due_asks_the_database_once_for_all_duties():
    a_workspace()
    quiet = [Duty(f"test.{place}", "Looks", lambda now, limit: Asked(NOTHING, (limit,)), never) for place in range(30)]
    with CaptureQueriesContext(connection) as asked:
        assert one_round(quiet, now=MONDAY) == Round()
    assert len(asked) == 2, "what was put off, and whether anything is due"


def test_a_round_does_what_it_brings_about_itself_wherever_that_stands_and_each_duty_once():
    cast, done = a_workspace(), list[str]()
    due = {"second"}

    def duty(name: str, *brings: str) -> Duty:
        def do(row: Due, now) -> bool:
            done.append(name)
            due.discard(name)
            due.update(brings)
            return True

        def asks(now, limit):
            return Asked("SELECT %s::bigint, 1 WHERE %s LIMIT %s", (cast.workspace_id, name in due, limit))

        return Duty(name, "Does what it is called", asks, do)

    duties = [duty("first", "second"), duty("second", "third"), duty("third", "first"), duty("never")]
    assert one_round(duties, now=MONDAY) == Round(done=3)
    assert done == ["second", "third", "first"]
    assert due == {"second"}, "the next round does it"


NOTHING = "SELECT 1, 1 FROM generate_series(1, %s) WHERE false"


def never(due: Due, now) -> bool:
    raise AssertionError("nothing is due")
