"""A manual that Rounds brings along is put where an office stands: on its clock, with its country's public holidays.

Which country a zone lies in, and what countries are called, stands in the tables of the time zone database (`zone.tab`,
`iso3166.tab`); which older name means which zone, in its `tzdata.zi`, in lines that begin with L.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from rounds.basics.problems import Problem, refuse_if
from rounds.basics.text import nearest
from rounds.manual.front import COUNTRIES
from rounds.manual.reading import front_end

OF_THE_ZONE, NONE = "", "none"
"""What may be chosen as holidays beside a country: those of the country that the zone lies in, and none."""

ELSEWHERE: Mapping[str, str] = {
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Virgin": "VI",
    "Antarctica/South_Pole": "AQ",
    "Atlantic/Jan_Mayen": "SJ",
    "Iceland": "IS",
    "Pacific/Ponape": "FM",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
    "CET": "",
    "EET": "",
    "EST": "",
    "HST": "",
    "MET": "",
    "MST": "",
    "WET": "",
}
"""Older names that mean a zone of another country, since the clocks agree; and those that are no place."""


def at_home(text: str, *, zone: str, holidays: str = OF_THE_ZONE) -> str:
    """Write a manual's head anew, and leave the rest as it stands. holidays: a country in two letters, OF_THE_ZONE or NONE.

    A text without a head stays as it is: the check of the manual says what it lacks. Lines end as they do in manuals that are kept.
    Raises Refused: no such zone, no such country.
    """
    refuse_if([*_zone_problems(zone), *_holiday_problems(holidays)])
    country = country_of(zone) if holidays == OF_THE_ZONE else holidays
    lines = text.replace("\r\n", "\n").split("\n")
    if not (end := front_end(lines)):
        return text
    head = _said(lines[1 : end - 1], "zone", zone)
    head = _said(head, "holidays", f"[{country}]" if country in COUNTRIES else "")
    return "\n".join([lines[0], *head, *lines[end - 1 :]])


def _said(head: list[str], key: str, value: str) -> list[str]:
    """Write a key anew where it stands, with all the lines of its value, else at the end; or leave it out where there is nothing to say."""
    said = [f"{key}: {value}"] if value else []
    start = next((place for place, line in enumerate(head) if re.match(rf"{key}\s*:", line)), len(head))
    end = start + 1
    while end < len(head) and GOES_ON.match(head[end]):
        end += 1
    return [*head[:start], *said, *head[end:]]


GOES_ON = re.compile(r"\s+\S|-(\s|$)|[\]}]")
"""How a line begins that belongs to the value of the key above it: further in, as a point of a list, or with a closing bracket."""


def country_of(zone: str) -> str:
    """Give the country that a zone lies in, in two letters, also by an older name; "" where it is of none, as UTC."""
    if zone in ELSEWHERE:
        return ELSEWHERE[zone]
    means = _older_names().get(zone, zone)
    countries_of = {name: code for code, _, name, *_ in _table("zone.tab")}
    return countries_of.get(zone) or countries_of.get(means, "")


@cache
def _older_names() -> Mapping[str, str]:
    """Give which zone a name means that is not its own."""
    lines = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    return {older: means for _, means, older in (line.split() for line in lines if line.startswith("L "))}


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
