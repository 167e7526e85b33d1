"""What a clause is: keys as people write them, values read by their types, sentences for the page."""

from typing import Annotated, ClassVar

import pytest
from pydantic import ValidationError

from rounds.basics.spans import Span
from rounds.desk.clauses import PromisedDates, Queue, Template, TicketKind
from rounds.policies.registry import kinds, register
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.sentences import said as said_of
from rounds.policies.values import KeepOrDrop, RoleName, TemplateName
from rounds.team.rules import HoursClause, Role

QUEUE = {"takes": {"ticket kind": ["question", "billing"]}, "worked by": "rep"}
DATES = {"offer": ["1 week", "1 month"], "hours": "help desk", "after an answer": "5 days"}


def said(clause: Clause) -> dict[str, str]:
    return {
        line.key: "".join(f"*{part.text}*" if part.bold else part.text for part in line.parts)
        for line in clause.cards()
    }


def reason(model: type[Clause], written: dict[str, object]) -> str:
    with pytest.raises(ValidationError) as wrong:
        model.read("x", written)
    return wrong.value.errors()[0]["msg"]


def test_keys_are_written_with_spaces_and_values_read_by_their_types():
    dates = PromisedDates.read("on the desk", DATES)
    assert dates.after_an_answer == Span.parse("5 days")
    assert dates.when_the_customer_answers is KeepOrDrop.KEEP
    assert dates.identity == "promised dates: on the desk"


def test_a_single_value_stands_for_a_list_of_one():
    assert Role.read("rep", {"may": "read the desk"}).may == ("read the desk",)


def test_a_key_written_as_the_field_is_called_in_the_code_is_refused():
    assert "not permitted" in reason(Queue, {**QUEUE, "worked_by": "rep"})


def test_a_clause_never_changes():
    with pytest.raises(ValidationError):
        Queue.read("x", QUEUE).name = "y"  # type: ignore[misc]


def test_a_default_has_the_type_of_its_field():
    kind = TicketKind.read("question", {})
    assert isinstance(kind.answers_with, TemplateName)
    assert kind.cards()[0].left_out


def test_each_key_is_said_in_a_sentence():
    queue = said(Queue.read("desk", QUEUE))
    assert queue["takes"] == "Every ticket whose kind is *question* or *billing*."
    assert queue["worked by"] == "Whoever is *rep*."
    assert said(PromisedDates.read("on the desk", DATES))["offer"] == "*1 week* and *1 month*, or any other day."
    assert said(PromisedDates.read("x", {"offer": "1 week", "hours": "h"}))["after an answer"] == (
        "No date is set by itself."
    )


def test_a_name_in_a_sentence_links_to_its_clause():
    parts = Queue.read("desk", QUEUE).cards()[1].parts
    assert [part.clause for part in parts if part.bold] == ["role: rep"]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"may": []}, "The list is empty; write what belongs in it, or leave the line out"),
        ({"may": ""}, "A value is missing here"),
        ({"may": {"a": "b"}}, "A list belongs here, not keys of its own"),
        ({"may": [["a"]]}, "One value belongs here, not a list"),
        ({"may": [{"a": "b"}]}, "One value belongs here, not keys of its own"),
    ],
)
def test_a_value_of_the_wrong_shape_says_what_belongs_there(written, why):
    assert reason(Role, written) == why


def test_hours_count_in_their_own_zone_or_the_manuals():
    berlin, days = {"open": "Mon-Fri 9:00-17:00", "zone": "Europe/Berlin"}, {"open": "Mon-Fri 9:00-17:00"}
    utc = HoursClause.read("a", {**days, "zone": "UTC"}).zone
    assert utc is not None
    assert str(HoursClause.read("x", berlin).calendar(zone=utc, holidays=frozenset()).zone) == "Europe/Berlin"
    assert HoursClause.read("x", days).calendar(zone=utc, holidays=frozenset()).zone == utc


def test_a_name_is_looked_up_only_where_the_names_are_at_hand():
    assert Queue.read("desk", QUEUE).worked_by == RoleName("rep")
    with pytest.raises(ValidationError, match="There is no role “rep”"):
        Queue.read("desk", QUEUE, registers={"role": ["reps"]})


def test_a_letter_is_filled_once_and_its_subject_stays_one_line():
    letter = Template.read("x", {"subject": "Re: {subject}", "body": "{text}\n\n{team}"})
    facts = {"subject": "a\r\nBcc: b", "text": "{team} {unknown} {", "team": "T"}
    assert letter.subject_for(facts) == "Re: a Bcc: b"
    assert letter.body_for(facts) == "{team} {unknown} {\n\nT"


def test_two_rooms_cannot_claim_one_kind():
    register([Role])

    class Other(Clause):
        kind = "role"

    with pytest.raises(ValueError, match="role"):
        register([Other])
    assert kinds()["role"] is Role


class Suggested(Keys):
    """Two keys of which the second goes on with the first."""

    joined: ClassVar[str] = ""

    grade: Annotated[str, Says("{}")]
    when: Annotated[str, Says("where there are {}")]


def test_keys_that_go_on_with_each_other_are_said_as_one_sentence():
    several = (Suggested(grade="E", when="no items"), Suggested(grade="A", when="many"))
    assert "".join(part.text for part in said_of(several)) == "E where there are no items and A where there are many"
