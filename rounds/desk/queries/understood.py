"""What a search understands, for whoever has not learnt it: each filter with its sentence, its values and what one types."""

from collections.abc import Mapping
from dataclasses import dataclass

from rounds.desk.asking import Field, Filter
from rounds.desk.queries.asked import known_of
from rounds.policies.book import Book

MOST_VALUES = 12
"""So many values of a filter are shown; of more, these are a beginning."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One filter. word: as it is typed, with its colon. means: what it keeps. typed: whole examples, each of which can be asked for.

    all: no other value can be asked for.
    """

    word: str
    means: str
    typed: tuple[str, ...]
    all: bool


MEANS: Mapping[Field, str] = {
    Field.IS: "How it stands",
    Field.WITH: "Who works on it: you, nobody, or a colleague by name",
    Field.FROM: "Who wrote it: a name, an address or a part of one",
    Field.ACCOUNT: "Whose account it is, by name or a part of it",
    Field.QUEUE: "Where it waits",
    Field.KIND: "What it is about",
    Field.PRIORITY: "How urgent it is",
    Field.DUE: "What is promised by then, and what is late",
    Field.OLDER: "Opened longer ago: hours, days, weeks, months, years",
    Field.NEWER: "Opened since then",
    Field.HAS: "What is in it",
    Field.SORT: "What stands first, in a search without words",
}
"""What each filter keeps; a test holds that none is missing."""

TYPED: Mapping[Field, tuple[str, ...]] = {
    Field.FROM: ("dana", "@harbour.example"),
    Field.ACCOUNT: ("harbour tile",),
    Field.OLDER: ("6h", "3d", "2w", "1m", "1y"),
    Field.NEWER: ("6h", "3d"),
    Field.DUE: ("today", "tomorrow", "2h"),
}
"""Values of those that take any text, or spans."""

BESIDE: tuple[tuple[str, str], ...] = (
    ("-is:closed", "A dash leaves out"),
    ("is:new is:held", "Two of one filter: either will do"),
    ("is:open older:3d", "Two filters: both have to hold"),
    ('"broken door"', "Words side by side"),
    ("door -paid", "With one word, without the other"),
    ("#12", "The ticket with this number"),
)
"""What can be typed beside filters, each with what it does."""


def understood(manual: Book) -> tuple[Understood, ...]:
    """List the filters that find something under a manual, in the order in which they are learnt."""
    known = known_of(manual)
    found = []
    for field, means in MEANS.items():
        values = TYPED.get(field) or known.get(field, ())
        if values:
            typed = tuple(str(Filter(field, value)) for value in values[:MOST_VALUES])
            closed = field not in TYPED and field is not Field.WITH and len(values) <= MOST_VALUES
            found.append(Understood(f"{field}:", means, typed, closed))
    return tuple(found)
