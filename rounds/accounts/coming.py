"""A record on its way in from another system, and what becomes of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rounds.accounts.fields import Record
from rounds.basics.problems import Problem


@dataclass(frozen=True, slots=True)
class Named:
    """A firm that a record points at: by the source's id, or else by its name."""

    key: str = ""
    name: str = ""

    def __str__(self) -> str:
        return self.key or self.name


@dataclass(frozen=True, slots=True)
class Coming:
    """One record of a file. line: where it stands there. key: its id in the source.

    values: columns that the file gives. fields: declared fields that it gives. firm: the account (of an account: its parent).
    addresses: of a contact, the main one first, as they are written.
    """

    line: int
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    firm: Named | None = None
    addresses: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of a record. LEFT: it is here already and says nothing new."""

    MADE = "made"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Turned:
    """A record that cannot come in, and why."""

    line: int
    key: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Brought:
    """What a batch did, or would do. differs: records with values of ours that stay, as (line, key, their names).

    waiting: tickets that come in with nobody, for whoever had them there has as many as they may have here.
    """

    fates: Mapping[Fate, int]
    turned: tuple[Turned, ...] = ()
    differs: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    waiting: int = 0


def together(parts: Iterable[Brought]) -> Brought:
    """Add up what the parts of a batch did."""
    done = list(parts)
    fates: Counter[Fate] = sum((Counter(each.fates) for each in done), Counter())
    turned = tuple(one for each in done for one in each.turned)
    differs = tuple(one for each in done for one in each.differs)
    return Brought(fates, turned, differs, sum(each.waiting for each in done))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of one file. promised: firms that the same file brings in, by key or name, for a trial that writes nothing."""

    record: Record
    source: str
    import_id: int
    records: tuple[Coming, ...]
    promised: frozenset[str] = frozenset()
