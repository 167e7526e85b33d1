"""A fact may count items: each once, however often it is told of, and what names none by itself (A5)."""

import html
import re

from rounds.checkins.queries import evidence_page
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import MANUALS, a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

LATE = "fact: past due\nof: account\ncount: usage\n"


def a_late_firm(count: str) -> Firm:
    """Let a firm be past due: one item for three days, another once, two that have no name; and one of them a year and more ago."""
    manual = a_yearly_manual()
    assert manual.count(LATE) == 1
    firm = a_firm(a_workspace(manual=manual.replace(LATE, LATE.replace("usage", count))))
    told = [
        ("app", "i1", 9),
        ("app", "i1", 8),
        ("app", "i1", 7),
        ("app", "i2", 6),
        ("app", "", 5),
        ("app", "", 4),
        ("log", "i1", 3),
    ]
    told += [("app", "i1", 400), ("app", "i1", 401)]
    rows = [
        Usage(
            source=source,
            knows=OURS,
            account=str(firm.id),
            at=later(-ago),
            key=f"k{nth}",
            event="item past due",
            item=item,
        )
        for nth, (source, item, ago) in enumerate(told)
    ]
    with firm.cast.inside():
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
    return firm


def figures(firm: Firm) -> tuple[int, int]:
    with firm.cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page and not page.trouble
    return page.seen.figures["past due"].number, page.seen.figures["past due"].before


def test_an_item_that_is_told_of_each_day_counts_once_in_each_year_and_opens_as_one_row_A5():
    assert figures(a_late_firm("usage")) == (7, 2)
    firm = a_late_firm("items")
    assert figures(firm) == (5, 1), "i1 and i2 of one source, i1 of another, and the two without a name"
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(f"/check-ins/{firm.check_in.pk}?from={later(-30):%F}&to={later(1):%F}").content.decode()
    link = re.search(r'<a class="numlink" href="([^"]+)">5<span class="vh"> Past due', page)
    assert link
    behind = client.get(html.unescape(link[1])).content.decode()
    assert "<p>5 in all," in behind


def test_programs_are_told_the_same_of_a_fact_as_of_ever_A5():
    firm = a_late_firm("items")
    found = program(firm.cast).get("/facts?fact=past%20due&of=account").json()["items"]
    assert [row["number"] for row in found] == [5]


def test_the_shipped_manual_counts_what_is_past_due_by_its_items():
    text = (MANUALS / "annual-check-ins.md").read_text()
    assert "fact: past due\nof: account\ncount: items\n" in text
