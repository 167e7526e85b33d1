"""What a calendar file in a mail asks for: what, when, where, and who asks. Source: RFC 5545, RFC 5546 (METHOD).

A calendar is a stranger's bytes, and time zones in it may be made of rules that never end. So only the few lines of its first event are
handed to the library, and a zone is known by its name alone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event
from icalendar.prop import vBroken
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rounds.mail.reading.charsets import decoded
from rounds.mail.reading.headers import one_line

READ_AT_MOST = 200_000
LONGEST_LINE = 2_000
LONGEST = 300
FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"([A-Za-z-]{1,40})([;:].*)")
ZONE = re.compile(r';TZID=("[^"]{0,100}"|[^;:]{0,100})', re.IGNORECASE)
OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
WANTED = frozenset({"SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "ORGANIZER", "RRULE"})
METHODS = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled appointment",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed",
}

type Moment = datetime | date


@dataclass(frozen=True, slots=True)
class Appointment:
    """The first event of a calendar file. is_what: "Invitation" or the like; organiser: name or address, "" where nobody is named.

    starts, ends: aware UTC; naive, on a clock nobody knows, where `zone` names one that we do not know, or none is named; dates for whole
    days, both included. ends: None where it is not said.
    """

    is_what: str
    summary: str
    starts: Moment
    ends: Moment | None
    zone: str
    where: str
    organiser: str
    repeats: bool


def appointment(data: bytes) -> Appointment | None:
    """Read the first event of a calendar file; None where there is none whose beginning can be read."""
    lines = FOLD.sub("", decoded(data[:READ_AT_MOST], "utf-8")).splitlines()
    method = next((line[7:].strip().upper() for line in lines[:100] if line[:7].upper() == "METHOD:"), "")
    found = _first_event(lines)
    zone = ZONE.search(found.get("DTSTART", ""))
    event = _parsed(
        {name: ZONE.sub("", line, count=1) if name.startswith("DT") else line for name, line in found.items()}
    )
    starts = _value(event, "DTSTART") if event else None
    if event is None or not isinstance(starts, date):
        return None
    named = zone[1].strip('"') if zone else ""
    known = zone_of(named)
    return Appointment(
        METHODS.get(method, "Appointment"),
        _text(event, "SUMMARY"),
        _in_utc(starts, known),
        _end(event, starts, known),
        "" if known else named,
        _text(event, "LOCATION"),
        _organiser(event),
        "RRULE" in event,
    )


def _first_event(lines: list[str]) -> dict[str, str]:
    """Give the wanted lines of the first event by their names, the first of each, without what stands in boxes inside it."""
    found: dict[str, str] = {}
    boxes: list[str] = []
    for line in lines:
        name, _, value = line.strip().partition(":")
        if name.upper() == "BEGIN":
            boxes.append(value.strip().upper())
        elif name.upper() == "END":
            if boxes[-1:] == ["VEVENT"]:
                return found
            boxes = boxes[:-1]
        elif boxes[-1:] == ["VEVENT"] and (parts := LINE.match(line)) and parts[1].upper() in WANTED:
            found.setdefault(parts[1].upper(), line[:LONGEST_LINE])
    return found


def _parsed(lines: dict[str, str]) -> Event | None:
    try:
        event = Calendar.from_ical("\r\n".join(["BEGIN:VEVENT", *lines.values(), "END:VEVENT", ""]))
    except (ValueError, KeyError, IndexError):
        return None
    return event if isinstance(event, Event) else None


def zone_of(name: str) -> tzinfo | None:
    """Find a zone by its name: of the tz database, of Windows, an offset, or one of the first at the end of a path; None if unknown."""
    for each in (name, WINDOWS_TO_OLSON.get(name, ""), "/".join(name.split("/")[-2:])):
        try:
            return ZoneInfo(each)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    if offset := OFFSET.search(name):
        minutes = min(int(offset[2]) * 60 + int(offset[3] or 0), 14 * 60)
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    return None


def _in_utc(at: Moment, zone: tzinfo | None) -> Moment:
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None and zone is None:
        return at
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=None)


def _end(event: Event, starts: Moment, zone: tzinfo | None) -> Moment | None:
    """Say when it ends; of whole days the last, for a calendar names the one behind it."""
    ends, lasts = _value(event, "DTEND"), _value(event, "DURATION")
    try:
        if isinstance(lasts, timedelta) and ends is None:
            ends = starts + lasts
        if not isinstance(ends, date) or isinstance(ends, datetime) != isinstance(starts, datetime):
            return None
        return _in_utc(ends, zone) if isinstance(ends, datetime) else max(ends - timedelta(days=1), starts)
    except OverflowError:
        return None


def _value(event: Event, name: str) -> object:
    """Give a moment or a span; None where it is not said, or cannot be read."""
    found = event.get(name)
    return None if isinstance(found, vBroken) else getattr(found, "dt", None)


def _text(event: Event, name: str) -> str:
    return one_line(str(event.get(name, "")))[:LONGEST]


def _organiser(event: Event) -> str:
    """Name who asks: by name, else by address."""
    found = event.get("ORGANIZER")
    named = one_line(str(getattr(found, "params", {}).get("CN", ""))).strip("\"'")
    return (named or re.sub(r"\Amailto:", "", one_line(str(found or "")), flags=re.IGNORECASE))[:LONGEST]
