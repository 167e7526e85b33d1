"""The grades that the shipped manual suggests are those that its own scale means, for firms of every size and age (A7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rounds.checkins.clauses import Grades
from rounds.checkins.evidence.kept import Suggestion
from rounds.checkins.evidence.suggesting import suggested
from rounds.manual.checking import checked
from rounds.policies.queries import book
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import Usage
from rounds.timeline.rules import Actor
from tests.rooms.checkins.test_judged import annual
from tests.rooms.telemetry.usage import a_record, firms
from tests.world import MONDAY, Cast, a_workspace, later


@pytest.fixture(scope="module")
def company() -> Cast:
    return a_workspace(manual=annual())


def graded(cast: Cast, key: str, records: list[Usage]) -> Suggestion:
    """Say what is suggested of a firm that did this."""
    with cast.inside():
        [account] = firms(key).values()
        take_in(rows=records, by=Actor.system(), at=MONDAY)
    with cast.inside():
        manual = book()
        return suggested([account], manual.get(Grades, "firm grades"), manual, at=MONDAY)[account]


def had(key: str, *features: str, days: int = 300, event: str = "feature opened") -> Iterator[Usage]:
    for each in features:
        yield a_record(f"{key} {event} {each} {days}", account=key, at=later(-days), event=event, feature=each)


def works(key: str, *, days: range, users: int, features: tuple[str, ...], each_day: int = 2) -> Iterator[Usage]:
    """Submit items on each of these days ago, its users and features in turn."""
    for day in days:
        for nth in range(each_day):
            number = day * each_day + nth
            name = f"{key} {number}"
            yield a_record(
                name,
                account=key,
                at=later(-day) - timedelta(hours=nth),
                user=f"{key} u{number % users}",
                item=name,
                feature=features[number % len(features)],
            )


def left(key: str, number: int, *, days: int = 100) -> Iterator[Usage]:
    """Let people have done something once, and nothing since."""
    for each in range(number):
        yield a_record(f"{key} left {each}", account=key, at=later(-days), user=f"{key} gone {each}")


def late(key: str, number: int, *, days: int = 20) -> Iterator[Usage]:
    for each in range(number):
        name = f"{key} late {each}"
        yield a_record(name, account=key, at=later(-days), event="item past due", item=name)


FIVE = ("copy", "quick tips", "board", "export", "checks")


def test_a_firm_that_is_new_and_works_every_day_is_no_firm_that_dabbles_A7(company):
    key = "new"
    does = [*had(key, *FIVE, days=80), *works(key, days=range(1, 81), users=4, features=FIVE)]
    found = graded(company, key, does)
    assert found.grade == "A"
    assert [grade for grade, _ in found.against] == ["E", "D"]


def test_a_firm_of_three_weeks_is_not_called_poor_A7(company):
    key = "three weeks"
    does = [*had(key, *FIVE, days=21), *works(key, days=range(1, 21), users=4, features=FIVE), *late(key, 1)]
    found = graded(company, key, does)
    assert found.grade == "B"
    [told] = dict(found.against)["A"]
    assert (told.said, told.there) == ("at least 3 months in use within 3 months", "1")


def test_of_a_large_firm_three_who_left_are_few_and_of_a_small_one_many_A7(company):
    large = [*had("large", *FIVE), *works("large", days=range(1, 120), users=60, features=FIVE), *left("large", 3)]
    found = graded(company, "large", large)
    assert found.grade == "A"
    said = {told.said: told.there for told in found.told}
    assert said["quiet users at most 25 % of users within 1 year"] == "3 of 63, 4.8 %"
    small = [*had("small", *FIVE), *works("small", days=range(1, 120), users=4, features=FIVE), *left("small", 3)]
    found = graded(company, "small", small)
    assert found.grade == "B"
    [told] = dict(found.against)["A"]
    assert (told.said, told.there) == ("quiet users at most 25 % of users within 1 year", "3 of 7, 42.9 %")


def test_who_left_years_ago_is_quiet_no_more_A7(company):
    key = "old"
    does = [*had(key, *FIVE), *works(key, days=range(1, 120), users=4, features=FIVE), *left(key, 40, days=900)]
    assert graded(company, key, does).grade == "A"


@pytest.mark.parametrize(
    ("key", "has", "closed", "uses", "grade"),
    [
        ("all of three", FIVE[:3], (), FIVE[:3], "A"),
        ("three of five", FIVE, (), FIVE[:3], "B"),
        ("four of five", FIVE, (), FIVE[:4], "A"),
        ("three of five that are three now", FIVE, FIVE[3:], FIVE[:3], "A"),
        ("one of five", FIVE, (), FIVE[:1], "C"),
        ("nobody tells what it has", (), (), FIVE, "B"),
    ],
)
def test_most_is_most_of_what_the_firm_has_A7(company, key, has, closed, uses, grade):
    ended = had(key, *closed, days=200, event="feature closed")
    does = [*had(key, *has, days=600), *ended, *works(key, days=range(1, 120), users=4, features=uses)]
    found = graded(company, key, does)
    assert found.grade == grade
    if grade != "A":
        shares = [told.there for told in dict(found.against)["A"] if told.said.startswith("features used")]
        assert shares == [{"B": f"{len(uses)} of {len(has)}{', 60 %' if has else ''}", "C": "1 of 5, 20 %"}[grade]]


def test_poor_is_who_uses_it_now_and_then_and_runs_into_trouble_and_neither_alone_A7(company):
    seldom = range(5, 8)

    def does(key: str, days: range, many_late: int) -> list[Usage]:
        return [*had(key, *FIVE), *works(key, days=days, users=2, features=FIVE), *late(key, many_late)]

    found = graded(company, "trouble", does("trouble", seldom, 3))
    assert found.grade == "D"
    assert [(told.said, told.there) for told in found.told] == [
        ("at most 2 months in use within 3 months", "1"),
        ("past due at least 10 % of items submitted within 3 months", "3 of 6, 50 %"),
    ]
    assert graded(company, "seldom and well", does("seldom and well", seldom, 0)).grade == "B"
    assert graded(company, "busy and late", does("busy and late", range(1, 120), 60)).grade == "C"
    assert graded(company, "busy and a little late", does("busy and a little late", range(1, 120), 5)).grade == "A"


def test_a_state_is_a_feature_s_and_no_figure_of_some_dates_A7():
    text = annual()
    spoiled = text.replace("count: months\nwhere", "count: months\ngone with: item dropped\nwhere")
    _, finding = checked(spoiled).findings
    assert "What goes again is a feature; this counts months" in finding.sentence
    spoiled = text.replace("features used, quiet users, past due]", "features had, quiet users, past due]")
    [finding] = checked(spoiled).findings
    assert "“features had” is what is there now, so it has no number in dates" in finding.sentence
