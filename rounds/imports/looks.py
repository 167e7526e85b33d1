"""What a person needs to see of a file to say what its columns become: samples, how full each is, and how its dates can be read."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from rounds.imports.guessing import guesses, known_values
from rounds.imports.moments import counted, is_dated
from rounds.imports.reading import Table
from rounds.imports.targets import What

MOST_WORDS = 25
"""Different values of a column that are offered to be translated one by one."""
LOOKED_AT = 5_000


@dataclass(frozen=True, slots=True)
class Look:
    """One column. guess, sure, why: what it most likely becomes. ways: how many of its values each way of writing dates reads.

    words: its different values, where they are few; empty where they are many.
    """

    column: str
    samples: tuple[str, ...]
    filled: int
    guess: str
    sure: bool
    why: str
    ways: dict[str, int]
    words: tuple[str, ...]

    @classmethod
    def restore(cls, stored: dict[str, Any]) -> Self:
        """Give it back from what was kept."""
        return cls(**{**stored, "samples": tuple(stored["samples"]), "words": tuple(stored["words"])})


def looks(what: What, table: Table) -> list[dict[str, Any]]:
    """Look at every column, as it is kept."""
    found = []
    for place, guess in enumerate(guesses(what, table)):
        values = known_values(table, place)
        words = set(values)
        ways = counted(values[:LOOKED_AT], ZoneInfo("UTC")) if is_dated(values[:20]) else {}
        look = Look(
            column=guess.column,
            samples=tuple(sample[:80] for sample in guess.samples),
            filled=len(values),
            guess=guess.becomes,
            sure=guess.sure,
            why=guess.why,
            ways={way: number for way, number in ways.items() if number},
            words=tuple(sorted(words)) if len(words) <= MOST_WORDS and all(len(word) <= 60 for word in words) else (),
        )
        found.append(asdict(look))
    return found
