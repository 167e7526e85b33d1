"""What becomes of a mail at a customer's: read and answered, early, late or twice, met by a robot, or turned away."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fate(StrEnum):
    """What becomes of one mail."""

    SILENT = "silent"
    ANSWERED = "answered"
    TWICE = "answered twice"
    ROBOT = "answered by a robot"
    ROBOT_FIRST = "answered by a robot, then by a person"
    BOUNCES = "comes back later"
    REFUSED = "refused at the door"
    LATER = "put off at the door, then taken"


SHARES = {
    Fate.SILENT: 38,
    Fate.ANSWERED: 36,
    Fate.TWICE: 5,
    Fate.ROBOT: 6,
    Fate.ROBOT_FIRST: 6,
    Fate.BOUNCES: 4,
    Fate.REFUSED: 3,
    Fate.LATER: 2,
}
"""Of a hundred mails."""

DAYS = (0, 0, 1, 1, 2, 3, 5, 9, 13, 14, 14, 15, 20, 21, 22, 45)
"""After how many days somebody answers: many soon, some on the very day on which the wait ends, some long after it."""


@dataclass(frozen=True, slots=True)
class Destiny:
    """What becomes of one mail, and after how many days and minutes."""

    fate: Fate
    days: int
    minutes: int


def destiny(seed: int, recipient: str, count: int) -> Destiny:
    """Say what becomes of the count-th mail to a recipient; the same for the same seed."""
    dice = Random(f"{seed} {recipient} {count}")
    [fate] = dice.choices(list(SHARES), weights=list(SHARES.values()))
    return Destiny(fate, dice.choice(DAYS), dice.randrange(24 * 60))
