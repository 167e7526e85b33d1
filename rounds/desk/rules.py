"""The life of a ticket: one state machine, in one place, and whose turn it is.

The check before close, consent and questions join here as states and moves when their clauses come.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rounds.basics.problems import Problem


class State(StrEnum):
    NEW = "new"
    OPEN = "open"
    ASLEEP = "asleep"
    CLOSED = "closed"
    MERGED = "merged"


LIVE = (State.NEW, State.OPEN)
"""States in which a ticket waits for somebody, us or them."""

ENDED = (State.CLOSED, State.MERGED)
"""States in which nobody has anything to do: it is done, or done elsewhere."""


class LastWord(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    CLOCK = "clock"
    POST = "post"
    HOLD = "hold"


class MessageKind(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    NOTE = "note"


class PartyRole(StrEnum):
    REQUESTER = "requester"
    CC = "cc"


class Move(StrEnum):
    """What can happen to a ticket."""

    CUSTOMER_WRITES = "customer writes"
    WE_ANSWER = "we answer"
    SLEEP = "sleep"
    WAKE = "wake"
    CLOSE = "close"
    REOPEN = "reopen"
    ANSWER_FAILS = "answer fails"
    ANSWER_LEAVES = "answer leaves after all"
    HOLD = "hold"
    HOLD_ENDS = "hold ends"
    MERGE = "merge"


LIFE: dict[tuple[State, Move], State] = {
    (State.NEW, Move.CUSTOMER_WRITES): State.NEW,
    (State.OPEN, Move.CUSTOMER_WRITES): State.OPEN,
    (State.ASLEEP, Move.CUSTOMER_WRITES): State.OPEN,
    (State.CLOSED, Move.CUSTOMER_WRITES): State.OPEN,
    (State.NEW, Move.WE_ANSWER): State.OPEN,
    (State.OPEN, Move.WE_ANSWER): State.OPEN,
    (State.ASLEEP, Move.WE_ANSWER): State.OPEN,
    (State.CLOSED, Move.WE_ANSWER): State.OPEN,
    (State.NEW, Move.SLEEP): State.ASLEEP,
    (State.OPEN, Move.SLEEP): State.ASLEEP,
    (State.ASLEEP, Move.SLEEP): State.ASLEEP,
    (State.NEW, Move.WAKE): State.OPEN,
    (State.OPEN, Move.WAKE): State.OPEN,
    (State.ASLEEP, Move.WAKE): State.OPEN,
    (State.CLOSED, Move.WAKE): State.OPEN,
    (State.NEW, Move.ANSWER_FAILS): State.OPEN,
    (State.OPEN, Move.ANSWER_FAILS): State.OPEN,
    (State.ASLEEP, Move.ANSWER_FAILS): State.OPEN,
    (State.CLOSED, Move.ANSWER_FAILS): State.OPEN,
    **{(state, Move.ANSWER_LEAVES): state for state in State if state is not State.MERGED},
    (State.NEW, Move.CLOSE): State.CLOSED,
    (State.OPEN, Move.CLOSE): State.CLOSED,
    (State.ASLEEP, Move.CLOSE): State.CLOSED,
    (State.ASLEEP, Move.REOPEN): State.OPEN,
    (State.CLOSED, Move.REOPEN): State.OPEN,
    (State.NEW, Move.HOLD): State.OPEN,
    (State.OPEN, Move.HOLD): State.OPEN,
    (State.OPEN, Move.HOLD_ENDS): State.OPEN,
    (State.NEW, Move.MERGE): State.MERGED,
    (State.OPEN, Move.MERGE): State.MERGED,
    (State.ASLEEP, Move.MERGE): State.MERGED,
    (State.CLOSED, Move.MERGE): State.MERGED,
}
"""Every move that a ticket can make, and where it leads. What does not stand here is refused.

A merged ticket makes none: what would be done to it is done to the one that it was merged into, until the merge is taken back.
"""

WORD_OF: dict[Move, LastWord] = {
    Move.CUSTOMER_WRITES: LastWord.CUSTOMER,
    Move.WE_ANSWER: LastWord.STAFF,
    Move.WAKE: LastWord.CLOCK,
    Move.REOPEN: LastWord.CLOCK,
    Move.ANSWER_FAILS: LastWord.POST,
    Move.ANSWER_LEAVES: LastWord.STAFF,
    Move.HOLD_ENDS: LastWord.HOLD,
}
"""Moves after which somebody else had the last word."""

_NOT_HELD = Problem("not held", "Nobody holds this ticket.")
_MERGED = Problem("merged", "This ticket was merged into another.", "Do it there.")

_REFUSALS: dict[tuple[State, Move], Problem] = {
    (State.CLOSED, Move.SLEEP): Problem(
        "closed", "A closed ticket cannot be put to sleep.", "Give it a reopen date, or open it again first."
    ),
    (State.CLOSED, Move.CLOSE): Problem("closed", "This ticket is closed already."),
    (State.NEW, Move.REOPEN): Problem("open", "This ticket is open already."),
    (State.OPEN, Move.REOPEN): Problem("open", "This ticket is open already."),
    (State.ASLEEP, Move.HOLD): Problem("asleep", "A sleeping ticket waits already.", "Open it again first."),
    (State.CLOSED, Move.HOLD): Problem("closed", "A closed ticket waits for nobody.", "Open it again first."),
    **{(state, Move.HOLD_ENDS): _NOT_HELD for state in State},
    **{(State.MERGED, move): _MERGED for move in Move},
}


@dataclass(frozen=True, slots=True)
class Step:
    """Where a move leads. last_word: None where nobody spoke."""

    state: State
    last_word: LastWord | None


def step(state: State, move: Move) -> Step | Problem:
    """Say where a move leads from a state, or why it cannot be made."""
    if (after := LIFE.get((state, move))) is None:
        return _REFUSALS[state, move]
    return Step(after, WORD_OF.get(move))


def is_our_turn(state: State, last_word: LastWord, *, held: bool) -> bool:
    """Say whether we have to do something (C4): it is live, nobody holds it, and not we had the last word.

    The column `our_turn` is the same rule in the database; a test compares the two for every case.
    """
    return state in LIVE and not held and last_word is not LastWord.STAFF


class Mark(StrEnum):
    """What a ticket is, in one word; pages give each its shape and hue."""

    NEW = "New"
    CUSTOMER_WROTE = "Customer wrote"
    DATE_CAME = "Promised date came"
    REOPENED = "Opened again"
    NOT_DELIVERED = "Answer not delivered"
    HELD = "On hold"
    HOLD_ENDED = "Hold ended"
    OPEN = "Open"
    ASLEEP = "Asleep"
    CLOSED = "Closed"
    MERGED = "Merged"


UNSPOKEN = {
    State.NEW: Mark.NEW,
    State.ASLEEP: Mark.ASLEEP,
    State.CLOSED: Mark.CLOSED,
    State.MERGED: Mark.MERGED,
}
"""Marks of states in which it does not count who spoke last."""


def mark_of(state: State, last_word: LastWord, *, woke: bool, held: bool = False) -> Mark:
    """Say what a ticket is. woke: its reopen date came and nobody answered since. held: somebody holds it."""
    if held:
        return Mark.HELD
    if state is not State.OPEN:
        return UNSPOKEN[state]
    if last_word is LastWord.POST:
        return Mark.NOT_DELIVERED
    if last_word is LastWord.CLOCK:
        return Mark.DATE_CAME if woke else Mark.REOPENED
    return {LastWord.CUSTOMER: Mark.CUSTOMER_WROTE, LastWord.HOLD: Mark.HOLD_ENDED}.get(last_word, Mark.OPEN)


MOST_TEXT = 200_000
"""Characters that one message written on the page may have; a longer text is a file."""


def text_problems(text: str) -> list[Problem]:
    """Say what is wrong with a text that a person wrote."""
    if not text.strip():
        return [Problem("empty", "There is nothing to send yet.", "Write a text first.", field="text")]
    return length_problems(text)


def length_problems(text: str) -> list[Problem]:
    """Say where a text is too long for a message."""
    if len(text) <= MOST_TEXT:
        return []
    why = f"The text has more than {MOST_TEXT:,} characters."
    return [Problem("too long", why, "Attach it as a file.", field="text")]


BEFORE_A_MARK = " · "
"""What stands between a ticket's subject and the mark behind it."""


def unmarked(subject: str, mark: str) -> str:
    """Give a ticket's subject as customers may read it: without the mark that says something to the team, "" where it has none."""
    return subject.removesuffix(f"{BEFORE_A_MARK}{mark}") if mark else subject


REPLIED = re.compile(
    r"(?:\s*(?:re|aw|antw|sv|vs|res|rif|odp|wg|fw|fwd|tr|rv)(?:\[\d{1,3}\])?\s{0,3}[:：])+\s*", re.IGNORECASE
)
"""What mail programs of several languages put before the subject that they answer or hand on."""


def without_replies(subject: str) -> str:
    """Give a subject without what answers have put before it."""
    found = REPLIED.match(subject)
    return subject[found.end() :].strip() if found else subject.strip()
