"""Who is said to have done what was seen: by name, never Rounds for what a person did."""

import pytest

from rounds.timeline.rules import Actor, Fact, facts_as_json, facts_from_json


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (Actor.system(), "whoever runs Rounds"),
        (Actor.itself(), "Rounds"),
        (Actor.contact(4), "the customer"),
        (Actor.clause("programme: yearly"), "programme: yearly"),
    ],
)
def test_who_did_it_is_told_apart_from_rounds_itself(by: Actor, says: str):
    """F2: what was done from a shell was said to be done by Rounds, which has a reason for what it does."""
    assert Fact.who("spread by", by).text == says


def test_a_fact_is_kept_as_it_is_also_that_its_word_is_the_manuals():
    facts = (Fact.who("spread by", Actor.member(3)), Fact.called("held by", "customer"), Fact("an answer", "none came"))
    assert facts_from_json(facts_as_json(facts)) == facts
    assert [each.get("theirs", False) for each in facts_as_json(facts)] == [False, True, False]
