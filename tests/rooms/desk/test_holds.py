"""A ticket waits for somebody else: it is not our turn, it says for whom and why, and it never waits for ever."""

from datetime import date

import pytest

from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import END_HOLDS, WAKE
from rounds.desk.models import Hold, Ticket
from rounds.desk.queries import hold_intervals
from rounds.engine.loop import one_round
from rounds.manual.commands import adopt
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.manuals import SHIPPED
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

WEEK = Wish(span=Span.parse("1 week"))


def held(cast: Cast, *, wish: Wish = WEEK, holder: str = "engineering", by=None) -> Ticket:
    with cast.inside():
        ticket = a_ticket(by=by)
        return desk.hold(
            number=ticket.number, holder=holder, reason="The login fails.", wish=wish, by=cast.rep, at=later(0.1)
        )


def writes(cast: Cast, ticket: Ticket, at) -> None:
    with cast.inside():
        desk.add_customer_message(
            ticket_id=ticket.pk,
            contact_id=ticket.requester_id,
            text="And?",
            by=Actor.contact(ticket.requester_id),
            at=at,
        )


def now(cast: Cast, ticket: Ticket) -> Ticket:
    with cast.inside():
        return Ticket.objects.get(id=ticket.pk)


def endings(cast: Cast, ticket: Ticket) -> list[tuple[str, str]]:
    """List how its holds ended, each with the kind of whoever ended it."""
    with cast.inside():
        ended = TimelineEvent.objects.filter(kind="desk.hold ended", subject_id=ticket.pk).order_by("id")
        return [(event.payload["how"], event.actor_kind) for event in ended]


def test_a_held_ticket_is_not_our_turn_and_says_for_whom_why_and_until_when():
    """C4, C5; the limit stands on the team's own morning."""
    cast = a_workspace()
    ticket = now(cast, held(cast))
    with cast.inside():
        row = Hold.objects.get(ticket=ticket)
        event = TimelineEvent.objects.get(kind="desk.held")
    assert (ticket.our_turn, ticket.state, ticket.held_by) == (False, "open", "engineering")
    assert ticket.held_until == row.until == MONDAY.replace(day=30, hour=14)
    assert (row.reason, row.began_at, row.ended_at) == ("The login fails.", later(0.1), None)
    assert "login" not in str(event.payload), "the history holds no text of people"


def test_the_limit_ends_it_exactly_once_and_says_which_clause():
    """C5, F2: however many loops run, and it is our turn then though we had the last word."""
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        desk.answer(number=ticket.number, text="We look into it.", wish=Wish(), by=cast.rep, at=later(0.2))
    one_round([END_HOLDS], now=later(6.9))
    assert endings(cast, ticket) == []
    for days in (7, 7.1, 8):
        one_round([END_HOLDS], now=later(days))
    stands = now(cast, ticket)
    assert endings(cast, ticket) == [("limit", "clause")]
    assert (stands.our_turn, stands.last_word, stands.held_by, stands.held_until) == (True, "hold", None, None)
    with cast.inside():
        event = TimelineEvent.objects.get(kind="desk.hold ended")
        assert (event.clause, event.because["keys"]) == ("holds: on the desk", ["hours"])
        assert Hold.objects.get(ticket=ticket).ended_at == later(7)


def test_the_customers_answer_ends_it_as_the_manual_says():
    cast = a_workspace()
    ticket = held(cast)
    writes(cast, ticket, later(1))
    assert endings(cast, ticket) == [("customer wrote", "clause")]
    assert now(cast, ticket).our_turn


def test_the_customers_answer_keeps_it_where_the_manual_says_so_even_after_the_manual_changed():
    """A hold keeps the version that it began with."""
    cast = a_workspace(manual=SHIPPED.replace("answers: end the hold", "answers: keep the hold"))
    ticket = held(cast)
    with cast.inside():
        adopt(text=SHIPPED, by=cast.manager, at=later(0.5))
    writes(cast, ticket, later(1))
    stands = now(cast, ticket)
    assert (endings(cast, ticket), stands.our_turn, stands.last_word) == ([], False, "customer")


@pytest.mark.parametrize(
    ("act", "how"),
    [
        (lambda cast, number: desk.close(number=number, by=cast.rep, at=later(1)), "closed"),
        (
            lambda cast, number: desk.put_to_sleep(
                number=number, wish=Wish(day=date(2026, 12, 24)), by=cast.rep, at=later(1)
            ),
            "asleep",
        ),
        (lambda cast, number: desk.release(number=number, by=cast.teammate, at=later(1)), "released"),
    ],
)
def test_what_a_person_does_ends_it(act, how):
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        act(cast, ticket.number)
    assert endings(cast, ticket) == [(how, "member")]
    assert now(cast, ticket).held_until is None


def test_released_it_is_our_turn_though_we_had_the_last_word():
    """C4: what we waited for is there."""
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        desk.answer(number=ticket.number, text="We look into it.", by=cast.rep, at=later(0.2))
        desk.release(number=ticket.number, by=cast.rep, at=later(0.3))
    assert now(cast, ticket).our_turn


def test_a_promised_date_ends_it():
    """A1 beats a hold: on that day it is our turn, as somebody promised."""
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        desk.set_reopen_date(number=ticket.number, wish=Wish(day=date(2026, 11, 25)), by=cast.rep, at=later(0.2))
    one_round([WAKE, END_HOLDS], now=later(2.5))
    assert endings(cast, ticket) == [("date came", "clause")]
    assert now(cast, ticket).our_turn


def test_an_answer_that_never_left_ends_it():
    """A3: it is our turn at once."""
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        message = desk.answer(number=ticket.number, text="We look into it.", by=cast.rep, at=later(0.2))
        address = ticket.parties.get().address_id
        desk.answer_failed(message_id=message.pk, address_id=address, by=Actor.connector("mail"), at=later(0.3))
    assert endings(cast, ticket) == [("answer failed", "connector")]
    assert now(cast, ticket).our_turn


def test_a_hold_changes_hands_and_the_times_for_each_are_kept():
    """C5; targets subtract these times."""
    cast = a_workspace()
    ticket = held(cast)
    with cast.inside():
        desk.hold(number=ticket.number, holder="supplier", reason="Domain.", wish=WEEK, by=cast.rep, at=later(2))
        other = a_ticket()
        found = hold_intervals([ticket.pk, other.pk])
    assert [(each.holder, each.began_at, each.ended_at) for each in found[ticket.pk]] == [
        ("engineering", later(0.1), later(2)),
        ("supplier", later(2), None),
    ]
    assert found[other.pk] == ()
    assert endings(cast, ticket) == [("held anew", "member")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"holder": "the printer"}, "unknown holder"),
        ({"reason": "  "}, "no reason"),
        ({"wish": Wish()}, "no limit"),
        ({"wish": Wish(day=date(2026, 11, 1))}, "past"),
        ({"wish": Wish(day=date(2926, 11, 1))}, "too far"),
    ],
)
def test_what_is_missing_or_wrong_is_said(wrong, code):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    said = {"holder": "supplier", "reason": "Domain.", "wish": WEEK} | wrong
    with pytest.raises(Refused) as refused, cast.inside():
        desk.hold(number=ticket.number, by=cast.rep, at=later(0.1), **said)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_closed_and_sleeping_tickets_cannot_be_held():
    cast = a_workspace()
    with cast.inside():
        closed, asleep = a_ticket(), a_ticket()
        desk.close(number=closed.number, by=cast.rep, at=MONDAY)
        desk.put_to_sleep(number=asleep.number, wish=WEEK, by=cast.rep, at=MONDAY)
    for ticket in (closed, asleep):
        with pytest.raises(Refused, match="waits"), cast.inside():
            desk.hold(number=ticket.number, holder="supplier", reason="Domain.", wish=WEEK, by=cast.rep, at=MONDAY)


def test_the_reason_goes_with_the_person_it_names():
    """Erasing: what somebody wrote as a reason is personal text, and lies nowhere in the history."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer("Dana Whitlock")
    mine, other = held(cast, by=dana), held(cast)
    with cast.inside():
        Hold.objects.filter(ticket=other).update(reason="Dana Whitlock is away.")
        desk.erase_person(contact_id=dana.contact_id, by=Actor.system(), at=later(2))
        reasons = dict(Hold.objects.values_list("ticket_id", "reason"))
    assert "login" not in reasons[mine.pk]
    assert "Dana" not in reasons[other.pk]
