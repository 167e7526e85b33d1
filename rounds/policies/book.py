"""The manual in force, as rooms ask it: a clause by kind and name, hours as a calendar, holidays as dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Protocol, cast, runtime_checkable
from zoneinfo import ZoneInfo

import holidays

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.policies.conditions import When
from rounds.policies.rules import Clause
from rounds.policies.words import Speech, Written, speech_of

YEARS_OF_HOLIDAYS = range(2000, 2061)
"""Holidays are looked up for these years; promised dates lie well inside."""


@lru_cache(maxsize=64)
def holidays_of(country: str) -> frozenset[date]:
    """List a country's public holidays. country: ISO code, such as US."""
    return frozenset(holidays.country_holidays(country, years=YEARS_OF_HOLIDAYS))


class NoSuchClause(Exception):
    """The manual in force has no such clause: it was adopted by an older checker, or the row was never checked."""


@runtime_checkable
class KeepsHours(Protocol):
    """A clause that can be counted with as a calendar."""

    def calendar(self, *, zone: ZoneInfo, holidays: frozenset[date]) -> Hours: ...


@dataclass(frozen=True)
class Book:
    """One version of one workspace's manual, read. Immutable, so it is read once and kept."""

    version: int
    title: str
    zone: ZoneInfo
    countries: tuple[str, ...]
    words: Mapping[str, Written]
    clauses: Mapping[tuple[str, str], Clause] = field(repr=False)

    def find[C: Clause](self, model: type[C], name: str) -> C | None:
        """Give the clause of this kind and name, or None."""
        return cast("C | None", self.clauses.get((model.kind, name)))

    def get[C: Clause](self, model: type[C], name: str) -> C:
        """Give the clause of this kind and name. Raises NoSuchClause."""
        if (clause := self.find(model, name)) is None:
            raise NoSuchClause(f"Version {self.version} of the manual has no clause “{model.kind}: {name}”.")
        return clause

    def all[C: Clause](self, model: type[C]) -> tuple[C, ...]:
        """List the clauses of a kind in the order of the manual."""
        return cast("tuple[C, ...]", self._by_kind.get(model.kind, ()))

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, list[Clause]] = {}
        for (kind, _), clause in self.clauses.items():
            found.setdefault(kind, []).append(clause)
        return {kind: tuple(clauses) for kind, clauses in found.items()}

    @cached_property
    def speech(self) -> Speech:
        """Give how this team speaks."""
        return speech_of(self.words, (name for _, name in self.clauses))

    @cached_property
    def holidays(self) -> frozenset[date]:
        """Give the dates on which nobody works. Those of one country are shared by all who keep them."""
        if len(self.countries) == 1:
            return holidays_of(self.countries[0])
        return frozenset().union(*(holidays_of(country) for country in self.countries))

    def calendar(self, clause: KeepsHours) -> Hours:
        """Give a clause's hours as a calendar in its zone, closed on the manual's holidays. It keeps what it finds out."""
        if clause not in self._calendars:
            self._calendars[clause] = self._calendar(clause)
        return self._calendars[clause]

    def _calendar(self, clause: KeepsHours) -> Hours:
        return clause.calendar(zone=self.zone, holidays=self.holidays)

    @cached_property
    def _calendars(self) -> dict[KeepsHours, Hours]:
        return {}

    @cached_property
    def first_hours(self) -> Hours:
        """Give the hours that count where a clause names none: the first that the manual declares, else every hour."""
        kept = next((clause for clause in self.clauses.values() if isinstance(clause, KeepsHours)), None)
        return self.calendar(kept) if kept else Hours(self.zone, (Window.parse("0:00-24:00"),), self.holidays)

    def when(self, now: datetime, hours: Hours | None = None) -> When:
        """Give the moment at which a condition is asked. now: aware UTC. hours: of the clause, where it names some."""
        return When(now, hours or self.first_hours)


def read_book(*, version: int, title: str, front: Mapping[str, object], clauses: Iterable[Clause]) -> Book:
    """Put a book together from what was adopted. front: zone, holidays (list), words (mapping), all as written."""
    return Book(
        version=version,
        title=title,
        zone=ZoneInfo(str(front["zone"])),
        countries=tuple(cast("list[str]", front.get("holidays") or [])),
        words=cast("Mapping[str, Written]", front.get("words") or {}),
        clauses={(clause.kind, clause.name): clause for clause in clauses},
    )
