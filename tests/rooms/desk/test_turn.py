"""Whose turn it is, in the rule and in the database."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.desk.queries import Segment, list_page
from rounds.desk.rules import LIVE, LastWord, State, is_our_turn
from rounds.timeline.rules import Actor
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def test_the_column_and_the_rule_agree_for_every_state_and_every_last_word():
    """C4."""
    cast = a_workspace()
    for state, word, held in product(State, LastWord, (False, True)):
        if held and state not in LIVE:
            continue  # the database refuses it, as the next test says
        with cast.inside():
            ticket = a_ticket()
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE ticket SET state = %s, last_word = %s, wakes_at = %s, closed_at = %s, "
                    "held_by = %s, held_since = %s, held_until = %s WHERE id = %s",
                    [
                        state,
                        word,
                        MONDAY if state == "asleep" else None,
                        MONDAY if state == "closed" else None,
                        "engineering" if held else None,
                        MONDAY if held else None,
                        MONDAY if held else None,
                        ticket.pk,
                    ],
                )
            assert Ticket.objects.get(id=ticket.pk).our_turn is is_our_turn(state, word, held=held), (state, word, held)


@pytest.mark.parametrize("state", [State.ASLEEP, State.CLOSED])
def test_the_database_refuses_a_held_ticket_that_is_not_live(state):
    """C4: a hold on what waits for nobody would never be seen."""
    with a_workspace().inside():
        ticket = a_ticket()
        Ticket.objects.filter(id=ticket.pk).update(held_by="supplier", held_since=MONDAY, held_until=MONDAY)
        with pytest.raises(IntegrityError, match="only_live_tickets_are_held"), transaction.atomic():
            Ticket.objects.filter(id=ticket.pk).update(
                state=state, wakes_at=MONDAY, closed_at=MONDAY if state is State.CLOSED else None
            )


def test_the_turn_passes_to_and_fro_and_a_note_does_not_touch_it():
    """C4: who spoke last."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        turns = [ticket.our_turn]
        desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=later(0.1))
        turns.append(Ticket.objects.get(id=ticket.pk).our_turn)
        desk.note(number=ticket.number, text="Ask Bram first.", by=cast.rep, at=later(0.2))
        turns.append(Ticket.objects.get(id=ticket.pk).our_turn)
        desk.add_customer_message(
            ticket_id=ticket.pk,
            contact_id=dana.contact_id,
            text="Not quite.",
            at=later(0.3),
            by=Actor.contact(dana.contact_id),
        )
        turns.append(Ticket.objects.get(id=ticket.pk).our_turn)
    assert turns == [True, False, False, True]


def test_queues_run_oldest_to_newest_and_the_list_goes_on_where_it_ended():
    """D10."""
    cast = a_workspace()
    with cast.inside():
        numbers = [a_ticket(at=later(-hours / 24)).number for hours in (5, 3, 9, 1, 7)]
        first = list_page(Segment.ALL, limit=3)
        rest = list_page(Segment.ALL, limit=3, after=first.next)
        assert [row.number for row in (*first.rows, *rest.rows)] == [numbers[i] for i in (2, 4, 0, 1, 3)]
        assert rest.next is None
        assert first.counts[Segment.OURS] == 5


def test_tickets_of_one_moment_are_neither_shown_twice_nor_skipped():
    cast = a_workspace()
    with cast.inside():
        numbers = {a_ticket().number for _ in range(7)}
        seen, after = [], ""
        while True:
            page = list_page(Segment.OURS, limit=2, after=after)
            seen += [row.number for row in page.rows]
            if page.next is None:
                break
            after = page.next
        assert sorted(seen) == sorted(numbers)
