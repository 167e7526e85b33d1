"""What the doctor found: one thing, one state, one plain sentence."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. note: worth knowing, nothing to mend."""

    FINE = "fine"
    NOTE = "note"
    TROUBLE = "trouble"


MARKS = {State.FINE: "  fine   ", State.NOTE: "  note   ", State.TROUBLE: "  TROUBLE"}


@dataclass(frozen=True, slots=True)
class Finding:
    """what: the thing, one word or two; says: the sentence, with what helps where it is trouble."""

    what: str
    state: State
    says: str


def fine(what: str, says: str) -> Finding:
    """Say that a thing is as it should be."""
    return Finding(what, State.FINE, says)


def note(what: str, says: str) -> Finding:
    """Say what is worth knowing."""
    return Finding(what, State.NOTE, says)


def trouble(what: str, says: str) -> Finding:
    """Say what is wrong and what helps, in one line: what a database says has several."""
    return Finding(what, State.TROUBLE, " ".join(says.split()))
