"""A team that comes from another system brings its check-ins' past along with its firms (A1, A7, A11)."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.commands.bringing_in import take_pasts
from rounds.checkins.models import Brought, CheckIn, GradeGiven
from rounds.checkins.queries import brought_report, check_in_page, check_in_record, grade_records
from rounds.checkins.queries.evidence import evidence_page
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import ask_to_try, bring_file
from rounds.imports.models import Import, TurnedRow
from rounds.imports.targets import What
from rounds.policies.queries import book
from rounds.timeline.rules import Because
from tests.rooms.checkins.bringing import (
    CHICAGO,
    HEAD,
    MAP,
    a_company,
    brought,
    comes,
    events,
    import_of,
    of,
    passes,
)
from tests.rooms.checkins.cast import a_whole_round
from tests.rooms.checkins.two_programmes import two_programmes
from tests.world import MONDAY, a_workspace, later


def test_it_sleeps_until_its_next_day_on_the_firms_clocks_else_a_cadence_after_the_last_one_A1():
    cast = a_company()
    brought(
        cast,
        "1,Linden Row,customer,,2026-03-03,A,2027-02-01",
        "2,Vantage,customer,Europe/Berlin,2026-03-03,,2027-02-06",
        "3,Tamsin,customer,,2026-03-03,,",
        "4,Corner Shop,customer,,,,",
    )
    assert comes(cast, "Linden Row") == "2027-02-01 08:00"
    assert comes(cast, "Vantage", ZoneInfo("Europe/Berlin")) == "2027-02-08 08:00", "a Saturday: next opening"
    assert comes(cast, "Tamsin") == "2027-03-03 08:00"
    assert comes(cast, "Corner Shop") == "2027-11-23 08:00", "as one that had no past"
    found = of(cast, "Linden Row")
    assert (found.last_on, found.grade, found.started_at) == (date(2026, 3, 3), "A", None)
    assert of(cast, "Corner Shop").last_on is None


def test_it_opens_by_itself_on_that_morning_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,2026-03-03,A,2027-02-01")
    passes(cast, datetime(2027, 2, 1, 13, 59, tzinfo=ZoneInfo("UTC")))
    assert of(cast, "Linden Row").ticket.state == "asleep"
    passes(cast, datetime(2027, 2, 1, 14, 0, tzinfo=ZoneInfo("UTC")))
    assert of(cast, "Linden Row").ticket.state == "open"


def test_those_that_are_over_are_due_at_once_but_not_all_in_one_morning_the_longest_due_first_A1():
    cast = a_company()
    rows = [f"{each},Firm {each:02d},customer,,{date(2025, 10, 30) - timedelta(days=each)},," for each in range(45)]
    brought(cast, *rows)
    with cast.inside():
        woken = dict(Ticket.objects.values_list("account__name", "wakes_at"))
    days = Counter(at.astimezone(CHICAGO).date() for at in woken.values())
    assert (min(days), max(days)) == (date(2026, 11, 24), date(2026, 12, 14)), "as long as a ladder takes"
    assert set(days.values()) == {3, 4}, "14 mornings, for nobody is there on Thanksgiving"
    in_order = [woken[f"Firm {each:02d}"] for each in range(44, -1, -1)]
    assert in_order == sorted(in_order), "the longest due first"


def test_a_second_file_fills_the_emptiest_of_these_mornings_A1():
    cast = a_company()
    brought(cast, *[f"{each},Firm {each},customer,,2020-01-01,," for each in range(3)])
    brought(cast, *[f"{each},Firm {each},customer,,2020-01-01,," for each in range(3, 5)], at=later(0.01))
    with cast.inside():
        days = Counter(at.astimezone(CHICAGO).date() for at in Ticket.objects.values_list("wakes_at", flat=True))
    assert set(days.values()) == {1}


def test_who_gave_the_grade_and_where_the_last_day_is_from_is_said_A7_F2():
    cast = a_company()
    done = brought(cast, "1,Linden Row,customer,,2026-03-03,E,2027-02-01")
    check_in = of(cast, "Linden Row")
    assert check_in.ticket.subject == "Linden Row: yearly check-in · not using"
    with cast.inside():
        page = check_in_page(check_in.pk, member_id=cast.rep.id or 0, at=MONDAY)
        assert (page.stands.last_on, page.stands.last_brought) == (date(2026, 3, 3), True)
        assert [(given.grade, given.by) for given in page.graded] == [("E", None)]
        [record] = grade_records(check_in.pk, limit=9)
        assert (record.grade, record.member_id) == ("E", None)
        assert check_in_record(check_in.pk).last_brought
    [event] = events(cast, "checkins.brought in")
    assert (event.payload["last_on"], event.payload["grade"]) == ("2026-03-03", "E")
    because = Because.from_json(event.because)
    assert because.clause == "programme: yearly check-in"
    assert ("brought in by", f"import {done.pk}") in [(fact.label, fact.text) for fact in because.facts]
    [noted] = events(cast, "checkins.past noted")
    assert (noted.actor_id, noted.payload["import_id"]) == (cast.manager.id, done.pk)


def test_once_somebody_begins_the_last_day_is_theirs_and_evidence_counts_from_the_one_brought_A3_A5():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,2026-03-03,E,2027-02-01")
    check_in = of(cast, "Linden Row")
    with cast.inside():
        checkins.start(check_in_id=check_in.pk, by=cast.rep, at=later(1))
        page = check_in_page(check_in.pk, member_id=cast.rep.id or 0, at=later(1))
        assert (page.stands.last_on, page.stands.last_brought) == (date(2026, 11, 24), False)
        found = evidence_page(check_in.pk, at=later(1), first=None, last=None)
        assert found.dates.since.astimezone(CHICAGO).date() == date(2026, 3, 3)
        checkins.take_back(check_in_id=check_in.pk, by=cast.rep, at=later(1))
        assert check_in_record(check_in.pk).last_brought


def test_a_person_grades_anew_and_the_one_brought_stays_in_the_history_A7():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,2026-03-03,E,2027-02-01")
    check_in = of(cast, "Linden Row")
    with cast.inside():
        checkins.give_grade(check_in_id=check_in.pk, grade="B", by=cast.rep, at=later(1))
        assert list(GradeGiven.objects.order_by("id").values_list("was", "grade", "by_id")) == [
            ("", "E", None),
            ("E", "B", cast.rep.id),
        ]
    assert of(cast, "Linden Row").ticket.subject == "Linden Row: yearly check-in"


REFUSED = [
    ("1,A,customer,,2027-01-01,,", "still to come", "one to come is the next check-in"),
    ("1,A,customer,,2026-03-03,F,", "“F” is not on the scale", "There is A, B or E"),
    ("1,A,customer,,2026-03-03,,2026-01-01", "is not after the last one", "Correct one of the two"),
    ("1,A,customer,,0001-01-01,A,", "when nobody had one", "or leave it empty"),
    ("1,A,customer,,,,2046-03-03", "comes back within ten years", "Give a sooner day"),
]


@pytest.mark.parametrize(("row", "says", "helps"), REFUSED)
def test_what_cannot_be_is_refused_by_its_row_and_a_try_says_so_before_A7(row: str, says: str, helps: str):
    cast = a_company()
    rows = [row, "2,Vantage,customer,,2026-03-03,A,2027-02-01"]
    with cast.inside():
        data = (HEAD + "\n".join(rows)).encode()
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=MAP, by=cast.manager, at=MONDAY)
        ask_to_try(import_id=found.pk, by=cast.manager, at=MONDAY)
    bringing_in.try_it(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: MONDAY)
    with cast.inside():
        assert Import.objects.get(id=found.pk).tried["turned"] == 1
        assert not Brought.objects.exists()
    done = brought(cast, *rows)
    assert (done.made, done.turned) == (1, 1)
    with cast.inside():
        [turned] = TurnedRow.objects.filter(of=done)
        assert (turned.line, says in turned.reason, helps in turned.fix) == (2, True, True), (turned.reason, turned.fix)
        assert list(Account.objects.values_list("name", flat=True)) == ["Vantage"]


def test_what_is_no_day_is_refused_by_its_row_as_any_date_A1():
    cast = a_company()
    done = brought(
        cast,
        "1,A,customer,,2026-03-03,,soon",
        "2,B,customer,,2026-02-30,,",
        "3,C,customer,,2026-03-03,,2027-02-01",
        "4,D,customer,,2026-03-03,,2027-02-02",
    )
    with cast.inside():
        turned = list(TurnedRow.objects.filter(of=done).order_by("line").values_list("line", "reason"))
    assert [line for line, _ in turned] == [2, 3]
    assert "“next on”: “soon” is not year-month-day" in turned[0][1]
    assert "no day or hour of any calendar" in turned[1][1]
    assert (done.made, done.turned) == (2, 2)


def test_a_manual_without_grades_takes_none_A7():
    cast = a_workspace()
    done = brought(cast, "1,A,customer,,2026-03-03,B,")
    with cast.inside():
        [turned] = TurnedRow.objects.filter(of=done)
        assert "no programme of the manual gives grades" in turned.reason


def test_what_waits_is_taken_when_its_firm_comes_onto_a_programme_A1():
    cast = a_company()
    done = brought(cast, "1,Linden Row,lead,,2026-03-03,A,2027-02-01")
    with cast.inside():
        assert not CheckIn.objects.exists()
        assert brought_report(done.pk).waiting == 1
    brought(cast, "1,Linden Row,customer,,2026-03-03,A,2027-02-01", at=later(1))
    assert comes(cast, "Linden Row") == "2027-02-01 08:00"
    with cast.inside():
        assert (brought_report(done.pk).taken, brought_report(done.pk).waiting) == (1, 0)


def test_firms_on_a_programme_take_the_date_that_a_second_import_brings_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    assert comes(cast, "Linden Row") == "2027-11-23 08:00"
    done = brought(cast, "1,Linden Row,customer,,2026-03-03,B,", at=later(1))
    assert comes(cast, "Linden Row") == "2027-03-03 08:00"
    assert (of(cast, "Linden Row").last_on, of(cast, "Linden Row").grade) == (date(2026, 3, 3), "B")
    with cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 1
        assert brought_report(done.pk).taken == 1
    brought(cast, "1,Linden Row,customer,,2026-04-07,A,", at=later(2))
    assert comes(cast, "Linden Row") == "2027-04-07 08:00", "a file that was put right puts it right"
    with cast.inside():
        assert list(GradeGiven.objects.order_by("id").values_list("was", "grade")) == [("", "B"), ("B", "A")]


def test_a_check_in_with_a_round_or_a_day_of_somebodys_or_that_is_not_needed_stays_and_the_import_says_so_A1_A11():
    cast = a_company()
    names = ("Round", "Begun", "Day", "Spread", "Exempt", "Free")
    brought(cast, *[f"{place},{name},customer,,,," for place, name in enumerate(names)])
    ids = {name: of(cast, name).pk for name in names}
    with cast.inside():
        by = {"by": cast.rep, "at": later(1)}
        a_whole_round(check_in_id=ids["Round"], **by)
        checkins.start(check_in_id=ids["Begun"], **by)
        checkins.move_day(check_in_id=ids["Day"], chosen=Wish(day=date(2027, 5, 5)), **by)
        checkins.exempt(check_in_id=ids["Exempt"], reason="They closed.", **by)
    with cast.inside():
        stood = dict(Ticket.objects.exclude(account__name="Free").values_list("account__name", "wakes_at"))
    rows = [f"{place},{name},customer,,2026-03-03,E,2027-02-01" for place, name in enumerate(names) if name != "Spread"]
    done = import_of(cast, *rows, at=later(2))
    with cast.inside():
        report = brought_report(done.pk)
        said = {line.account: line.why for line in report.lines}
        assert said == {
            "Round": "it has come round here already",
            "Begun": "it has come round here already",
            "Day": "somebody here set its day",
            "Exempt": "somebody here said that no check-in is needed",
        }, "and the import says so at once"
    passes(cast, later(2))
    with cast.inside():
        assert dict(Ticket.objects.exclude(account__name="Free").values_list("account__name", "wakes_at")) == stood
        assert not CheckIn.objects.exclude(account__name="Free").filter(grade="E").exists()
        assert (brought_report(done.pk).taken, brought_report(done.pk).left) == (1, 4)
    assert comes(cast, "Free") == "2027-02-01 08:00"


def test_days_that_somebody_spread_stay_until_that_is_taken_back_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    with cast.inside():
        days = {"first": date(2027, 4, 5), "last": date(2027, 4, 9)}
        act = checkins.spread(programme="yearly check-in", condition=None, **days, by=cast.lead, at=later(1))
    done = brought(cast, "1,Linden Row,customer,,2026-03-03,,", at=later(2))
    with cast.inside():
        assert brought_report(done.pk).left == 1
        checkins.undo_spread(spreading_id=act.pk, by=cast.lead, at=later(3))
    brought(cast, "1,Linden Row,customer,,2026-03-04,,", at=later(4))
    assert comes(cast, "Linden Row") == "2027-03-04 08:00"


def test_a_grade_that_somebody_gave_here_stays_though_the_day_is_taken_A7():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    with cast.inside():
        checkins.give_grade(check_in_id=of(cast, "Linden Row").pk, grade="A", by=cast.rep, at=later(1))
    brought(cast, "1,Linden Row,customer,,2026-03-03,E,", at=later(2))
    assert (comes(cast, "Linden Row"), of(cast, "Linden Row").grade) == ("2027-03-03 08:00", "A")
    [event] = events(cast, "checkins.brought in")
    facts = {fact["label"]: fact.get("text") for fact in event.because["facts"]}
    assert facts["a grade that somebody here gave stays"] == "A"


def test_the_same_file_twice_changes_nothing_and_leaves_no_event_A1():
    cast = a_company()
    row = "1,Linden Row,customer,,2026-03-03,E,2027-02-01"
    brought(cast, row)
    kinds = ("checkins.past noted", "checkins.brought in", "desk.date set", "checkins.title said")
    before = [len(events(cast, kind)) for kind in kinds]
    brought(cast, row, at=later(1))
    assert [len(events(cast, kind)) for kind in kinds] == before == [1, 1, 1, 1]


def test_a_later_file_counts_of_what_waits_A1():
    cast = a_company()
    first = brought(cast, "1,Linden Row,lead,,2026-03-03,E,2027-02-01")
    brought(cast, "1,Linden Row,customer,,2026-04-07,B,", at=later(1))
    assert (comes(cast, "Linden Row"), of(cast, "Linden Row").grade) == ("2027-04-07 08:00", "B")
    with cast.inside():
        report = brought_report(first.pk)
    assert (report.replaced, report.taken) == (1, 0)


def test_a_firm_that_moves_on_counts_from_the_last_one_brought_A4():
    cast = a_workspace(manual=two_programmes())
    brought(cast, "1,Linden Row,customer,,2026-09-03,B,")
    assert comes(cast, "Linden Row") == "2027-09-03 08:00"
    brought(cast, "1,Linden Row,partner,,2026-09-03,B,", at=later(1))
    found = of(cast, "Linden Row")
    assert (found.programme, comes(cast, "Linden Row")) == ("half-yearly check-in", "2027-03-03 08:00")
    assert (found.last_on, found.grade) == (date(2026, 9, 3), "B")


def test_a_firm_that_is_put_on_other_clocks_keeps_the_day_that_was_brought_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,2026-03-03,,2027-02-01")
    brought(cast, "1,Linden Row,customer,Europe/Berlin,2026-03-03,,2027-02-01", at=later(1))
    assert comes(cast, "Linden Row", ZoneInfo("Europe/Berlin")) == "2027-02-01 08:00"


def test_what_another_company_brought_is_not_seen_and_its_firms_are_none_of_ours_A1():
    ours, theirs = a_company(), a_company()
    done = brought(ours, "1,Linden Row,customer,,2026-03-03,E,2027-02-01")
    with theirs.inside():
        assert brought_report(done.pk) is None
        checkins.drop_pasts(import_id=done.pk, by=theirs.manager, at=later(1))
    with ours.inside():
        assert brought_report(done.pk).taken == 1


def test_many_take_it_in_as_few_statements_as_few_A1():
    def asked(many: int) -> int:
        cast = a_company()
        rows = [f"{each},Firm {each},customer,,2020-01-01,A," for each in range(many)]
        brought(cast, *rows)
        import_of(cast, *[row.replace("2020-01-01,A", "2020-02-02,E") for row in rows], at=later(0.01))
        with cast.inside(), CaptureQueriesContext(connection) as statements:
            assert take_pasts(book(), at=later(0.02))
        with cast.inside():
            assert set(CheckIn.objects.values_list("grade", flat=True)) == {"E"}
        return len(statements)

    assert asked(3) == asked(12)
