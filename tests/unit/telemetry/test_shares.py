"""A share of another fact: how it is written, what is refused of it, and how it says itself (A7)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic_core import PydanticCustomError

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.policies.conditions import Condition, Over, When, contradictions, implies
from rounds.telemetry.figures import Asked, FactFields, asked_of, told_of

WHEN = When(datetime(2026, 11, 23, tzinfo=UTC), Hours(ZoneInfo("UTC"), (Window.parse("0:00-24:00"),), frozenset()))
FACTS = ("quiet users", "users", "items")


def read(written: object) -> Condition:
    return Over(FactFields(FACTS)).read(written, {})


def told(written: object, **numbers: int):
    named = {name.replace("_", " "): number for name, number in numbers.items()}
    return told_of(read(written), WHEN, lambda asked: named[asked.fact])


def test_a_share_is_of_a_fact_in_the_same_time():
    condition = read({"quiet users": {"at most": "10 % of users", "within": "1 year"}})
    year = datetime(2025, 11, 23, tzinfo=UTC)
    assert list(asked_of(condition, WHEN)) == [Asked("quiet users", year), Asked("users", year)]
    assert str(condition) == "quiet users at most 10 % of users within 1 year"


@pytest.mark.parametrize(
    ("test", "quiet", "users", "met", "there"),
    [
        ({"at most": "10 % of users"}, 3, 63, True, "3 of 63, 4.8 %"),
        ({"at most": "10% of users"}, 7, 63, False, "7 of 63, 11.1 %"),
        ({"at most": "10 % of users"}, 1, 10, True, "1 of 10, 10 %"),
        ({"at least": "33.3 % of users"}, 1, 3, True, "1 of 3, 33.3 %"),
        ({"at least": "5 % of users", "at most": "10 % of users"}, 2, 100, False, "2 of 100, 2 %"),
        ({"at least": "1 % of users"}, 0, 0, False, "0 of 0"),
        ({"at most": "10 % of users"}, 0, 0, True, "0 of 0"),
        ({"at most": "3"}, 1_200, 0, False, "1,200"),
    ],
)
def test_it_holds_by_exact_figures_and_of_nothing_there_is_no_share(test, quiet, users, met, there):
    [one] = told({"quiet users": test}, quiet_users=quiet, users=users)
    assert (one.met, one.there) == (met, there)


def test_what_is_denied_says_its_share_too():
    [one] = told({"not": {"quiet users": {"at least": "10 % of users"}}}, quiet_users=1, users=20)
    assert (one.said, one.there, one.met) == ("not: quiet users at least 10 % of users", "1 of 20, 5 %", True)


@pytest.mark.parametrize(
    ("test", "reason", "nearest"),
    [
        ({"at most": "10 % of user"}, "There is no fact “user”", "10 % of users"),
        ({"at most": "10 %"}, "“10 %” is not a number", None),
        ({"within": "10 % of users"}, "“% of users” is not a unit of time", None),
        ({"at least": "3", "at most": "10 % of users"}, "“at least” and “at most” of one test are shares of the same", None),
        ({"at least": "5 % of items", "at most": "10 % of users"}, "“at least” and “at most” of one test are shares", None),
        ({"at least": "20 % of users", "at most": "10 % of users"}, "At least 20 and at most 10 is never both", None),
    ],
)  # fmt: skip
def test_what_is_no_share_is_refused_with_the_word_that_was_meant(test, reason, nearest):
    with pytest.raises(PydanticCustomError) as refused:
        read({"quiet users": test})
    [fault] = (refused.value.context or {})["faults"]
    assert reason in fault.reason
    assert fault.nearest == nearest


def test_a_share_is_no_count_where_conditions_are_compared():
    few, small = read({"items": {"at most": "3"}}), read({"items": {"at most": "3 % of users"}})
    assert not implies(few, small)
    assert not implies(small, few)
    assert implies(small, read({"items": {"at most": "5 % of users"}}))
    assert not implies(small, read({"items": {"at most": "5 % of quiet users"}}))
    assert not list(contradictions(read({"items": {"at least": "1.2 % of users", "at most": "1.4 % of users"}})))
