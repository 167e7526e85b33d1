"""Issue 5: a calendar in a mail says what, when, where and who asks; no calendar makes the page fail or keeps it busy."""

from datetime import UTC, date, datetime

import pytest

from rounds.mail.showing.appointments import READ_AT_MOST, appointment
from tests.counting import steps

ZONED = ";TZID=W. Europe Standard Time:20261110T140000"


def calendar(*lines: str, method: str = "REQUEST") -> bytes:
    inside = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(inside).encode()


def test_an_invitation_says_what_when_where_and_who_asks() -> None:
    found = appointment(
        calendar(
            'ORGANIZER;CN="Lovelace, Ada":mailto:ada@example.org',
            "SUMMARY;LANGUAGE=de:Abnahme\\, zweiter",
            "  Teil",
            f"DTSTART{ZONED}",
            "DTEND;TZID=W. Europe Standard Time:20261110T150000",
            "LOCATION:Halle 5",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "BEGIN:VALARM",
            "SUMMARY:Not this one",
            "END:VALARM",
        )
    )
    assert found is not None
    assert (found.is_what, found.summary, found.where, found.organiser) == (
        "Invitation",
        "Abnahme, zweiter Teil",
        "Halle 5",
        "Lovelace, Ada",
    )
    assert (found.starts, found.ends) == (
        datetime(2026, 11, 10, 13, tzinfo=UTC),
        datetime(2026, 11, 10, 14, tzinfo=UTC),
    )
    assert found.repeats


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20261110T130000Z",
        f"DTSTART{ZONED}",
        "DTSTART;TZID=Europe/Berlin:20261110T140000",
        'DTSTART;TZID="/freeassociation.sourceforge.net/Europe/Berlin":20261110T140000',
        'DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern":20261110T140000',
        "DTSTART;VALUE=DATE-TIME;TZID=Europe/Berlin:20261110T140000",
    ],
)
def test_zones_are_known_however_programs_name_them(line: str) -> None:
    found = appointment(calendar("SUMMARY:x", line))
    assert found is not None
    assert (found.starts, found.zone) == (datetime(2026, 11, 10, 13, tzinfo=UTC), "")


def test_a_zone_that_nobody_knows_is_named_and_its_time_left_as_it_is() -> None:
    found = appointment(calendar("DTSTART;TZID=../../etc/passwd:20261110T140000"))
    assert found is not None
    assert (found.starts, found.zone) == (datetime(2026, 11, 10, 14), "../../etc/passwd")  # noqa: DTZ001 - nobody's clock


def test_whole_days_end_on_their_last_and_a_duration_says_when() -> None:
    days = appointment(calendar("DTSTART;VALUE=DATE:20261110", "DTEND;VALUE=DATE:20261112"))
    assert days is not None
    assert (days.starts, days.ends) == (date(2026, 11, 10), date(2026, 11, 11))
    hours = appointment(calendar("DTSTART:20261110T130000Z", "DURATION:PT90M"))
    assert hours is not None
    assert hours.ends == datetime(2026, 11, 10, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "word"),
    [
        ("REQUEST", "Invitation"),
        ("CANCEL", "Cancelled appointment"),
        ("REPLY", "Answer to an invitation"),
        ("PUBLISH", "Appointment"),
    ],
)
def test_it_says_what_sort_of_word_it_is(method: str, word: str) -> None:
    found = appointment(calendar("DTSTART:20261110T130000Z", method=method))
    assert found is not None
    assert found.is_what == word


ENDLESS = (
    b"BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    b"END:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no calendar",
        calendar("SUMMARY:no beginning"),
        calendar("DTSTART:yesterday"),
        calendar("DTSTART:99999999T999999Z"),
        calendar("DTSTART:99991231T235959Z", "DURATION:P999999999D"),
        calendar(
            "DTSTART:20261110T130000Z", "DTEND;VALUE=DATE:20261111", "ORGANIZER", "SUMMARY;X=" + ";Y=" * 30_000 + ":z"
        ),
        b"BEGIN:VEVENT\r\n" * 10_000,
        calendar(*["X-A;B=c:d"] * 15_000, "DTSTART:20261110T130000Z"),
        calendar(f"SUMMARY:{'x' * 400_000}", "DTSTART:20261110T130000Z"),
        calendar("DTSTART;TZID=Own:20261110T130000").replace(b"BEGIN:VEVENT", ENDLESS + b"BEGIN:VEVENT"),
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261110T130000Z\nSUMMARY:\x00\ud7ff\n".encode(
            "utf-8", "surrogatepass"
        ),
    ],
    ids=str,
)
def test_no_calendar_makes_it_fail_or_keeps_it_busy(data: bytes) -> None:
    found = appointment(data)
    assert steps(lambda: appointment(data)) < READ_AT_MOST
    assert found is None or len(found.summary) <= 300
