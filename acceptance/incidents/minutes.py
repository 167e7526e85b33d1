"""When each incident should have been answered and solved, counted a minute at a time from the log itself.

It imports nothing of Rounds and does not calculate with spans: it walks from the minute in which an incident was opened, looks at each
minute whether it counts, and stops where enough have. What the manual says (`manuals/web-agency-desk.md`, `targets.md`) stands
here once more, in this module's own words.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from acceptance.incidents.judge import URGENCY, waits
from acceptance.incidents.tables import Incident, moment

CHICAGO = ZoneInfo("America/Chicago")
MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2016, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)
"""Between these the minutes are written down; the log lies inside, and no clock of it runs out later."""

OFF = {
    date(2016, 1, 1), date(2016, 1, 18), date(2016, 2, 15), date(2016, 5, 30), date(2016, 7, 4), date(2016, 9, 5),
    date(2016, 10, 10), date(2016, 11, 11), date(2016, 11, 24), date(2016, 12, 25), date(2016, 12, 26),
    date(2017, 1, 1), date(2017, 1, 2), date(2017, 1, 16), date(2017, 2, 20), date(2017, 5, 29), date(2017, 7, 4),
    date(2017, 9, 4), date(2017, 10, 9), date(2017, 11, 10), date(2017, 11, 11), date(2017, 11, 23), date(2017, 12, 25),
}  # fmt: skip
"""The public holidays of the United States in these two years, with the days on which they were kept, from a calendar."""


@dataclass(frozen=True)
class Expected:
    """What is promised on one incident. target: the clause's name. ended: None where it is not done."""

    target: str
    due: datetime
    ended: datetime | None

    def missed(self, now: datetime) -> bool:
        """Say whether it was not kept by then."""
        return (self.ended or now) > self.due


def expected(incident: Incident) -> dict[str, Expected]:
    """Say by what ends a clock which target an incident has: its first answer, and that it is solved."""
    opened = _number(incident.first["opened_at"])
    still, ended = _life(incident)
    urgency = URGENCY[incident.last["priority"]]
    if urgency == "urgent":
        name, due = "urgent solved", _after(opened, 8 * 60, still, working=True)
    elif urgency == "high":
        name, due = "high solved", _after(opened, 24 * 60, still, working=False)
    else:
        name, due = "solved", _after_days(opened, 3, still)
    first = _after(opened, 4 * 60, still, working=True)
    done = None if ended is None else _moment(ended)
    return {
        "first answer": Expected("first answer", _moment(first), done),
        "solved": Expected(name, _moment(due), done),
    }


def _life(incident: Incident) -> tuple[set[int], int | None]:
    """Give the minutes in which no clock runs, and the one in which it was done for good.

    It waits for somebody else, or was done and then was not. The log has no answers: the clock of the first one ends with the end.
    """
    still = {minute for _, since, until in waits(incident) for minute in range(_since(since), _since(until))}
    done: int | None = None
    for row in incident.changes:
        at, word = _number(row["sys_updated_at"]), row["incident_state"]
        if word in {"Resolved", "Closed"}:
            done = at if done is None else done
        elif word != "-100" and done is not None:
            still.update(range(done, at))
            done = None
    return still, done


def _after(opened: int, many: int, still: set[int], *, working: bool) -> int:
    """Count minutes from the opening until there are so many."""
    works, minute, counted = _working(), opened, 0
    while counted < many:
        counted += minute not in still and (not working or works[minute])
        minute += 1
    return minute


def _after_days(opened: int, days: int, still: set[int]) -> int:
    """Go to the same time of the day so many working days later; what stood still on the way there is worked off behind it.

    A clock that stands still at that time has not come there: it goes on when it runs again.
    """
    works, minute, owed, goal = _working(), opened, 0, _same_time_later(opened, days)
    while minute < goal or owed or (minute in still and minute - 1 in still):
        stands = minute in still
        if works[minute] and stands == (minute < goal):
            owed += 1 if stands else -1
        minute += 1
    return minute


def _same_time_later(opened: int, days: int) -> int:
    """Say when so many working days are over: at the wall's time of the first working minute, or when next we work."""
    wall = _moment(_next_working(opened)).astimezone(CHICAGO)
    day = wall.date()
    while days:
        day += timedelta(days=1)
        days -= _is_workday(day)
    return _next_working(_since(datetime.combine(day, wall.time(), CHICAGO)))


def _next_working(minute: int) -> int:
    while not _working()[minute]:
        minute += 1
    return minute


@cache
def _working() -> bytearray:
    """Look at the clock on the wall in Chicago for each minute: Monday to Friday, eight to twelve and one to five."""
    return bytearray(_is_open(_moment(minute).astimezone(CHICAGO)) for minute in range(_since(LAST)))


def _is_open(wall: datetime) -> bool:
    return _is_workday(wall.date()) and (8 <= wall.hour < 12 or 13 <= wall.hour < 17)


def _is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def _number(written: str) -> int:
    """Give a date of the log as the number of its minute."""
    at = moment(written)
    assert at, "every change of the log has its moment"
    return _since(at)


def _since(at: datetime) -> int:
    return (at - FIRST) // MINUTE


def _moment(minute: int) -> datetime:
    return FIRST + minute * MINUTE
