"""A clause as the page shows it: its sentences, how it is written, what it did lately and what it will do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.text import counted
from rounds.desk.clauses import Template
from rounds.policies.rules import Clause
from rounds.policies.sentences import Line


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as it is written. tone: `fence`, `kw` for the line that names the clause, else empty."""

    number: int
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What a clause will do next. at: aware, UTC, None where no moment is known. number: of the ticket, None for none."""

    at: datetime | None
    number: int | None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """What stands under a clause. asks: a search of the desk that finds it. place, at: else a page by its name, and what on it."""

    says: str
    asks: str = ""
    place: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One clause. letter: the mail's text, of templates only. did: what it did lately, empty for nothing.

    now: what stands under it; now and next only of the manual in force.
    """

    clause: Clause
    lines: tuple[Line, ...]
    letter: Template | None
    source: tuple[SourceLine, ...]
    line_from: int
    line_to: int
    did: str = ""
    next: Next | None = None
    now: Now | None = None


def card_of(
    clause: Clause,
    text_lines: Sequence[str],
    *,
    line_from: int,
    line_to: int,
    times: int = 0,
    next_: Next | None = None,
    now: Now | None = None,
) -> Card:
    """Make the card of a clause. text_lines: of the whole manual. times: how often it acted in the last 30 days."""
    return Card(
        clause=clause,
        lines=tuple(clause.cards()),
        letter=clause if isinstance(clause, Template) else None,
        source=tuple(_source(text_lines, line_from, line_to)),
        line_from=line_from,
        line_to=line_to,
        did=f"acted {counted(times, 'time')} in the last 30 days" if times else "",
        next=next_,
        now=now,
    )


def _source(text_lines: Sequence[str], line_from: int, line_to: int) -> list[SourceLine]:
    tones = {line_from: "fence", line_from + 1: "kw", line_to: "fence"}
    lines = enumerate(text_lines[line_from - 1 : line_to], line_from)
    return [SourceLine(number, text, tones.get(number, "")) for number, text in lines]
