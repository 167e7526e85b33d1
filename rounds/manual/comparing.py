"""Compares two manuals clause by clause, in words: added, taken away, changed key by key."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from rounds.basics.text import counted, listed
from rounds.manual.differing import alike, differences, text
from rounds.manual.lines import Piece, beside, changes
from rounds.manual.placing import Place, places
from rounds.manual.sides import Side
from rounds.policies.conditions import Condition
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Line, Part

HEAD = "head of the manual"
PROSE = "The words around the clauses are written anew."


class How(StrEnum):
    ADDED = "added"
    GONE = "taken away"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key. was, now: its sentences, empty where the clause was not there. lines: of a text with several."""

    key: str
    was: tuple[Part, ...]
    now: tuple[Part, ...]
    words: str = ""
    lines: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that is not the same in both. clause: "kind: name", or the head. place: where that is another one, and decides."""

    clause: str
    how: How
    keys: tuple[KeyChange, ...]
    place: Place | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say it: "promised dates: on the desk · after an answer: 1 week → 10 days"."""
        if self.how is not How.CHANGED:
            return (f"{self.clause} · {self.how}{f'; it {self.place}' if self.place else ''}",)
        said = tuple(f"{self.clause} · {key.words}" for key in self.keys)
        return (*said, f"{self.clause} now {self.place}") if self.place else said

    @property
    def means_the_same(self) -> bool:
        """Say whether it says what it said, and only stands elsewhere."""
        return self.how is How.CHANGED and not self.keys

    @property
    def overtakes(self) -> tuple[tuple[str, str], ...]:
        """Pair each clause that now stands before another, of which this is one, with that."""
        if self.place is None:
            return ()
        return (
            *((self.clause, other) for other in self.place.before),
            *((other, self.clause) for other in self.place.behind),
        )

    def changes(self, key: str) -> bool:
        """Say whether this key is among what changed."""
        return any(change.key == key for change in self.keys)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two manuals. prose: the text around the clauses does."""

    differences: tuple[Difference, ...] = ()
    prose: bool = False

    @property
    def nothing(self) -> bool:
        return not self.differences and not self.prose

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say all of it, a line each."""
        said = tuple(sentence for each in self.differences for sentence in each.sentences)
        return (*said, PROSE) if self.prose else said

    @property
    def summary(self) -> str:
        """Say how much it is: "2 clauses changed and 1 added"."""
        if self.nothing:
            return "Nothing is changed"
        if not self.differences:
            return "Only the words around the clauses"
        numbers = [(how, sum(each.how is how for each in self.differences)) for how in reversed(How)]
        (first, number), *others = [(how, number) for how, number in numbers if number]
        return listed([f"{counted(number, 'clause')} {first}", *(f"{number} {how}" for how, number in others)])


def compare(before: Side, after: Side) -> Comparison:
    """Hold two manuals against each other; another spelling of the same value is no difference."""
    return Comparison((*_heads(before, after), *_clauses(before, after)), before.prose != after.prose)


def _heads(before: Side, after: Side) -> Iterator[Difference]:
    keys = [key for key in {**before.head, **after.head} if before.head.get(key) != after.head.get(key)]
    found = [
        _key(_head_line(key, before), _head_line(key, after), before.head.get(key), after.head.get(key)) for key in keys
    ]
    if found:
        yield Difference(HEAD, How.CHANGED, tuple(found))


def _head_line(key: str, side: Side) -> Line:
    value = side.head.get(key)
    return Line(key, (Part(value, bold=True),) if value else (Part("Left out."),), left_out=not value)


def _clauses(before: Side, after: Side) -> Iterator[Difference]:
    """Go through the clauses in the order of the newer manual, and then through those it has no more."""
    old = {clause.identity: clause for clause in before.clauses}
    new = {clause.identity: clause for clause in after.clauses}
    elsewhere = places(before.clauses, after.clauses)
    for identity, clause in new.items():
        if (earlier := old.get(identity)) is None:
            keys = tuple(KeyChange(line.key, (), line.parts) for line in clause.cards())
            yield Difference(identity, How.ADDED, keys, elsewhere.get(identity))
        elif (changed := tuple(_changes(earlier, clause))) or identity in elsewhere:
            yield Difference(identity, How.CHANGED, changed, elsewhere.get(identity))
    for identity in [identity for identity in old if identity not in new]:
        keys = tuple(KeyChange(line.key, line.parts, ()) for line in old[identity].cards())
        yield Difference(identity, How.GONE, keys)


def _changes(before: Clause, after: Clause) -> Iterator[KeyChange]:
    fields = [field for field in type(after).model_fields if field != "name"]
    for field, was, now in zip(fields, before.cards(), after.cards(), strict=True):
        old, new = getattr(before, field), getattr(after, field)
        if was.parts != now.parts and not alike(old, new):
            yield _key(was, now, old, new)


def _key(was: Line, now: Line, before: object, after: object) -> KeyChange:
    """Say how one key changed; in its sentences only what is not in the other one stays bold."""
    old, new = _value(was, before), _value(now, after)
    found = differences(before, after)
    if not found and "\n" in old + new:
        return KeyChange(now.key, was.parts, now.parts, f"{now.key}: another text", beside(old, new))
    words = f"{now.key}: {'; '.join(found) or f'{old} → {new}'}"
    return KeyChange(now.key, *_marked(was, now), words)


def _marked(was: Line, now: Line) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Leave of each sentence in bold what has no like at its place in the other."""
    old, new = ([part.text for part in line.parts if part.bold] for line in (was, now))
    apart = list(changes(old, new))
    return (
        _only(was, {place for start, end, _, _ in apart for place in range(start, end)}),
        _only(now, {place for _, _, start, end in apart for place in range(start, end)}),
    )


def _only(line: Line, bold: Collection[int]) -> tuple[Part, ...]:
    """Leave these of the words in bold so, by their number."""
    number = count()
    return tuple(Part(part.text, bold=part.bold and next(number) in bold) for part in line.parts)


def _value(line: Line, value: object) -> str:
    """Give a value as a text: of a mapping, a condition and steps all words, else from the first word in bold to the last."""
    some = value if isinstance(value, tuple) else (value,)
    if some and all(isinstance(each, Keys | Condition) for each in some):
        return text(value)
    bold = [place for place, part in enumerate(line.parts) if part.bold]
    return "".join(part.text for part in line.parts[bold[0] : bold[-1] + 1]) if bold else "left out"
