"""What is right: the words of a text, their overlap, and a count of rights and misses by half."""

import hashlib
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


def is_kept_back(name: str) -> bool:
    """Say whether a file belongs to the half that no rule was written on."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


@dataclass(slots=True)
class Score:
    """One line of the table. aim: share or count that is to be reached; misses: file → what was wrong."""

    of: str
    means: str
    aim: str = ""
    right: Counter[bool] = field(default_factory=Counter)
    tried: Counter[bool] = field(default_factory=Counter)
    misses: dict[str, str] = field(default_factory=dict)
    bare: int | None = None

    def count(self, name: str, *, right: bool, wrong: str = "") -> None:
        """Count one file."""
        back = is_kept_back(name)
        self.tried[back] += 1
        self.right[back] += right
        if not right:
            self.misses[name] = wrong

    @property
    def all_right(self) -> int:
        return sum(self.right.values())

    @property
    def all_tried(self) -> int:
        return sum(self.tried.values())
