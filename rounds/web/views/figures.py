"""How promises were kept: numbers of each target, and the tickets behind every number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from rounds.basics.localtime import day_of
from rounds.basics.moments import MONTHS
from rounds.desk.clauses import Priorities, Queue
from rounds.targets.clauses import Target
from rounds.targets.counting import NO_KEY, By, Counted, Which
from rounds.targets.queries import ClauseFigures, CountedRow, Figure, catching_up, counted_page, figures
from rounds.web.doors import page
from rounds.web.views.lists import Choice, Pager
from rounds.web.visit import Visit

ACT = "see reports"
WEEKS: dict[int, str] = {4: "4 weeks", 13: "13 weeks", 52: "a year", 0: "everything"}
"""How far back the figures go; none: to the first."""

FIRST = 13
A_PAGE = 50
WIDE = 320
"""Units of the picture of a row, from nothing to all."""

SAID: dict[Which, str] = {
    Which.PROMISED: "All that was promised",
    Which.KEPT: "Kept",
    Which.RUNNING: "Still running",
    Which.WARNED: "Near, and warned of",
    Which.MISSED: "Missed",
    Which.UNDONE: "Missed, and still to be done",
}

MARKS: dict[Which, tuple[str, str, str]] = {
    Which.KEPT: ("Kept", "good", "s-done"),
    Which.RUNNING: ("Runs", "plain", "s-open"),
    Which.WARNED: ("Near", "check", "s-up"),
    Which.MISSED: ("Missed", "late", "s-late"),
    Which.UNDONE: ("Missed, not done", "late", "s-late"),
}
"""The word, the tone and the shape of how a promise stands."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tickets that it counts. count: empty for none."""

    count: str
    url: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a row's picture. tone: empty, soft or late."""

    at: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. share: how many of what is decided were kept, "" where nothing is yet."""

    label: str
    numbers: tuple[Number, ...]
    share: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one clause. says: its sentences; gone: the manual in force has no such clause any more."""

    target: str
    clause: str
    says: str
    gone: bool
    lines: tuple[Line, ...]
    every: Line


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One ticket behind a number."""

    row: CountedRow
    word: str
    tone: str
    shape: str


@page(ACT)
def targets(visit: Visit) -> HttpResponse:
    """Show how promises were kept, clause by clause."""
    asked, weeks = _asked(visit)
    found = {each.target: each for each in figures(asked, visit.zone)}
    clauses = {each.name: each for each in visit.book.all(Target)}
    names = [*clauses, *(name for name in found if name not in clauses)]
    tables = tuple(_table(visit, asked, weeks, name, clauses.get(name), found.get(name)) for name in names)
    here = reverse("targets")
    return visit.page(
        "targets/figures.html",
        tables=tables,
        drawn=any(table.lines for table in tables),
        by=asked.by.value,
        weeks=weeks,
        periods=tuple((number, word, number == weeks) for number, word in WEEKS.items()),
        choices=tuple(
            Choice(f"By {each}", f"{here}?{urlencode({'by': each, 'weeks': weeks})}", each is asked.by) for each in By
        ),
        every=_together(found.values()) if found else None,
        catching=catching_up(),
    )


@page(ACT)
def counted(visit: Visit) -> HttpResponse:
    """List the tickets behind a number, for whoever may read them."""
    visit.allow("read the desk")
    asked, weeks = _asked(visit)
    after = visit.request.GET.get("after", "")[:80]
    rows, more = counted_page(asked, visit.zone, after=after, limit=A_PAGE)
    here = _address(asked, weeks)
    return visit.page(
        "targets/counted.html",
        heading=SAID[asked.which],
        target=asked.target,
        where=_where(visit, asked),
        rows=tuple(ShownRow(row, *MARKS[row.which]) for row in rows),
        back=f"{reverse('targets')}?{urlencode({'by': asked.by, 'weeks': weeks})}",
        pager=Pager(newer=here if after else "", older=f"{here}&{urlencode({'after': more})}" if more else ""),
    )


def _asked(visit: Visit) -> tuple[Counted, int]:
    """Read what is asked for; a word that means nothing is as if it were not there."""
    words: Mapping[str, str] = visit.request.GET
    weeks = int(words["weeks"]) if words.get("weeks", "").isdecimal() and len(words["weeks"]) < 4 else FIRST
    weeks = weeks if weeks in WEEKS else FIRST
    by, which = words.get("by", ""), words.get("which", "")
    return (
        Counted(
            since=_monday(day_of(visit.now, visit.zone)) - timedelta(weeks=weeks - 1) if weeks else None,
            target=words.get("target", "").replace("\x00", "")[:200],
            which=Which(which) if which in Which else Which.PROMISED,
            by=By(by) if by in By else By.WEEK,
            key=words["key"].replace("\x00", "")[:200] if "key" in words else None,
        ),
        weeks,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _table(
    visit: Visit, asked: Counted, weeks: int, name: str, clause: Target | None, found: ClauseFigures | None
) -> Table:
    own = replace(asked, target=name)
    lines = _in_order(visit, own.by, found.figures if found else ())
    return Table(
        target=name,
        clause=f"{Target.kind}: {name}",
        says=f"{clause.until} within {clause.within}, hours of the {clause.hours}" if clause else "",
        gone=clause is None,
        lines=tuple(_line(visit, replace(own, key=each.key), weeks, each) for each in lines),
        every=_line(visit, own, weeks, found.every if found else Figure("", dict.fromkeys(Which, 0))),
    )


def _in_order(visit: Visit, by: By, found: tuple[Figure, ...]) -> list[Figure]:
    """Put queues and priorities into the manual's order; weeks are in theirs."""
    if by is By.WEEK:
        return sorted(found, key=lambda each: each.key == NO_KEY, reverse=True)
    words = [each.name for each in visit.book.all(Queue)]
    if by is By.PRIORITY:
        words = [word for each in visit.book.all(Priorities) for word in each.highest_first]
    return sorted(found, key=lambda each: words.index(each.key) if each.key in words else len(words))


def _line(visit: Visit, asked: Counted, weeks: int, figure: Figure) -> Line:
    shown = (Which.PROMISED, Which.KEPT, Which.RUNNING, Which.WARNED, Which.MISSED)
    decided = figure[Which.KEPT] + figure[Which.MISSED]
    return Line(
        label=_label(visit, asked.by, asked.key),
        numbers=tuple(
            Number(
                f"{figure[which]:,}" if figure[which] else "",
                _address(replace(asked, which=which), weeks),
                late=which is Which.MISSED,
            )
            for which in shown
        ),
        share=f"{figure[Which.KEPT] * 100 // decided} %" if decided else "",
        pieces=tuple(_pieces(figure)),
    )


def _pieces(figure: Figure) -> Iterator[Piece]:
    """Draw what was kept, what runs and what was missed as one bar."""
    at, whole = 0.0, figure[Which.PROMISED]
    for which, tone in ((Which.KEPT, ""), (Which.RUNNING, "soft"), (Which.MISSED, "late")):
        if number := figure[which]:
            width = WIDE * number / whole
            yield Piece(f"{at:.1f}", f"{max(width - 1.5, 1.5):.1f}", tone)
            at += width


def _label(visit: Visit, by: By, key: str | None) -> str:
    if key is None:
        return "All"
    if key == NO_KEY:
        return {By.WEEK: "Clock stands still", By.QUEUE: "No queue", By.PRIORITY: "Nobody said"}[by]
    if by is not By.WEEK:
        return capfirst(key)
    monday = _day(key)
    if monday is None:
        return key
    year = "" if monday.year == day_of(visit.now, visit.zone).year else f" {monday.year}"
    return f"Week of {monday.day} {MONTHS[monday.month - 1]}{year}"


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


def _where(visit: Visit, asked: Counted) -> str:
    return "" if asked.key is None else _label(visit, asked.by, asked.key)


def _address(asked: Counted, weeks: int) -> str:
    words = {"by": asked.by, "weeks": weeks, "target": asked.target, "which": asked.which}
    if asked.key is not None:
        words["key"] = asked.key
    return f"{reverse('targets-counted')}?{urlencode(words)}"


def _together(found: Iterable[ClauseFigures]) -> dict[str, str]:
    """Add up the clauses, for the sentence above them."""
    clauses = list(found)
    return {which.value: f"{sum(each.every[which] for each in clauses):,}" for which in Which}
