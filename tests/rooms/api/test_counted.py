"""Programs list what stands behind each figure of a programme, as the page opens it, and the rounds of a check-in that are over (A12)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from rounds.basics import clock
from rounds.basics.localtime import day_of
from rounds.checkins import commands as checkins
from rounds.checkins.models import RoundDone
from rounds.checkins.queries import MARKS, NARROWED_BY, Which
from rounds.desk.models import Message
from tests.rooms.api.program import Program, codes, program
from tests.rooms.checkins.cast import Firm, a_firm, a_whole_round, end_round, found
from tests.rooms.checkins.many import a_year_of_work

CHICAGO = ZoneInfo("America/Chicago")


def rows(asking: Program, *, limit: int = 20, **words: object) -> list[dict[str, Any]]:
    """List all rows behind a figure, page by page."""
    listed: list[dict[str, Any]] = []
    after = ""
    while after is not None:
        page = asking.get(address(**words, limit=limit, **({"after": after} if after else {})))
        assert page.status_code == 200, page.content
        listed += page.json()["items"]
        after = page.json()["next"]
    return listed


def address(**words: object) -> str:
    return f"/check-ins/progress/rows?{urlencode({'programme': 'yearly check-in', **words})}"


def test_each_figure_that_a_program_is_told_opens_exactly_its_rows_A12():
    cast = a_year_of_work(clock.now())
    asking, year = program(cast), day_of(clock.now(), CHICAGO).year
    figures = asking.get(f"/check-ins/progress?programme=yearly+check-in&year={year}").json()
    for which in MARKS:
        of_it = [mark for mark in figures["marks"] if mark["which"] == which]
        listed = rows(asking, which=which)
        assert len(listed) == sum(mark["count"] for mark in of_it)
        for mark in of_it:
            narrow = {"member": mark["member_id"] or "nobody", "month": mark["month"], "year": year}
            narrowed = rows(asking, which=which, **narrow)
            assert len(narrowed) == mark["count"]
            assert {row["member_id"] for row in narrowed} == {mark["member_id"]}
            assert all(row in listed for row in narrowed)
        assert listed, "there is something to open"
    assert len(rows(asking, which="done without an answer")) == figures["unanswered"] > 0
    for grade in figures["grades"]:
        words = {"grade": grade["grade"]} if grade["grade"] else {}
        assert len(rows(asking, which="graded", **words)) == grade["count"]
        assert len(rows(asking, which="graded before", **words)) == grade["before"]
    assert len(rows(asking, which="went up")) == figures["went_up"] > 0
    down = rows(asking, which="went down")
    assert len(down) == figures["went_down"] > 0
    assert asking.get(down[0]["url"]).json()["account"] == down[0]["account"]


def test_what_wakes_is_counted_and_listed_of_one_member_of_nobody_and_of_the_tokens_own_A12():
    cast = a_year_of_work(clock.now())
    asking, today = program(cast, cast.rep), day_of(clock.now(), CHICAGO)
    days = {"first": today - timedelta(days=400), "last": today + timedelta(days=700)}
    members = {
        "": None,
        "me": cast.rep.id,
        cast.rep.id: cast.rep.id,
        cast.teammate.id: cast.teammate.id,
        "nobody": None,
    }
    of_each = {}
    for member, who in members.items():
        words = {"programme": "yearly check-in", "member": member, **days}
        waking = asking.get(f"/check-ins/wakes?{urlencode(words)}").json()
        listed = rows(asking, which="wakes", member=member, **days)
        of_each[member] = len(listed)
        assert sum(day["count"] for day in waking["items"]) == len(listed) > 0
        assert member == "" or {row["member_id"] for row in listed} == {who}
    assert of_each["me"] == of_each[cast.rep.id]
    assert of_each[""] == of_each["me"] + of_each[cast.teammate.id] + of_each["nobody"]


@pytest.mark.parametrize("which", list(Which))
def test_a_word_by_which_a_figure_is_not_narrowed_is_refused(which: Which):
    firm = a_firm()
    asking = program(firm.cast)
    words = {"member": "me", "year": 2026, "month": 1, "grade": "A", "first": "2026-01-01", "last": "2026-01-31"}
    meant = {name: value for name, value in words.items() if name in NARROWED_BY[which]}
    assert asking.get(address(which=which, **meant)).status_code == 200
    for name in words.keys() - meant.keys():
        refused = asking.get(address(which=which, **meant, **{name: words[name]}))
        assert (refused.status_code, [each["field"] for each in refused.json()["problems"]]) == (409, [name])


def test_a_cursor_of_another_figure_or_of_nowhere_is_refused_and_so_is_a_programme_that_there_is_not():
    cast = a_year_of_work(clock.now())
    asking = program(cast)
    page = asking.get(address(which="done", limit=1)).json()
    assert codes(asking.get(address(which="due", limit=1, after=page["next"]))) == ["cursor"]
    assert codes(asking.get(address(which="done", after="x"))) == ["cursor"]
    assert asking.get(address(which="done", programme="none")).status_code == 404
    assert asking.get("/check-ins/progress/rows?programme=yearly+check-in").status_code == 422


def test_a_token_that_is_not_for_reports_sees_the_rows_of_wakes_alone_A12():
    firm = a_firm()
    asking = program(firm.cast, scopes=("do check-ins",))
    assert asking.get(address(which="wakes")).status_code == 200
    assert asking.get(address(which="done")).status_code == 403


def test_a_program_of_another_company_sees_none_of_it_A12():
    cast, other = a_year_of_work(clock.now()), a_firm()
    asking = program(other.cast)
    for which in Which:
        listed = rows(asking, which=which)
        assert {row["account"] for row in listed} <= {"Harbour FM"}, "its own firm alone"
        assert rows(asking, which=which, member=cast.rep.id) == []
    cursor = program(cast).get(address(which="done", limit=1)).json()["next"]
    assert codes(asking.get(address(which="done", limit=1, after=cursor))) == ["cursor"]
    with cast.inside():
        theirs = RoundDone.objects.latest("id").check_in_id
    assert asking.get(f"/check-ins/{theirs}/rounds").status_code == 404


def test_the_rounds_that_are_over_are_listed_the_last_one_first_with_what_was_found_and_what_follows_A6_A9_A10_A12():
    firm = a_firm()
    asking, start = program(firm.cast), clock.now() - timedelta(days=30)
    with firm.cast.inside():
        number = firm.check_in.pk
        a_whole_round(check_in_id=number, by=firm.cast.rep, at=start)
        found(check_in_id=number, by=firm.cast.rep, at=start + timedelta(days=1))  # between two rounds: of none
        checkins.start(check_in_id=number, by=firm.cast.rep, at=start + timedelta(days=2))
        end_round(
            check_in_id=number, by=firm.cast.rep, at=start + timedelta(days=3), follow_ups="Send them the price list."
        )
    listed = over(asking, firm)
    assert [each["follow_ups"] for each in listed] == ["Send them the price list.", None]
    assert [each["member_id"] for each in listed] == [firm.cast.rep.id] * 2
    assert [len(each["findings"]) for each in listed] == [1, 1]
    assert [each["unanswered"] for each in listed] == [each["again"] for each in listed] == [False, False]
    all_found = asking.get(f"/check-ins/{number}/findings").json()["items"]
    assert [each["findings"] for each in listed] == [[all_found[2]], [all_found[0]]]
    with firm.cast.inside():
        note_id = RoundDone.objects.latest("id").note_id
        Message.objects.filter(id=note_id).update(text="")
    assert over(asking, firm)[0]["follow_ups"] is None
    assert asking.get("/check-ins/987654321/rounds").status_code == 404


def over(asking: Program, firm: Firm) -> list[dict[str, Any]]:
    """List the rounds that are over, a row a page."""
    listed, after = [], ""
    while after is not None:
        page = asking.get(f"/check-ins/{firm.check_in.pk}/rounds?{urlencode({'limit': 1, 'after': after})}").json()
        listed += page["items"]
        after = page["next"]
    return listed
