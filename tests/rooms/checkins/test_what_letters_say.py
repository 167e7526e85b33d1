"""What a letter says of the evidence: praise only for what is used to this day, a tip for what lies unused, and who is quiet (A8)."""

import pytest

from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.queries.evidence import words_for_letter
from rounds.checkins.queries.standing import programme_of
from rounds.desk.clauses import Template
from rounds.desk.letters import FIELDS
from rounds.policies.queries import book
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.checkins.test_judged import annual
from tests.world import MONDAY, a_workspace, later

GREW = "- 2 items, 1 a year before\n"


@pytest.mark.parametrize(
    ("quiet_after", "days", "praised"),
    [
        ("60 days", 1, f"{GREW}- auto-dub"),
        ("61 days", 1, f"{GREW}- charts\n- auto-dub"),
        ("120 days", 1, f"{GREW}- charts\n- quick tips\n- auto-dub"),
        ("60 days", 56, f"{GREW}- auto-dub"),
        ("60 days", 58, ""),
    ],
)
def test_only_what_is_used_to_this_day_goes_well_A8(quiet_after: str, days: int, praised: str):
    """The items came 3 and 40 days before the Monday, charts were used 60 days before it, quick tips 100, and auto-dub is on since 150."""
    said = a_yearly_manual().replace("quiet after: 60 days", f"quiet after: {quiet_after}")
    manual = said.replace("{at least: 60 days ago}", f"{{at least: {quiet_after} ago}}")
    firm = used(a_workspace(manual=manual))
    with firm.cast.inside():
        earlier = Usage(
            source="app", knows=OURS, account=str(firm.id), at=later(-400), key="old", event="item submitted"
        )
        take_in(rows=[earlier], by=Actor.system(), at=MONDAY)
        words = words_for_letter(firm.check_in, *programme_of(firm.check_in), at=later(days))
    assert words["what goes well"] == praised


def test_the_shipped_manual_has_a_tip_and_a_link_for_each_feature_of_the_demos_product_A8():
    with a_workspace(manual=annual()).inside():
        evidence = book().get(Evidence, "what we look at")
    for feature in ("auto-dub", "templates", "quick tips"):
        assert "https://" in evidence.tip(feature), feature


def shipped_letter(firm: Firm) -> str:
    """Give the body of the first letter of the shipped manual to a firm."""
    with firm.cast.inside():
        words = words_for_letter(firm.check_in, *programme_of(firm.check_in), at=later(1))
        template = book().get(Template, "annual check-in")
        return template.body_for({**dict.fromkeys(FIELDS, "so"), **words})


def told(firm: Firm, *records: tuple[str, int, str, str]) -> None:
    """Tell what somebody of the firm did: event, days ago, who, feature."""
    with firm.cast.inside():
        by = {"source": "app", "knows": OURS, "account": str(firm.id)}
        rows = [
            Usage(**by, key=f"{place}", event=event, at=later(-ago), user=who, user_name=who.title(), feature=feature)
            for place, (event, ago, who, feature) in enumerate(records)
        ]
        take_in(rows=rows, by=Actor.system(), at=MONDAY)


def test_a_firm_that_uses_everything_gets_an_address_to_learn_at_too_A8():
    firm = a_firm(a_workspace(manual=annual()))
    told(firm, ("feature opened", 90, "ada", "templates"), ("feature used", 2, "ada", "templates"))
    letter = shipped_letter(firm)
    assert "https://help.example/lessons" in letter
    assert "read about one thing first" not in letter
    assert "These have not been there" not in letter


def test_the_shipped_letter_asks_about_the_quiet_by_name_A5_A8():
    firm = a_firm(a_workspace(manual=annual()))
    quiet = [("feature used", 100 + nth, f"person {nth}", "templates") for nth in range(12)]
    told(firm, ("feature used", 2, "ada", "templates"), *quiet)
    people = "Person 0, Person 1, Person 2, Person 3, Person 4 and 7 others"
    assert f"These have not been there for two months:\n{people}\nAre they still with you" in shipped_letter(firm)
