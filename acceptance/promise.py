"""The promised date comes, under a moved clock: the ticket opens by itself, once, and its Why says so."""

import re

import psycopg

from acceptance import browsing
from acceptance.conversation import Talk
from acceptance.house import EMAIL, House
from acceptance.report import Report
from outside import places

SHIFT = "+22d"
WOKE = "select count(*) from timeline_event e join ticket t on t.id = e.subject_id where e.kind = 'desk.woke' and t.number = %s"


def played(house: House, talk: Talk, report: Report) -> None:
    """Move the clock past the date, and read what happened and why."""
    report.check("before its date the ticket has not woken", woken(house, talk.number) == 0)
    house.restart(shift=SHIFT)
    places.wait(
        lambda: woken(house, talk.number) > 0, seconds=60, what="the promised date to wake the ticket", every=0.3
    )
    page = house.member().open(f"/desk/{talk.number}")
    report.check(f"under a clock moved by {SHIFT} its date woke it", "Promised date came" in page.text)
    with browsing.browser(house.rounds.base, EMAIL, house.password) as window:
        address, words = browsing.read_why(window, talk.number)
    report.check("its Why is on hover and as a page", "/why/" in address, address.partition(house.rounds.base)[2])
    report.check("the Why names the clause", "promised dates: on the desk" in words)
    report.check(
        "the Why names what was seen and what is next",
        all(word in words for word in ("SEEN", "NEXT")) or all(word in words for word in ("Seen", "Next")),
    )
    for line in re.split(r"\n+", words):
        report.say(f"    | {line}")
    report.check("it woke once", woken(house, talk.number) == 1)


def woken(house: House, number: int) -> int:
    """Count how often a ticket was woken by its date."""
    with psycopg.connect(house.owner_url) as owner:
        row = owner.execute(WOKE, [number]).fetchone()
    return int(row[0]) if row else 0
