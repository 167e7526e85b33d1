"""A manual that Rounds brings along is put where an office stands: on its clock, with its country's public holidays.

Which country a zone lies in, and what countries are called, stands in the tables of the time zone database (`zone.tab`, `iso3166.tab`).
"""

import re
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from rounds.basics.problems import Problem, refuse_if
from rounds.basics.text import nearest
from rounds.manual.front import COUNTRIES

OF_THE_ZONE, NONE = "", "none"
"""What may be chosen as holidays beside a country: those of the country that the zone lies in, and none."""


def at_home(text: str, *, zone: str, holidays: str = OF_THE_ZONE) -> str:
    """Write a manual's head anew, and leave the rest as it stands. holidays: a country in two letters, OF_THE_ZONE or NONE.

    Raises Refused: no such zone, no such country.
    """
    refuse_if([*_zone_problems(zone), *_holiday_problems(holidays)])
    country = country_of(zone) if holidays == OF_THE_ZONE else holidays
    before, head, after = text.split("---\n", 2)
    head = _said(head, "zone", zone)
    head = _said(head, "holidays", f"[{country}]" if country in COUNTRIES else "")
    return "---\n".join((before, head, after))


def _said(head: str, key: str, value: str) -> str:
    """Write the line of a key anew, or leave it out where there is nothing to say."""
    line = f"{key}: {value}\n" if value else ""
    head, found = re.subn(rf"^{key}:.*\n", line, head, flags=re.MULTILINE)
    if found != 1:
        raise ValueError(f"the head says “{key}” {found} times")
    return head


def country_of(zone: str) -> str:
    """Give the country that a zone lies in, in two letters; "" where it is of none, as UTC, or goes by an older name."""
    return next((code for code, _, name, *_ in _table("zone.tab") if name == zone), "")


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """List the countries whose public holidays are known: two letters and a name, by name."""
    named = [(code, name) for code, name in _table("iso3166.tab") if code in COUNTRIES]
    return tuple(sorted(named, key=lambda each: each[1]))


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


def _zone_problems(zone: str) -> list[Problem]:
    if not zone:
        return [
            Problem(
                "no zone",
                "The time zone of your office is missing.",
                "It is a place, as in Europe/Berlin.",
                field="zone",
            )
        ]
    if zone in available_timezones():
        return []
    near = nearest(zone, available_timezones())
    fix = f"Did you mean “{near}”?" if near else "It is a place, as in Europe/Berlin."
    return [Problem("no zone", f"There is no time zone “{zone[:60]}”.", fix, field="zone")]


def _holiday_problems(holidays: str) -> list[Problem]:
    if holidays in {OF_THE_ZONE, NONE} or holidays in COUNTRIES:
        return []
    text = f"There are no holidays for “{holidays[:20]}”."
    return [
        Problem(
            "no country", text, "A country is written in two letters, as in US or DE; “none” is none.", field="holidays"
        )
    ]
