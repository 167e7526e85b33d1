"""The day that a date means, whatever the clocks and hours that it was set by, and its morning by others (A1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.checkins.clauses import Programme
from rounds.checkins.rules.reasons import LOOK, date_because
from rounds.desk.dates import ReopenDate
from rounds.timeline.rules import Because, Fact

WESTERNMOST, EASTERNMOST = timedelta(hours=-11), timedelta(hours=13)
"""How far clocks are from UTC."""


def day_meant(came: datetime, hours: Hours, *, team: Hours) -> date:
    """Say on which day's morning a date stands, whatever the clocks that it was set by; only mornings make dates of check-ins.

    One that is a morning of the team's own clocks was most likely set by them. Else clocks are taken to be from 11 hours behind UTC to
    13 before it, which leaves one day to each moment but at these ends: there the eastern one is meant, for New Zealand's summer has
    more firms than American Samoa. The Line Islands, 14 hours before UTC, are taken for Hawaii: a firm of theirs whose zone is put
    right keeps the day before. hours, team: of the firm's clocks and the team's. came: aware, UTC. Source: A1.
    """
    if team.opening_on_or_after(day_of(came, team.zone)) == came:
        return day_of(came, team.zone)
    by_utc = replace(hours, zone=ZoneInfo("UTC"))
    for days in (1, 0, -1):
        day = day_of(came, by_utc.zone) + timedelta(days=days)
        opens = by_utc.opening_on_or_after(day)
        if day_of(opens, by_utc.zone) == day and WESTERNMOST <= opens - came <= EASTERNMOST:
            return day
    return day_of(came, hours.zone)


def same_day(
    programme: Programme,
    version: int,
    day: date,
    *,
    was: Because | None,
    hours: Hours,
    at: datetime,
    keeps: bool = True,
) -> ReopenDate:
    """Give the date of a check-in whose firm lies in another zone than was known: the same day's morning there, never a past one.

    was: why it has that day. keeps: a customer's answer leaves it. at: aware, UTC. Source: A1.
    """
    came = hours.opening_on_or_after(day)
    if came <= at:
        came = hours.opening_on_or_after(day_of(at, hours.zone) + timedelta(days=1))
    before = [fact for fact in was.facts if fact.label != CLOCKS] if was else []
    keys, next_ = (was.keys, was.next) if was else (("hours",), LOOK)
    return date_because(programme, version, came, [*before, Fact(CLOCKS, hours.zone.key)], next_, keys, keeps=keeps)


CLOCKS = "the firm’s clocks are those of"
HOURS_BEFORE = "by the hours before it was to open"
NOBODY_HERE = "nobody is here any more on"


def day_before_hours(came: datetime, was: Because | None, hours: Sequence[Hours]) -> date:
    """Say on which day a date was meant that was set by other hours: where nobody was there on it any more, its reason says which.

    hours: by one of which it was set, on the firm's clocks. came: aware, UTC. Source: A1.
    """
    for fact in was.facts if was else ():
        if fact.label == NOBODY_HERE:
            return date.fromisoformat(fact.text)
    days = [day_of(came, each.zone) for each in hours]
    return next((day for day, each in zip(days, hours, strict=True) if each.opening_on_or_after(day) == came), days[0])


def by_other_hours(
    programme: Programme,
    version: int,
    comes: datetime,
    *,
    day: date,
    was: datetime,
    because: Because | None,
    hours: Hours,
) -> ReopenDate:
    """Give the date of a check-in on no ladder as the hours of a manual have it that has come into force since.

    day: that was meant; it is said while another one comes in its place, and comes back with the hours that have it. was: the moment that
    stood; because: why. comes, was: aware, UTC. Source: A1; clause kinds `hours`, `programme`, key `hours`.
    """
    facts = [fact for fact in (because.facts if because else ()) if fact.label not in {HOURS_BEFORE, NOBODY_HERE}]
    facts.append(Fact(HOURS_BEFORE, at=was))
    if day_of(comes, hours.zone) != day:
        facts.append(Fact(NOBODY_HERE, day.isoformat()))
    keys, next_ = (because.keys, because.next) if because else ((), LOOK)
    return date_because(programme, version, comes, facts, next_, tuple(dict.fromkeys([*keys, "hours"])))
