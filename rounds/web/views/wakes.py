"""The calendar of wakes: which check-ins come by themselves on which day, and which days and weeks have too many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.moments import MONTHS, said_day
from rounds.basics.windows import DAYS
from rounds.checkins.clauses import Programme
from rounds.checkins.queries import Counted, Wakes, Which, wakes, weeks
from rounds.web.doors import page
from rounds.web.views.lists import Choice
from rounds.web.views.progress import Cap, address_of, asked_for, cap_of, read_day, today
from rounds.web.visit import Visit

DO = "do check-ins"
FULL = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A square. count: how many wake, 0 for none. tall: of its bar, in hundredths of the fullest day's."""

    day: date
    count: int
    url: str
    said: str
    over: bool
    today: bool
    outside: bool
    wide: str


@dataclass(frozen=True, slots=True)
class Week:
    """A row of squares, with how many they wake together."""

    days: tuple[Day, ...]
    count: int
    url: str
    said: str
    over: bool


@page(DO)
def calendar(visit: Visit) -> HttpResponse:
    """Show a month of wakes, of everybody or one's own."""
    asked = asked_for(visit)
    if asked is None:
        return visit.page("progress/none.html", heading="Calendar")
    month = read_day(f"{visit.request.GET.get('month', '')[:7]}-01") or today(visit).replace(day=1)
    mine = visit.request.GET.get("of") == "mine"
    last = _next(month) - timedelta(days=1)
    mondays = tuple(weeks(month, last))
    shown = asked.of(
        which=Which.WAKES,
        member=visit.member.pk if mine else None,
        first=mondays[0],
        last=mondays[-1] + timedelta(days=6),
    )
    ahead = _ahead(visit, asked, mine)
    found, cap = wakes(shown), cap_of(_year(visit, ahead))
    rows = tuple(_week(monday, month, found, cap, shown, visit) for monday in mondays)
    return visit.page(
        "progress/calendar.html",
        asked=asked,
        programmes=tuple(each.name for each in visit.book.all(Programme)),
        name=f"{FULL[month.month - 1]} {month.year}",
        month=f"{month:%Y-%m}",
        heads=DAYS,
        weeks=rows,
        many=sum(day.count for row in rows for day in row.days if not day.outside),
        many_url=address_of(shown.of(first=month, last=last)),
        over=sum(row.over for row in rows),
        next=_next_one(visit, asked, ahead, last, mine=mine),
        cap=cap,
        mine=mine,
        choices=tuple(
            Choice(word, _address(asked, month, mine=each), each == mine)
            for word, each in (("Mine", True), ("Everybody’s", False))
        ),
        earlier=_address(asked, (month - timedelta(days=1)).replace(day=1), mine=mine),
        later=_address(asked, _next(month), mine=mine),
        now=_address(asked, today(visit).replace(day=1), mine=mine),
        months=tuple(_months(visit, asked, ahead, month, mine=mine)),
    )


def _ahead(visit: Visit, asked: Counted, mine: bool) -> Wakes:
    """Read the months that are offered, of everybody or one's own."""
    months = tuple(_offered(visit))
    member = visit.member.pk if mine else None
    last = _next(months[-1]) - timedelta(days=1)
    return wakes(asked.of(which=Which.WAKES, member=member, first=months[0], last=last))


def _year(visit: Visit, ahead: Wakes) -> Wakes:
    """Give the year ahead alone, which says what the even share of a week is."""
    begin = today(visit)
    last = begin + timedelta(weeks=52)
    return Wakes({day: number for day, number in ahead.days.items() if begin <= day <= last}, ahead.most)


def _next_one(visit: Visit, asked: Counted, ahead: Wakes, last: date, *, mine: bool) -> Choice | None:
    """Give the first day behind a month on which any wakes, with the month that it is in; None where none is known."""
    day = min((day for day in ahead.days if day > last), default=None)
    return (
        Choice(said_day(day, today=today(visit)), _address(asked, day.replace(day=1), mine=mine), False)
        if day
        else None
    )


def _week(monday: date, month: date, found: Wakes, cap: Cap, shown: Counted, visit: Visit) -> Week:
    number = found.in_week(monday)
    most = max([*found.days.values(), cap.a_day], default=1)
    days = tuple(_day(monday + timedelta(days=place), month, found, cap, most, shown, visit) for place in range(7))
    too_many = f", more than the {cap.most} of a good week" if number > cap.most else ""
    return Week(
        days,
        number,
        address_of(shown.of(first=monday, last=monday + timedelta(days=6))),
        f"Week of {monday.day} {MONTHS[monday.month - 1]}: {number}{too_many}",
        number > cap.most,
    )


def _day(day: date, month: date, found: Wakes, cap: Cap, most: int, shown: Counted, visit: Visit) -> Day:
    number = found.days.get(day, 0)
    too_many = f", more than {cap.a_day}" if number > cap.a_day else ""
    return Day(
        day,
        number,
        address_of(shown.of(first=day, last=day)),
        f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}: {number}{too_many}",
        number > cap.a_day,
        day == today(visit),
        day.month != month.month,
        f"{100 * number / most:.0f}",
    )


def _months(visit: Visit, asked: Counted, ahead: Wakes, month: date, *, mine: bool) -> Iterator[Choice]:
    """Offer the months of the year ahead, each with how many wake in it."""
    for begin in _offered(visit):
        year = "" if begin.year == today(visit).year else f" {begin.year}"
        many = sum(number for day, number in ahead.days.items() if begin <= day < _next(begin))
        url = _address(asked, begin, mine=mine)
        yield Choice(f"{MONTHS[begin.month - 1]}{year}", url, begin == month, f"{many:,}" if many else "")


def _offered(visit: Visit) -> Iterator[date]:
    """Give the first days of this month and of the twelve behind it."""
    begin = today(visit).replace(day=1)
    for _ in range(13):
        yield begin
        begin = _next(begin)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _address(asked: Counted, month: date, *, mine: bool) -> str:
    words = {"programme": asked.programme, "month": f"{month:%Y-%m}", **({"of": "mine"} if mine else {})}
    return f"{reverse('calendar')}?{urlencode(words)}"
