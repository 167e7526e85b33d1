"""Two texts beside each other: what differs, all of it, and in bounded time whatever they are."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.manual.lines import Piece, apart, beside, changes
from tests.counting import steps

LINES = st.lists(st.sampled_from(["", "a", "b", "c", "d"]) | st.text(max_size=2), max_size=40)
MOST_STEPS = 10_000_000
"""As they were before, these took minutes, and the draft's row was locked meanwhile."""


@settings(deadline=None)
@given(LINES, LINES)
def test_what_differs_leads_from_one_text_to_the_other(old, new):
    built, last = [], 0
    for one, one_end, other, other_end in changes(old, new):
        built += old[last:one] + new[other:other_end]
        last = one_end
    assert built + old[last:] == new


@settings(deadline=None)
@given(LINES)
def test_a_text_does_not_differ_from_itself(lines):
    assert list(changes(lines, lines)) == []


def test_a_changed_line_is_shown_with_one_line_around_it():
    before = "\n".join(["head", "", "one", "two", "", "three", "", "tail"])
    after = before.replace("two", "2").replace("three", "3")
    assert beside(before, after) == (
        Piece("one"),
        Piece("two", "del"),
        Piece("2", "ins"),
        Piece(""),
        Piece("three", "del"),
        Piece("3", "ins"),
        Piece(""),
    )


def test_each_side_names_the_lines_that_the_other_has_not():
    assert apart("a\nb\nc", "a\nc\nd") == ("2: b", "3: d")


def _hostile() -> dict[str, tuple[list[str], list[str]]]:
    chance = random.Random(7)
    few = [f"line {chance.randrange(200)}" for _ in range(20_000)]
    unique = [f"line {number}" for number in range(20_000)]
    return {
        "few lines, often": (few, chance.sample(few, len(few))),
        "all lines, backwards": (unique, unique[::-1]),
        "all lines, mixed": (unique, chance.sample(unique, len(unique))),
        "two lines in turn": (["a", "b"] * 10_000, ["b", "b", "a"] * 6_000),
        "gaps of their own": (
            [line for number in range(200) for line in (f"anchor {number}", *["a", "b"] * 49)],
            [line for number in range(200) for line in (f"anchor {number}", *["b", "b", "a"] * 32)],
        ),
    }


@pytest.mark.parametrize("kind", _hostile())
def test_long_texts_are_compared_in_bounded_time(kind):
    old, new = ("\n".join(lines) for lines in _hostile()[kind])
    assert steps(lambda: apart(old, new)) < MOST_STEPS
    assert steps(lambda: beside(old, new)) < MOST_STEPS
