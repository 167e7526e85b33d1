"""What a letter says of the evidence: praise only for what is used to this day, and a tip for each thing that lies unused (A8)."""

import pytest

from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.queries.evidence import words_for_letter
from rounds.checkins.queries.standing import programme_of
from rounds.policies.queries import book
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
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
    manual = a_yearly_manual().replace("quiet after: 60 days", f"quiet after: {quiet_after}")
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
