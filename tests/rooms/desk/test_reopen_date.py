"""The promise of the house: a reopen date wakes its ticket exactly once, and "thanks" does not kill it."""

from datetime import date, timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import WAKE
from rounds.desk.models import Ticket
from rounds.desk.queries import ticket_page
from rounds.engine.loop import one_round
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact
from tests.at_once import at_once
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

FRIDAY = Wish(day=date(2026, 11, 27))


def wakes(cast: Cast, ticket: Ticket) -> list[TimelineEvent]:
    with cast.inside():
        return list(TimelineEvent.objects.filter(kind="desk.woke", subject_id=ticket.pk))


def asleep(cast: Cast, *, wish: Wish = FRIDAY) -> Ticket:
    with cast.inside():
        ticket = a_ticket()
        return desk.put_to_sleep(number=ticket.number, wish=wish, by=cast.rep, at=MONDAY)


def let_pass(days: float) -> None:
    """Run rounds of the loop until nothing is due any more."""
    while one_round([WAKE], now=later(days)).done:
        pass


def test_a_sleeping_ticket_opens_on_its_date_and_not_before():
    """A1."""
    cast = a_workspace()
    ticket = asleep(cast)
    let_pass(3.9)
    with cast.inside():
        assert Ticket.objects.get(id=ticket.pk).state == "asleep"
    let_pass(4.1)
    with cast.inside():
        woke = Ticket.objects.get(id=ticket.pk)
        assert (woke.state, woke.our_turn, woke.wakes_at) == ("open", True, None)


def test_a_date_wakes_its_ticket_once_however_often_time_passes():
    """A1: never open twice."""
    cast = a_workspace()
    ticket = asleep(cast)
    for _ in range(3):
        let_pass(5)
    assert len(wakes(cast, ticket)) == 1


def test_two_loops_at_the_same_moment_wake_a_ticket_once():
    """A1, on several machines."""
    cast = a_workspace()
    tickets = [asleep(cast) for _ in range(20)]
    at_once(*[lambda: let_pass(5)] * 2)
    let_pass(5)
    assert [len(wakes(cast, ticket)) for ticket in tickets] == [1] * 20


def test_what_woke_says_the_clause_the_facts_and_what_comes_next():
    """F2."""
    cast = a_workspace()
    ticket = asleep(cast)
    let_pass(5)
    (event,) = wakes(cast, ticket)
    because = Because.from_json(event.because)
    assert because.clause.startswith("promised dates: ")
    assert because.manual_version == 1
    assert {fact.label for fact in because.facts} >= {"the reopen date was", "it was set", "set by"}
    assert Fact("set by", member=cast.rep.id) in because.facts
    assert because.next


def test_thanks_from_the_customer_keeps_the_date_where_it_was_set_to_stay():
    """The reminder that dies when a customer answers "thanks" is what other desks do."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        desk.put_to_sleep(number=ticket.number, wish=Wish(day=date(2026, 11, 27), keeps=True), by=cast.rep, at=MONDAY)
        _thanks(ticket, dana)
        stands = Ticket.objects.get(id=ticket.pk)
        assert (stands.state, stands.wakes_at is not None) == ("open", True)
        desk.close(number=ticket.number, by=cast.rep, at=later(1.2))
    let_pass(5)
    with cast.inside():
        assert Ticket.objects.get(id=ticket.pk).state == "open"
    assert len(wakes(cast, ticket)) == 1


def test_an_answer_drops_a_date_that_was_set_to_go_and_says_why():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        desk.put_to_sleep(number=ticket.number, wish=Wish(day=date(2026, 11, 27), keeps=False), by=cast.rep, at=MONDAY)
        _thanks(ticket, dana)
        dropped = TimelineEvent.objects.get(kind="desk.date dropped", subject_id=ticket.pk)
        assert Because.from_json(dropped.because).clause.startswith("promised dates: ")
    let_pass(5)
    assert wakes(cast, ticket) == []


def test_our_answer_leaves_a_promised_date_alone_and_renews_the_manuals_own():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.answer(number=ticket.number, text="On it.", by=cast.rep, at=MONDAY)
        first = Ticket.objects.get(id=ticket.pk)
        assert (first.wakes_at is not None, first.wake_by_id) == (True, None)
        desk.answer(number=ticket.number, text="Still on it.", by=cast.rep, at=later(1))
        second = Ticket.objects.get(id=ticket.pk)
        assert second.wakes_at > first.wakes_at
        desk.set_reopen_date(number=ticket.number, wish=Wish(day=date(2026, 12, 24)), by=cast.rep, at=later(1))
        desk.answer(number=ticket.number, text="See you then.", by=cast.rep, at=later(2))
        assert Ticket.objects.get(id=ticket.pk).wakes_at.date() == date(2026, 12, 24)


def test_closing_drops_the_manuals_own_date_and_keeps_a_promised_one():
    cast = a_workspace()
    with cast.inside():
        answered, promised = a_ticket(), a_ticket()
        desk.answer(number=answered.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.set_reopen_date(number=promised.number, wish=FRIDAY, by=cast.rep, at=MONDAY)
        for ticket in (answered, promised):
            desk.close(number=ticket.number, by=cast.rep, at=later(0.1))
    let_pass(30)
    assert [len(wakes(cast, ticket)) for ticket in (answered, promised)] == [0, 1]


def test_a_sleeping_ticket_cannot_lose_its_date():
    """A1: never stay asleep past its date."""
    cast = a_workspace()
    ticket = asleep(cast)
    with pytest.raises(Refused, match="never wake"), cast.inside():
        desk.drop_reopen_date(number=ticket.number, by=cast.rep, at=later(1))


def test_a_date_set_before_a_new_manual_still_wakes_and_names_the_version_it_was_set_under():
    cast = a_workspace()
    ticket = asleep(cast)
    with cast.inside():
        from rounds.manual.commands import adopt
        from tests.world import MANUAL

        adopt(text=MANUAL.read_text(), by=Actor.system(), at=later(1))
    let_pass(5)
    (event,) = wakes(cast, ticket)
    assert Because.from_json(event.because).manual_version == 1


def test_the_page_shows_who_set_the_date_and_until_when():
    cast = a_workspace()
    ticket = asleep(cast)
    with cast.inside():
        shown = ticket_page(ticket.number)
        assert (shown.wake_by, shown.wake_is_promised) == ("Teo Okafor", True)
        assert shown.wakes_at - MONDAY > timedelta(days=3)


def _thanks(ticket: Ticket, customer) -> None:
    desk.add_customer_message(
        ticket_id=ticket.pk,
        contact_id=customer.contact_id,
        text="Thanks!",
        at=later(1),
        by=Actor.contact(customer.contact_id),
    )
