"""The calendar of wakes: which check-ins come by themselves on which day, and which days and weeks have too many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.moments import MONTHS
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
    found, cap = wakes(shown), cap_of(_year(visit, asked, mine))
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
        cap=cap,
        mine=mine,
        choices=tuple(
            Choice(word, _address(asked, month, mine=each), each == mine)
            for word, each in (("Mine", True), ("Everybody’s", False))
        ),
        earlier=_address(asked, (month - timedelta(days=1)).replace(day=1), mine=mine),
        later=_address(asked, _next(month), mine=mine),
        now=_address(asked, today(visit).replace(day=1), mine=mine),
        months=tuple(_months(visit, asked, month, mine=mine)),
    )


def _year(visit: Visit, asked: Counted, mine: bool) -> Wakes:
    """Read the year ahead, which says what the even share of a week is."""
    begin = today(visit)
    member = visit.member.pk if mine else None
    return wakes(asked.of(which=Which.WAKES, member=member, first=begin, last=begin + timedelta(weeks=52)))


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


def _months(visit: Visit, asked: Counted, month: date, *, mine: bool) -> Iterator[Choice]:
    """Offer the months of the year ahead."""
    begin = today(visit).replace(day=1)
    for _ in range(13):
        year = "" if begin.year == today(visit).year else f" {begin.year}"
        yield Choice(f"{MONTHS[begin.month - 1]}{year}", _address(asked, begin, mine=mine), begin == month)
        begin = _next(begin)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _address(asked: Counted, month: date, *, mine: bool) -> str:
    words = {"programme": asked.programme, "month": f"{month:%Y-%m}", **({"of": "mine"} if mine else {})}
    return f"{reverse('calendar')}?{urlencode(words)}"
