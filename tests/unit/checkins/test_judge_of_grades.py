"""The judge of simulations counts what firms did by itself, and holds grades and who heard of them against that (A5, A7)."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds_judge.figures import Figures, grading
from rounds_judge.grading import differences_are_told, suggestions_fit, usage_counts_once
from rounds_judge.guide import Guide
from rounds_judge.world import Event, World
from tests.unit.checkins.test_judge_of_void_letters import GUIDE

FIRST = datetime(2027, 9, 6, 14, tzinfo=UTC)
DAY = timedelta(days=1)
GIVEN = FIRST + 10 * DAY
MONTH_LATER = datetime(2027, 10, 16, 14, tzinfo=UTC)
CLAUSES = {
    ("grades", "all"): {
        "suggest": [
            {"grade": "E", "when": {"items": {"none within": "90 days"}}},
            {
                "grade": "A",
                "when": {"used": {"at least": "75 % of had", "within": "1 year"}, "quiet": {"at most": "0"}},
            },
            {"grade": "C", "when": {"months": {"at least": "1", "within": "1 year"}}},
        ],
        "if they differ": {"for": "1 month", "tell": "lead"},
    },
    ("fact", "items"): {"count": "usage", "where": {"event": "item"}},
    ("fact", "used"): {"count": "features", "where": {"event": ["item", "use"]}},
    ("fact", "had"): {"count": "features", "where": {"event": "open"}, "gone with": "close"},
    ("fact", "quiet"): {"count": "users", "where": {"last activity": {"at least": "60 days ago"}}},
    ("fact", "months"): {"count": "months", "where": {"event": "item"}},
}
RULES = grading(CLAUSES, "all", ZoneInfo("America/New_York"))


def guide() -> Guide:
    return Guide(**{**vars(GUIDE), "grading": RULES})


def told(*did: tuple[int, str, str, str], at: datetime = FIRST) -> dict:
    """Tell of what a firm did: how many days before, the event, the user, the feature."""
    records = [
        {
            "id": f"{days} {event} {user} {feature}",
            "account": "f1",
            "event": event,
            "at": str(FIRST - days * DAY),
            "user": user,
            "feature": feature,
        }
        for days, event, user, feature in did
    ]
    return {"usage": records, "at": str(at)}


def world(*tellings: dict, grade: str = "", suggested: str = "", seen: tuple[str, ...] = (), **tables: list) -> World:
    """One firm with a check-in, which was graded ten days after usage came in first."""
    found = defaultdict(list, tables)
    found["account_known_as"] = [{"key": "f1", "record_id": 1}]
    found["check_in"] = [{"id": 5, "account_id": 1, "ticket_id": 3}]
    found["ticket"] = [{"id": 3, "number": 30}]
    if grade:
        facts = [{"label": "a figure", "text": text} for text in seen]
        given = {"id": 1, "check_in_id": 5, "grade": grade, "suggested": suggested, "seen": facts, "at": GIVEN}
        found["grade_given"] = [given]
    looked = [FIRST + n * DAY / 3 for n in range(300)]
    return World(found, {}, looked=looked, came=[], town=[], told=list(tellings))


BUSY = told((0, "item", "ada", "x"), (40, "use", "bo", "y"), (100, "open", "", "x"), (99, "open", "", "y"))
IDLE = told((100, "item", "ada", "x"), (0, "use", "ada", "y"))


@pytest.mark.parametrize(
    ("did", "grade", "numbers"),
    [
        (BUSY, "A", ("2 of 2", "0")),
        (IDLE, "E", ("0",)),
        (told((0, "item", "", "x"), (100, "open", "", "x"), (50, "close", "", "x")), "C", ("1",)),
        (told((0, "item", "ada", "x"), (60, "use", "bo", "x"), (99, "open", "", "x")), "C", ("1",)),
        (told((0, "item", "ada", "x"), (99, "open", "", "x"), (98, "open", "", "y")), "C", ("1",)),
    ],
)
def test_the_first_grade_whose_tests_are_met_is_meant_A7(did, grade, numbers):
    found = Figures(world(did), RULES).at(1, GIVEN)
    assert (found.grade, found.numbers) == (grade, numbers)


def test_what_came_in_later_was_not_known_before_A7():
    figures = Figures(world(BUSY, told((0, "close", "", "x"), (1, "close", "", "y"), at=FIRST + 20 * DAY)), RULES)
    assert [figures.at(1, FIRST + days * DAY).grade for days in (-1, 0, 19, 20)] == ["", "A", "A", "C"]


def test_a_grade_stands_beside_what_was_suggested_and_its_figures_A7():
    def broken(**said: object) -> list[str]:
        return [each.rule for each in suggestions_fit(world(BUSY, grade="B", **said), guide())]

    assert broken(suggested="A", seen=("0", "2 of 2, 100 %")) == []
    assert broken(suggested="C", seen=("0", "2 of 2, 100 %")) == ["A7 the suggested grade"]
    assert broken(suggested="A", seen=("0", "1 of 2, 50 %")) == ["A7 what stands behind it"]


def test_each_record_is_there_once_A5():
    def broken(rows: int) -> list[str]:
        segments = [{"rows": 3, "retired_at": None}, {"rows": 9, "retired_at": FIRST}]
        kept = {"usage_segment": segments, "usage_row": [{"id": 1}] * rows}
        return [each.rule for each in usage_counts_once(world(BUSY, BUSY, **kept), guide())]

    assert broken(1) == []
    assert broken(2) == broken(0) == ["A5 usage counts once"]


def alarm(at: datetime, *, grade: str = "B", suggested: str = "A", figures: tuple[str, ...] = ("0", "2 of 2")) -> Event:
    facts = [{"label": "a fact", "text": text} for text in (grade, suggested, *figures)]
    said = {"grade": grade, "suggested": suggested}
    return Event(1, at, "checkins.grade differs", "clause", "grades: all", {"facts": facts}, said, 1)


def heard(*alarms: Event, grade: str = "B", tellings: tuple[dict, ...] = (BUSY,)) -> list[str]:
    found = world(*tellings, grade=grade)
    found.histories[3] = list(alarms)
    return [each.rule for each in differences_are_told(found, guide())]


def test_whoever_has_to_hears_once_when_the_time_is_over_and_why_A7():
    hour = timedelta(hours=1)
    assert heard(alarm(MONTH_LATER)) == heard(alarm(MONTH_LATER + hour)) == heard(grade="A") == []
    assert heard() == heard(alarm(MONTH_LATER + 5 * DAY)) == ["A7 differing grades are told"]
    assert heard(alarm(MONTH_LATER - hour)) == ["A7 differing grades, not before"]
    assert heard(alarm(MONTH_LATER), alarm(MONTH_LATER + hour)) == ["A7 differing grades, once"]
    assert heard(alarm(MONTH_LATER), grade="A") == ["A7 differing grades, only then"]
    assert heard(alarm(MONTH_LATER, suggested="C")) == ["A7 differing grades, which"]
    assert heard(alarm(MONTH_LATER, figures=("0",))) == ["F2 differing grades say why"]


def test_usage_that_makes_both_the_same_ends_it_and_usage_that_parts_them_begins_it_A7():
    gone = told((0, "close", "", "x"), (1, "close", "", "y"), at=MONTH_LATER - DAY)
    assert heard(tellings=(BUSY, gone), grade="C") == []
    begun = told((0, "close", "", "x"), (1, "close", "", "y"), at=FIRST + 20 * DAY)
    noticed = alarm(datetime(2027, 10, 27, 14, tzinfo=UTC), grade="A", suggested="C", figures=("1",))
    assert heard(noticed, tellings=(BUSY, begun), grade="A") == []
    assert heard(tellings=(BUSY, begun), grade="A") == ["A7 differing grades are told"]


def test_what_the_judge_cannot_count_it_leaves_alone():
    asks = {("grades", "all"): {"suggest": [{"grade": "A", "when": {"not": {"items": {"at least": "1"}}}}]}}
    assert grading({**CLAUSES, **asks}, "all", ZoneInfo("UTC")) is None
