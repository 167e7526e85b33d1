"""A manual that says something else of a grade, in titles, says it of the firms that were graded already (A7)."""

import pytest

from rounds.checkins import commands as checkins
from rounds.checkins.commands import titling
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt, bring_back
from rounds.manual.queries import proposal
from tests.manuals import GRADES, PROGRAMME, a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.world import MONDAY, a_workspace, later

TITLE = "Harbour FM: yearly check-in"
SAYS = "in the title: {E: not using}"


def graded(*names: str, grade: str = "E") -> list[Firm]:
    cast = a_workspace(manual=a_yearly_manual())
    firms = [a_firm(cast, name=name) for name in names]
    with cast.inside():
        for firm in firms:
            checkins.give_grade(check_in_id=firm.check_in.pk, grade=grade, by=cast.rep, at=MONDAY)
    return firms


def adopts(firm: Firm, grades: str, *, programme: str = PROGRAMME) -> None:
    with firm.cast.inside():
        adopt(text=a_yearly_manual(programme, grades), by=firm.cast.manager, at=later(1))
    for _ in range(4):
        firm.passes(later(1))


@pytest.mark.parametrize(
    ("now", "title", "mark"),
    [
        ("in the title: {E: silent}", f"{TITLE} · silent", "silent"),
        ("in the title: {A: a joy}", TITLE, ""),
        ("", TITLE, ""),
    ],
)
def test_titles_say_what_the_new_manual_says_and_why_F2(now: str, title: str, mark: str):
    [firm] = graded("Harbour FM")
    assert firm.ticket.subject == f"{TITLE} · not using"
    adopts(firm, GRADES.replace(SAYS, now))
    assert (firm.ticket.subject, firm.ticket.mark) == (title, mark)
    assert firm.happened("checkins.title said") == ["checkins.title said"] * 2
    said = firm.last_reason()
    assert (said["clause"], said["version"], said["keys"]) == ("grades: firm grades", 2, ["in the title"])
    firm.passes(later(2))
    assert firm.happened("checkins.title said") == ["checkins.title said"] * 2


def test_a_grade_that_said_nothing_before_says_it_now_and_no_more_when_the_manual_is_brought_back():
    [firm] = graded("Harbour FM", grade="A")
    adopts(firm, GRADES.replace(SAYS, "in the title: {A: a joy}"))
    assert firm.ticket.subject == f"{TITLE} · a joy"
    with firm.cast.inside():
        bring_back(number=1, version=2, by=firm.cast.manager, at=later(2))
    for _ in range(2):
        firm.passes(later(2))
    assert (firm.ticket.subject, firm.ticket.mark) == (TITLE, "")


@pytest.mark.parametrize(
    ("grades", "programme", "says"),
    [
        (
            GRADES.replace(SAYS, "in the title: {E: silent}"),
            PROGRAMME,
            ("The titles of 2 firms graded E say “silent” in place of “not using”.",),
        ),
        (GRADES.replace(SAYS, ""), PROGRAMME, ("The titles of 2 firms graded E say “not using” no more.",)),
        (
            GRADES.replace("E: not using}", "F: not using}")
            .replace("title: {E", "title: {F")
            .replace("grade: E", "grade: F"),
            PROGRAMME,
            (
                "The titles of 2 firms graded E say “not using” no more.",
                "2 firms have the grade E, which “firm grades” has no more, until somebody grades anew.",
            ),
        ),
        (
            GRADES,
            PROGRAMME.replace("programme: yearly check-in", "programme: firm talks").replace(
                "for: ", "was: yearly check-in\nfor: "
            ),
            ("3 titles say “firm talks” in place of “yearly check-in”.",),
        ),
        (GRADES, PROGRAMME.replace("every: 1 year", "every: 6 months"), ()),
    ],
)
def test_the_comparison_lists_the_titles_that_would_change_and_so_many_do_F3(
    grades: str, programme: str, says: tuple[str, ...]
):
    firms = graded("Harbour FM", "Tall Pine")
    cast = firms[0].cast
    firms += [a_firm(cast, name="Cove Radio"), a_firm(cast, name="Hill FM")]
    with cast.inside():
        Ticket.objects.filter(id=firms[3].check_in_ticket_id).update(subject="The hill")
        touched = proposal(a_yearly_manual(programme, grades), at=later(1)).touches
        assert tuple(each for each in touched if "title" in each or "no more, until" in each) == says
    before = {firm.id: firm.ticket.subject for firm in firms}
    adopts(firms[0], grades, programme=programme)
    changed = sum(before[firm.id] != firm.ticket.subject for firm in firms)
    assert changed == {"The": 2, "3": 3, "": 0}[says[0].split(" ")[0] if says else ""]


def test_more_than_one_transaction_takes_follow_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(titling, "MOST", 2)
    firms = graded("Harbour FM", "Tall Pine", "Cove Radio", "Bay Sound", "Hill FM")
    adopts(firms[0], GRADES.replace(SAYS, "in the title: {E: silent}"))
    assert {firm.ticket.mark for firm in firms} == {"silent"}
