"""How programmes of check-ins get on: their figures, and the rows behind every one of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.localtime import day_of
from rounds.basics.moments import MONTHS, said_day
from rounds.basics.text import counted, initials
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.queries import (
    MARKS,
    NARROWED_BY,
    Counted,
    Progress,
    Wakes,
    Which,
    counted_members,
    counted_rows,
    progress,
    wakes,
    weeks,
)
from rounds.imports.rejected import safe_cell
from rounds.web.doors import page
from rounds.web.marks import PHASES
from rounds.web.views.files import saved
from rounds.web.views.lists import Pager
from rounds.web.views.narrowing import Select, of_grade, of_member, of_programme
from rounds.web.visit import Visit
from rounds.web.wording import ours

SEE, DO = "see reports", "do check-ins"
YEARS = 3
"""The running year and those before it that can be chosen."""

A_PAGE = 50
WIDE, BARS, TALL, LINE = 320, 120, 90.0, 119.0
"""Units of the pictures: a member's bar, a grade's bar, the highest month, and where its months stand."""

WEEKS = 52
FOOT = 104.0
"""Weeks that the picture of wakes shows, and where its bars stand."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure and the address of the rows that it counts. count: empty for none."""

    count: str
    url: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a picture. tone: a class, empty for ink."""

    at: str
    long: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A member's row. face: their initials, empty for nobody and for all."""

    name: str
    face: str
    numbers: tuple[Number, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A grade's row: how many firms have it, and how many had it when the year began."""

    word: str
    now: Number
    before: Number
    wide: str
    was_wide: str


@dataclass(frozen=True, slots=True)
class Column:
    """A month or a week of a picture. x, middle, top: where its bar begins, its middle, and where its number stands."""

    name: str
    said: str
    x: str
    middle: str
    top: str
    pieces: tuple[Piece, ...]
    number: str
    url: str
    now: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month under the picture of weeks. number: empty for none. weeks: of the picture that begin in it."""

    name: str
    number: str
    url: str
    weeks: int


@page(SEE)
def board(visit: Visit) -> HttpResponse:
    """Show how a programme gets on in a year."""
    asked = asked_for(visit)
    if asked is None:
        return visit.page("progress/none.html", heading="Progress")
    found = progress(asked)
    monday = today(visit) - timedelta(days=today(visit).weekday())
    ahead = asked.of(first=monday, last=monday + timedelta(weeks=WEEKS) - timedelta(days=1))
    waking = wakes(ahead)
    by_week, cap = _by_week(waking), cap_of(waking)
    return visit.page(
        "progress/board.html",
        asked=asked,
        programmes=tuple(each.name for each in visit.book.all(Programme)),
        years=tuple(range(today(visit).year, today(visit).year - YEARS, -1)),
        runs=asked.year == today(visit).year,
        every=_line(found, asked, "All", "", None),
        silent=_number(found.silent, asked.of(which=Which.SILENT)),
        members=tuple(_members(found, asked)),
        grades=tuple(_grades(found, asked)),
        on_another=_number(found.on_another, asked.of(which=Which.ON_ANOTHER)),
        up=_number(found.up, asked.of(which=Which.UP)),
        down=_number(found.down, asked.of(which=Which.DOWN)),
        months=tuple(_months(found, asked, visit)),
        waking=_number(sum(waking.days.values()), ahead.of(which=Which.WAKES)),
        weeks=tuple(_weeks(by_week, cap.most, ahead, visit)),
        cap=cap,
        cap_y=f"{_height(cap.most, max([cap.most, *by_week.values()])):.1f}",
        wake_months=tuple(_wake_months(waking, ahead, monday)),
        heaviest=_heaviest(by_week, cap.most, ahead, visit),
        clause=f"{Programme.kind}: {asked.programme}",
    )


@page(SEE)
def as_table(visit: Visit) -> HttpResponse:
    """Give the figures by member as they stand on the page, in the same order, as a table for a spreadsheet."""
    asked = asked_for(visit)
    if asked is None:
        return visit.page("progress/none.html", heading="Progress")
    found = progress(asked)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([ours("Member"), *(which.value.capitalize() for which in MARKS)])
    for line in (*_members(found, asked), _line(found, asked, "All", "", None)):
        writer.writerow([safe_cell(line.name), *(each.count.replace(",", "") or "0" for each in line.numbers)])
    return saved(f"{asked.programme} {asked.year}.csv", "text/csv", out.getvalue().encode())


@page(DO)
def behind(visit: Visit) -> HttpResponse:
    """List the rows that a figure counts: whoever does check-ins sees those that wake, whoever sees reports all figures."""
    asked = asked_for(visit)
    if asked is None:
        return visit.page("progress/none.html", heading="Progress")
    if asked.which is not Which.WAKES:
        visit.allow(SEE)
    after = visit.request.GET.get("after", "")[:80]
    rows, more = counted_rows(asked, after=after, limit=A_PAGE)
    here = address_of(asked)
    back = "calendar" if asked.which is Which.WAKES else "progress"
    return visit.page(
        "progress/counted.html",
        asked=asked,
        heading=HEADINGS[asked.which],
        where=_where(visit, asked),
        rows=rows,
        selects=(selects := tuple(_selects(visit, asked))),
        kept={name: value for name, value in _words(asked).items() if name not in {each.name for each in selects}},
        marks=PHASES,
        back=f"{reverse(back)}?{urlencode(_back(asked))}",
        back_to=back,
        may_go_back=back == "calendar" or visit.may(SEE),
        pager=Pager(newer=here if after else "", older=f"{here}&{urlencode({'after': more})}" if more else ""),
    )


HEADINGS: dict[Which, str] = {
    Which.DONE: "Check-ins done",
    Which.SILENT: "Check-ins done without an answer",
    Which.DUE: "Check-ins due",
    Which.LATE: "Late check-ins",
    Which.NOT_NEEDED: "No check-in needed",
    Which.ROUNDS: "Check-ins done, due and late",
    Which.GRADED: "Firms graded",
    Which.BEFORE: "Firms that were graded",
    Which.UP: "Firms that went up",
    Which.DOWN: "Firms that went down",
    Which.WAKES: "Check-ins that wake",
    Which.ON_ANOTHER: "Firms on another programme too",
}


def today(visit: Visit) -> date:
    """Say which day it is for the team."""
    return day_of(visit.now, visit.zone)


def asked_for(visit: Visit) -> Counted | None:
    """Read what is asked for; a word that means nothing is as if it were not there. None where the manual has no programme."""
    words = visit.request.GET
    programmes = [each.name for each in visit.book.all(Programme)]
    if not programmes:
        return None
    name = words.get("programme", "")
    programme = name if name in programmes else programmes[0]
    which, first = words.get("which", ""), read_day(words.get("first", ""))
    return Counted(
        programme=programme,
        year=_whole(words.get("year", ""), today(visit).year, most=2200) or today(visit).year,
        zone=visit.zone,
        now=visit.now,
        which=Which(which) if which in Which else Which.DONE if visit.may(SEE) else Which.WAKES,
        member=_whole(words.get("member", ""), None, most=2**31 - 1),
        month=_whole(words.get("month", ""), None, most=12) or None,
        grade=words.get("grade", "").replace("\x00", "")[:100],
        first=first,
        last=read_day(words.get("last", "")) or first,
        scale=_scale(visit, programme),
    )


def _selects(visit: Visit, asked: Counted) -> Iterator[Select]:
    """Offer by what the rows of this figure can be narrowed, and the other programmes."""
    narrows = NARROWED_BY[asked.which]
    yield of_member(visit, counted_members(asked), typed="" if asked.member is None else str(asked.member))
    programme = of_programme(visit, typed=asked.programme, any_=False)
    if len(programme.options) > 1:
        yield programme
    if "month" in narrows:
        months = ((str(place), name) for place, name in enumerate(MONTHS, start=1))
        yield Select("month", "Month", str(asked.month or ""), (("", "Any month"), *months))
    if "grade" in narrows:
        yield of_grade(asked.scale, typed=asked.grade, last=(("", "No grade"),))


def address_of(asked: Counted) -> str:
    """Give the address of the rows behind a figure."""
    return f"{reverse('check-ins-counted')}?{urlencode(_words(asked))}"


def _words(asked: Counted) -> dict[str, object]:
    """Give the words of that address."""
    words: dict[str, object] = {"programme": asked.programme, "which": asked.which}
    if asked.which is Which.WAKES:
        words |= {"first": asked.first, "last": asked.last}
    elif asked.which is not Which.ON_ANOTHER:
        words |= {"year": asked.year}
    if asked.which in {Which.GRADED, Which.BEFORE}:
        words |= {"grade": asked.grade}
    for name, value in (("member", asked.member), ("month", asked.month)):
        words |= {name: value} if value is not None else {}
    return words


@dataclass(frozen=True, slots=True)
class Cap:
    """How many a week is not more than the team can do. known: it did as many once; else it is twice the even share."""

    most: int
    known: bool

    @property
    def a_day(self) -> int:
        """Give the share of a working day, rounded up."""
        return -(-self.most // 5)


def cap_of(waking: Wakes) -> Cap:
    """Say above what a week is overloaded: the most that was ever done in one, else twice the even share of a year."""
    if waking.most:
        return Cap(waking.most, known=True)
    return Cap(max(2, -(-2 * sum(waking.days.values()) // WEEKS)), known=False)


def read_day(written: str) -> date | None:
    """Read a day of an address; None for what is none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _whole(written: str, otherwise: int | None, *, most: int) -> int | None:
    if not (written.isascii() and written.isdigit() and len(written) < 11):
        return otherwise
    return int(written) if int(written) <= most else otherwise


def _scale(visit: Visit, programme: str) -> tuple[str, ...]:
    name = visit.book.get(Programme, programme).grades
    grades = visit.book.find(Grades, name) if name else None
    return tuple(each.word for each in grades.scale) if grades else ()


def _number(number: int, asked: Counted) -> Number:
    return Number(f"{number:,}" if number else "", address_of(asked), late=asked.which is Which.LATE)


def _members(found: Progress, asked: Counted) -> Iterator[Line]:
    """Give a row to everybody who did some or has some, by name; what nobody has stands last."""
    shown = {who for who, _, _ in found.marks}
    for who in sorted(shown - {0}, key=lambda each: found.members.get(each, "").casefold()):
        name = found.members.get(who, "Somebody who left")
        yield _line(found, asked, name, initials(name), who)
    if 0 in shown:
        yield _line(found, asked, "Nobody’s", "", 0)


def _line(found: Progress, asked: Counted, name: str, face: str, member: int | None) -> Line:
    counts = {which: found.many(which, member=member) for which in MARKS}
    numbers = tuple(_number(counts[which], asked.of(which=which, member=member)) for which in MARKS)
    longest = max((_of_member(found, who) for who, _, _ in found.marks), default=0)
    return Line(name, face, numbers, tuple(_pieces(counts, longest)) if member is not None else ())


def _of_member(found: Progress, who: int) -> int:
    return sum(found.many(which, member=who) for which in MARKS[:3])


def _pieces(counts: dict[Which, int], longest: int) -> Iterator[Piece]:
    """Draw what was done, is due and is late as one bar, as long as it is beside the longest."""
    at = 0.0
    for which, tone in ((Which.DONE, ""), (Which.DUE, "soft"), (Which.LATE, "late")):
        if number := counts[which]:
            width = WIDE * number / longest
            yield Piece(f"{at:.1f}", f"{max(width - 1.5, 1.5):.1f}", tone)
            at += width


def _grades(found: Progress, asked: Counted) -> Iterator[GradeLine]:
    """Give a row to each grade of the scale, to others that firms still have, and to those without one."""
    words = [*asked.scale, *sorted({*found.grades, *found.before} - {*asked.scale, ""})]
    if found.grades.get("") or found.before.get(""):
        words.append("")
    most = max([*found.grades.values(), *found.before.values()], default=1)
    for word in words:
        now, before = found.grades.get(word, 0), found.before.get(word, 0)
        yield GradeLine(
            word,
            _number(now, asked.of(which=Which.GRADED, grade=word)),
            _number(before, asked.of(which=Which.BEFORE, grade=word)),
            f"{max(BARS * now / most, 1.5):.1f}",
            f"{max(BARS * before / most, 1.5):.1f}",
        )


def _months(found: Progress, asked: Counted, visit: Visit) -> Iterator[Column]:
    kinds = ((Which.DONE, ""), (Which.DUE, "soft"), (Which.LATE, "late"))
    counts = {month: {which: found.many(which, month=month) for which, _ in kinds} for month in range(1, 13)}
    most = max(sum(each.values()) for each in counts.values()) or 1
    for month, each in counts.items():
        pieces, top = [], LINE
        for which, tone in kinds:
            if each[which]:
                tall = max(TALL * each[which] / most, 1.5)
                top -= tall
                pieces.append(Piece(f"{top:.1f}", f"{max(tall - 1, 1.5):.1f}", tone))
        number = sum(each.values())
        yield Column(
            name=MONTHS[month - 1],
            said=f"{MONTHS[month - 1]}: {each[Which.DONE]} done, {each[Which.DUE]} due, {each[Which.LATE]} late",
            x=str(50 * month - 42),
            middle=str(50 * month - 25),
            top=f"{top - 5:.1f}",
            pieces=tuple(pieces) or (Piece(f"{LINE - 1.5:.1f}", "1.5"),),
            number=f"{number:,}" if number else "",
            url=address_of(asked.of(which=Which.ROUNDS, month=month)),
            now=(asked.year, month) == (today(visit).year, today(visit).month),
        )


def _by_week(waking: Wakes) -> dict[date, int]:
    """Count by weeks, each named by its Monday."""
    found: dict[date, int] = {}
    for day, number in waking.days.items():
        monday = day - timedelta(days=day.weekday())
        found[monday] = found.get(monday, 0) + number
    return found


def _height(number: int, most: int) -> float:
    """Say where a week's bar begins, from above."""
    return min(FOOT - 86 * number / most, FOOT - 1.5)


LONG = 100
"""From here on numbers are wider than the bar of a week."""


def _weeks(counts: dict[date, int], cap: int, ahead: Counted, visit: Visit) -> Iterator[Column]:
    monday = ahead.first or today(visit)
    most = max([cap, *counts.values()])
    heaviest = max(sorted(counts), key=lambda week: counts[week], default=None)
    named = {heaviest} if most >= LONG else set(counts)  # long numbers side by side would run into one another
    for place, week in enumerate(weeks(monday, monday + timedelta(weeks=WEEKS - 1))):
        number = counts.get(week, 0)
        top = _height(number, most)
        begins = said_day(week, today=today(visit))
        tone = "over" if number > cap else "now" if place == 0 else ""
        yield Column(
            name="",
            said=f"the week of {begins}: {counted(number, 'check-in')}" if number else "",
            x=str(18 * place + 2),
            middle=str(18 * place + 9),
            top=f"{top - 5:.1f}",
            pieces=(Piece(f"{top:.1f}", f"{FOOT - top:.1f}", tone),),
            number=f"{number:,}" if tone == "over" and week in named else "",
            url=address_of(_in_week(ahead, week)),
            now=place == 0,
        )


def _wake_months(waking: Wakes, ahead: Counted, monday: date) -> Iterator[Month]:
    """Put the months under their weeks; a week belongs to the month that its Monday is in, a day to its own."""
    end = monday + timedelta(weeks=WEEKS)
    begins = monday
    while begins < end:
        following = (begins.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = min(following, end) - timedelta(days=1)
        number = sum(many for day, many in waking.days.items() if begins <= day <= last)
        url = address_of(ahead.of(which=Which.WAKES, first=begins, last=last))
        spans = sum(1 for week in weeks(begins, last) if begins <= week <= last)
        yield Month(MONTHS[begins.month - 1], f"{number:,}" if number else "", url, spans)
        begins = following


def _heaviest(counts: dict[date, int], cap: int, ahead: Counted, visit: Visit) -> tuple[str, Number, int] | None:
    """Name the week with the most, how many it wakes, and how many weeks are above the cap; None where nothing wakes."""
    if not counts:
        return None
    week, number = max(counts.items(), key=lambda each: (each[1], -each[0].toordinal()))
    wakes_then = _number(number, _in_week(ahead, week))
    return said_day(week, today=today(visit)), wakes_then, sum(each > cap for each in counts.values())


def _in_week(ahead: Counted, monday: date) -> Counted:
    return ahead.of(which=Which.WAKES, first=monday, last=monday + timedelta(days=6))


def _where(visit: Visit, asked: Counted) -> str:
    """Say in words what narrows the rows."""
    if asked.which is Which.WAKES:
        first, last = (said_day(each or today(visit), today=today(visit)) for each in (asked.first, asked.last))
        return first if first == last else f"{first} to {last}"
    if asked.which is Which.ON_ANOTHER:
        return "as it stands now"
    month = f"{MONTHS[asked.month - 1]} " if asked.month else ""
    grade = f"{asked.grade or 'no grade'}, " if asked.which in {Which.GRADED, Which.BEFORE} else ""
    nobody = ", with nobody" if asked.member == 0 else ""
    return f"{grade}{month}{asked.year}{nobody}"


def _back(asked: Counted) -> dict[str, object]:
    if asked.which is Which.WAKES:
        return {"programme": asked.programme, "month": f"{asked.first or asked.now.date():%Y-%m}"}
    return {"programme": asked.programme, "year": asked.year}
