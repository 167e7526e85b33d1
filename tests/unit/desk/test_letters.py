"""A letter says what is known of a firm, and where there is nothing to say, it does not begin to (A8)."""

from rounds.desk.clauses import Template

TEXT = """Hello,

This goes well:
{what goes well}

Nobody uses this:
{what is not used}

So one learns it:
{training}

{team}"""
LETTER = Template.read(
    "yearly",
    {
        "subject": "How is it going?",
        "body": TEXT,
    },
)


def test_a_paragraph_with_nothing_to_say_falls_away_with_its_introduction_A8():
    facts = {"what goes well": "- charts", "what is not used": "", "training": "", "team": "Beacon"}
    said = LETTER.body_for(facts)
    assert "This goes well:\n- charts" in said
    assert "Nobody uses this" not in said
    assert "So one learns it" not in said
    assert said.split()[-1] == "Beacon"


def test_what_somebody_is_called_like_a_field_changes_nothing():
    facts = {"what goes well": "- {training}", "what is not used": "- maps", "training": "", "team": "Beacon"}
    assert "- {training}" in LETTER.body_for(facts)
    assert "- maps" in LETTER.body_for(facts)
