"""A condition is read whole or not at all: each fault at its place with the nearest word, and what holds is said in a sentence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic_core import PydanticCustomError

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.desk.conditions import TICKET, TicketFacts
from rounds.desk.rules import State
from rounds.policies.conditions import Field, NumberType, Over, When
from rounds.policies.values import Fault

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WHEN = When(MONDAY, Hours(ZoneInfo("America/Chicago"), (Window.parse("Mon-Fri 9:00-17:00"),)))
NAMES = {"ticket kind": ["refund", "credit"], "queue": ["front desk"]}


def read(written):
    return Over(TICKET).read(written, NAMES)


def faults(written) -> tuple[Fault, ...]:
    with pytest.raises(PydanticCustomError) as wrong:
        read(written)
    return (wrong.value.context or {})["faults"]


@pytest.mark.parametrize(
    ("written", "path", "at_key", "nearest"),
    [
        ({"ticket knd": "refund"}, ("ticket knd",), True, "ticket kind"),
        ({"ticket kind": "refnd"}, ("ticket kind",), False, "refund"),
        ({"ticket kind": ["refund", "credt"]}, ("ticket kind", 1), False, "credit"),
        ({"opened": {"at leest": "1 week ago"}}, ("opened", "at leest"), True, "at least"),
        ({"opened": {"at least": "1 week"}}, ("opened", "at least"), False, "1 week ago"),
        ({"opened": {"at least": "1 wek ago"}}, ("opened", "at least"), False, "1 week ago"),
        ({"opened": {"within": "1 week ago"}}, ("opened", "within"), False, None),
        ({"opened": "soon"}, ("opened",), False, None),
        ({"our turn": "maybe"}, ("our turn",), False, None),
        ({"state": "opne"}, ("state",), False, "open"),
        ({"state": {"at least": "3"}}, ("state",), False, None),
        ({"tier": []}, ("tier",), False, None),
        ({"customer messages": {"within": "1 month"}}, ("customer messages",), False, None),
        ({"customer messages": {"at least": "5", "at most": "3"}}, ("customer messages",), False, None),
        ({"customer messages": {"none within": "1 month", "at least": "3"}}, ("customer messages",), False, None),
        ({"customer messages": "many"}, ("customer messages",), False, None),
        ({"customer messages": "5 to 1"}, ("customer messages",), False, None),
        ({"not": {"teir": "gold"}}, ("not", "teir"), True, "tier"),
        ({"not": "gold"}, ("not",), False, None),
        ({}, (), False, None),
        ("refund", (), False, None),
    ],
)  # fmt: skip
def test_each_fault_knows_its_place_and_the_nearest_word(written, path, at_key, nearest):
    """F1: errors come with line and a plain reason."""
    (fault,) = faults(written)
    assert (fault.path, fault.at_key, fault.nearest) == (path, at_key, nearest)
    assert fault.reason[0] in '“"' or fault.reason[0].isupper()


def test_all_faults_are_found_at_once():
    assert len(faults({"teir": "gold", "state": ["opne", "closd"], "not": {"queue": "back desk"}})) == 4


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"ticket kind": ["refund", "credit"], "tier": "gold"}, "ticket kind is refund or credit and tier is gold"),
        ({"tier": "gold", "not": {"lifecycle": "former"}}, "tier is gold, but not where lifecycle is former"),
        ({"not": {"our turn": "yes"}}, "not where it is our turn"),
        ({"opened": {"at least": "5 working days ago"}}, "opened at least 5 working days ago"),
        ({"reopens": {"within": "90 days from now"}}, "reopens within 90 days from now"),
        ({"opened": {"before": "today", "after": "2026-01-31"}}, "opened before today and after 2026-01-31"),
        ({"customer messages": {"at least": "3", "within": "1 month"}}, "at least 3 customer messages within 1 month"),
        ({"customer messages": {"none within": "90 days"}}, "no customer messages within 90 days"),
        ({"customer messages": "1 to 5"}, "1 to 5 customer messages"),
        ({"customer messages": {"at least": "1", "within": "1 month"}}, "at least 1 customer message within 1 month"),
        ({"customer messages": {"at most": "1"}}, "at most 1 customer message"),
        ({"customer messages": "1"}, "1 customer message"),
        ({"customer messages": "0 to 1"}, "0 to 1 customer messages"),
        ({"assigned": "no"}, "nobody has it"),
    ],
)  # fmt: skip
def test_a_condition_says_itself(written, sentence):
    """Manual language, 1: a manager reads it aloud and nobody asks what it means."""
    assert str(read(written)) == sentence


def test_a_name_in_a_condition_links_to_its_clause():
    names = [part.clause for part in read({"ticket kind": "refund"}).parts() if part.clause]
    assert names == ["ticket kind: refund"]


def a_ticket(**changed) -> TicketFacts:
    return TicketFacts(**{"kind": "refund", "opened_at": MONDAY, "said_at": MONDAY, **changed})


@pytest.mark.parametrize(
    ("written", "changed", "holds"),
    [
        ({"opened": {"at least": "5 working days ago"}}, {"opened_at": datetime(2026, 11, 16, 15, 0, tzinfo=UTC)}, True),
        ({"opened": {"at least": "5 working days ago"}}, {"opened_at": datetime(2026, 11, 16, 15, 1, tzinfo=UTC)}, False),
        ({"reopens": {"within": "1 week from now"}}, {"wakes_at": None}, False),
        ({"not": {"reopens": {"within": "1 week from now"}}}, {"wakes_at": None}, True),
        ({"tier": "gold"}, {"account": None}, False),
        ({"state": ["new", "open"]}, {"state": State.OPEN}, True),
        ({"opened": "today"}, {"opened_at": datetime(2026, 11, 23, 5, 59, tzinfo=UTC)}, False),
        ({"opened": "today"}, {"opened_at": datetime(2026, 11, 23, 6, 0, tzinfo=UTC)}, True),
    ],
)  # fmt: skip
def test_a_condition_decides_from_facts_and_a_moment(written, changed, holds):
    assert read(written).holds(a_ticket(**changed), WHEN) is holds


def test_two_rooms_cannot_declare_one_field():
    with pytest.raises(ValueError, match="already"):
        TICKET.add(Field("queue", NumberType(), of=len, lookup="queue"))
