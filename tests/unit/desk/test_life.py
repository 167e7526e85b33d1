"""The life of a ticket, whose turn it is, and what it is called."""

from itertools import product

import pytest

from rounds.basics.problems import Problem
from rounds.desk.rules import LIFE, LastWord, Mark, Move, State, Step, is_our_turn, mark_of, step, text_problems

ON_ITS_OWN = set(State) - {State.MERGED}
"""States of a ticket that stands for itself: for a merged one another stands, and what comes for it goes there."""


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_move_from_every_state_leads_somewhere_or_says_why_not(state, move):
    found = step(state, move)
    assert isinstance(found, Step | Problem)
    if isinstance(found, Problem):
        assert found.text.endswith(".")


def test_a_customers_word_opens_every_ticket():
    """C4: an answer never lies in a closed or sleeping ticket."""
    assert {LIFE[state, Move.CUSTOMER_WRITES] for state in ON_ITS_OWN} == {State.NEW, State.OPEN}


def test_a_date_that_comes_opens_every_ticket():
    """A1: never stay asleep past its date, in whatever state it was left."""
    assert {LIFE[state, Move.WAKE] for state in ON_ITS_OWN} == {State.OPEN}


@pytest.mark.parametrize(
    ("state", "word", "ours"),
    [
        (State.NEW, LastWord.CUSTOMER, True),
        (State.OPEN, LastWord.CUSTOMER, True),
        (State.OPEN, LastWord.CLOCK, True),
        (State.OPEN, LastWord.STAFF, False),
        (State.ASLEEP, LastWord.CUSTOMER, False),
        (State.CLOSED, LastWord.CUSTOMER, False),
        (State.MERGED, LastWord.CUSTOMER, False),
    ],
)
def test_it_is_our_turn_while_it_is_live_and_we_did_not_have_the_last_word(state, word, ours):
    """C4."""
    assert is_our_turn(state, word, held=False) is ours
    assert is_our_turn(state, word, held=True) is False


@pytest.mark.parametrize(
    ("state", "word", "woke", "mark"),
    [
        (State.NEW, LastWord.CUSTOMER, False, Mark.NEW),
        (State.OPEN, LastWord.CUSTOMER, False, Mark.CUSTOMER_WROTE),
        (State.OPEN, LastWord.STAFF, False, Mark.OPEN),
        (State.OPEN, LastWord.CLOCK, True, Mark.DATE_CAME),
        (State.OPEN, LastWord.CLOCK, False, Mark.REOPENED),
        (State.OPEN, LastWord.POST, False, Mark.NOT_DELIVERED),
        (State.ASLEEP, LastWord.STAFF, False, Mark.ASLEEP),
        (State.CLOSED, LastWord.STAFF, False, Mark.CLOSED),
        (State.MERGED, LastWord.CUSTOMER, False, Mark.MERGED),
    ],
)
def test_a_ticket_has_one_word_for_what_it_is(state, word, woke, mark):
    """D6: derived, and shown as a word."""
    assert mark_of(state, word, woke=woke) is mark


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_is_not_sent(text):
    assert [problem.code for problem in text_problems(text)] == ["empty"]


def test_a_text_beyond_all_measure_is_refused_with_a_way_out():
    (problem,) = text_problems("x" * 200_001)
    assert (problem.code, problem.fix) == ("too long", "Attach it as a file.")
