"""What is right: the words of a text, their overlap, and a count of rights and misses."""

import re
from collections import Counter
from dataclasses import dataclass, field

WORD = re.compile(r"\w+")
TAG = re.compile(r"<(style|script|head|title)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


def words(text: str) -> list[str]:
    """List the words of a text in their order, without capitals."""
    return [word.lower() for word in WORD.findall(text)]


def dice(one: str, other: str) -> float:
    """Say how far the words of two texts are the same, each as often as it stands: 0 to 1."""
    left, right = Counter(words(one)), Counter(words(other))
    both = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / both if both else 1.0


@dataclass(slots=True)
class Score:
    """One line of the table. aim: share or count that is to be reached; misses: file → what was wrong; bare: right by `email` alone."""

    of: str
    means: str
    aim: str = ""
    right: int = 0
    tried: int = 0
    misses: dict[str, str] = field(default_factory=dict)
    bare: int | None = None

    def count(self, name: str, *, right: bool, wrong: str = "") -> None:
        """Count one file."""
        self.tried += 1
        self.right += right
        if not right:
            self.misses[name] = wrong
