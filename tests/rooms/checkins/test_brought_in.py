"""A team that comes from another system brings its check-ins' past along with its firms (A1, A7, A11)."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.commands import change_account
from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.commands.bringing_in import take_pasts
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import Brought, CheckIn, GradeGiven
from rounds.checkins.queries import BroughtReport, brought_report, check_in_page, check_in_record, grade_records
from rounds.checkins.queries.evidence import evidence_page
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.desk.queries.dated import reasons_of_dates
from rounds.imports import bringing_in
from rounds.imports.commands import ask_to_try, bring_file, start, take_back_import
from rounds.imports.mapping import read_map
from rounds.imports.models import Import, TurnedRow
from rounds.imports.queries import import_page
from rounds.imports.targets import What
from rounds.imports.whole import whole
from rounds.manual.commands import adopt
from rounds.policies.queries import book
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Because
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.cast import a_whole_round
from tests.rooms.checkins.two_programmes import HALF, OF_PARTNERS, YEARLY, two_programmes
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_workspace, later

CHICAGO = ZoneInfo("America/Chicago")
OF_CUSTOMERS_TOO = OF_PARTNERS.replace("{lifecycle: partner}", "{lifecycle: [customer, partner]}")
ON_BOTH = two_programmes(of_partners=OF_CUSTOMERS_TOO)
HEAD = "id,name,stage,tz,last on,grade,next on\n"
MAP = (
    "source: crm\ncolumns: {id: external id, name: name, stage: lifecycle stage, tz: time zone, last on: last check-in, "
    "grade: check-in grade, next on: next check-in}\n"
)


def a_company() -> Cast:
    return a_workspace(manual=a_yearly_manual())


def import_of(cast: Cast, *rows: str, at: datetime = MONDAY, head: str = HEAD, by_map: str = MAP) -> Import:
    """Bring firms in to the end of their file; the engine has not looked yet."""
    with cast.inside():
        data = (head + "\n".join(rows)).encode()
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=by_map, by=cast.manager, at=at)
        start(import_id=found.pk, by=cast.manager, at=at, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: at)
    with cast.inside():
        return Import.objects.get(id=found.pk)


def passes(cast: Cast, now: datetime) -> None:
    seal_all(cast)
    rounds_to(cast, DUTIES, now=now)


def brought(cast: Cast, *rows: str, at: datetime = MONDAY) -> Import:
    """Bring firms in, and let the engine see them."""
    found = import_of(cast, *rows, at=at)
    passes(cast, at)
    return found


def comes(cast: Cast, name: str, zone: ZoneInfo = CHICAGO) -> str:
    with cast.inside():
        wakes_at = Ticket.objects.get(account__name=name).wakes_at
    return f"{wakes_at.astimezone(zone):%Y-%m-%d %H:%M}"


def of(cast: Cast, name: str) -> CheckIn:
    with cast.inside():
        return CheckIn.objects.select_related("account", "ticket").get(account__name=name)


def events(cast: Cast, kind: str) -> list[TimelineEvent]:
    with cast.inside():
        return list(TimelineEvent.objects.filter(kind=kind).order_by("id"))


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


def test_taking_the_import_back_drops_what_waits_with_its_firm_and_takes_out_what_a_check_in_began_with_A1():
    cast = a_company()
    done = brought(cast, "1,Linden Row,lead,,2026-03-03,E,2027-02-01", "2,Vantage,customer,,2026-03-03,E,2027-02-01")
    taken_back(cast, done, later(1))
    with cast.inside():
        assert list(Account.objects.values_list("name", flat=True)) == ["Vantage"], "it has a check-in by now"
        assert list(Brought.objects.values_list("outcome", flat=True)) == ["back"]
        assert not GradeGiven.objects.exists()
    found = of(cast, "Vantage")
    assert (found.last_on, found.grade, found.ticket.subject) == (None, "", "Vantage: yearly check-in")
    assert comes(cast, "Vantage") == "2027-11-24 08:00", "as one that had no past, and comes now"
    [event] = events(cast, "checkins.past given back")
    assert (event.actor_id, event.payload["import_id"]) == (cast.manager.id, done.pk)


def taken_back(cast: Cast, done: Import, at: datetime) -> BroughtReport:
    """Take an import back, let the engine see it, and give what its page says of check-ins."""
    with cast.inside():
        take_back_import(import_id=done.pk, by=cast.manager, at=at)
    passes(cast, at)
    with cast.inside():
        said = import_page(done.pk, at=at).pasts
    assert said is not None
    return said


def as_it_stands(cast: Cast, name: str) -> tuple[object, ...]:
    found = of(cast, name)
    with cast.inside():
        reason = reasons_of_dates([found.ticket_id])[found.ticket_id]
        grades = list(GradeGiven.objects.filter(check_in=found).order_by("id").values_list("grade", "was"))
    return (found.last_on, found.grade, found.ticket.wakes_at, found.ticket.subject, found.ticket.mark, reason, grades)


def test_a_check_in_that_stood_before_gives_all_back_and_stands_as_it_stood_A1_A7_F2():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    before = as_it_stands(cast, "Linden Row")
    done = brought(cast, "1,Linden Row,customer,,2026-03-03,E,2027-02-01", at=later(1))
    assert as_it_stands(cast, "Linden Row") != before
    said = taken_back(cast, done, later(2))
    assert (said.taken, said.back, said.keep, said.stays) == (0, 1, 0, ())
    assert as_it_stands(cast, "Linden Row") == before
    again = brought(cast, "1,Linden Row,customer,,2026-03-03,E,2027-02-01", at=later(3))
    with cast.inside():
        assert brought_report(again.pk).taken == 1, "what was given back was not said"
    assert comes(cast, "Linden Row") == "2027-02-01 08:00"


def test_where_something_was_done_since_it_stays_and_the_page_names_it_with_why_A1():
    cast = a_company()
    names = ("Begun", "Given", "Moved", "Graded", "Anew", "Free", "Noted")
    brought(cast, *[f"{place},{name},customer,,,," for place, name in enumerate(names)])
    free, noted = as_it_stands(cast, "Free"), as_it_stands(cast, "Noted")
    done = brought(cast, *[f"{place},{name},customer,,2026-03-03,E," for place, name in enumerate(names)], at=later(1))
    by = {"by": cast.rep, "at": later(2)}
    with cast.inside():
        checkins.start(check_in_id=of(cast, "Begun").pk, **by)
        desk.take(number=of(cast, "Given").ticket.number, **by)
        desk.note(number=of(cast, "Noted").ticket.number, text="They move house.", **by)
        checkins.move_day(check_in_id=of(cast, "Moved").pk, chosen=Wish(day=date(2027, 5, 5)), **by)
        checkins.give_grade(check_in_id=of(cast, "Graded").pk, grade="A", **by)
    brought(cast, "4,Anew,customer,,2026-04-07,B,", at=later(2))
    stood = {name: as_it_stands(cast, name) for name in names if name not in {"Free", "Begun", "Noted"}}
    said = taken_back(cast, done, later(3))
    assert (said.taken, said.back, said.keep) == (0, 2, 5)
    assert {line.account: line.why for line in said.stays} == {
        "Begun": "it has come round here since",
        "Given": "something was done on it since",
        "Moved": "something was done on it since",
        "Graded": "something was done on it since",
        "Anew": "a later import said something else of it since",
    }
    assert as_it_stands(cast, "Free") == free
    assert as_it_stands(cast, "Noted") == noted, "a note moves nothing, and stands"
    assert {name: as_it_stands(cast, name) for name in stood} == stood
    assert of(cast, "Begun").grade == "E"
    with cast.inside():
        assert check_in_record(of(cast, "Given").pk).last_brought


def test_where_the_later_import_is_taken_back_as_well_each_puts_it_where_the_one_before_left_it_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    before = as_it_stands(cast, "Linden Row")
    first = brought(cast, "1,Linden Row,customer,,2026-03-03,E,", at=later(1))
    between = as_it_stands(cast, "Linden Row")
    second = brought(cast, "1,Linden Row,customer,,2026-04-07,B,", at=later(2))
    assert taken_back(cast, second, later(3)).back == 1
    assert as_it_stands(cast, "Linden Row") == between
    assert taken_back(cast, first, later(4)).back == 1
    assert as_it_stands(cast, "Linden Row") == before


def test_one_whose_day_has_come_meanwhile_comes_round_as_it_would_have_A1():
    cast = a_company()
    brought(cast, "1,Linden Row,customer,,,,")
    done = brought(cast, "1,Linden Row,customer,,2026-03-03,,2029-02-01", at=later(1))
    taken_back(cast, done, later(400))
    assert of(cast, "Linden Row").ticket.state == "open"


def test_what_one_of_two_programmes_took_is_given_back_and_the_other_stays_A1():
    cast = a_workspace(manual=ON_BOTH)
    first = by_name(cast, f"1,Linden Row,customer,2026-03-03,E,{YEARLY}")
    by_name(cast, f"1,Linden Row,customer,2026-09-03,C,{HALF}", at=later(0.1))
    assert taken_back(cast, first, later(1)).back == 1
    assert by_programme(cast, "Linden Row") == {YEARLY: (None, ""), HALF: (date(2026, 9, 3), "C")}


def test_many_give_it_back_in_as_few_statements_as_few_A1():
    def asked(many: int) -> int:
        cast = a_company()
        brought(cast, *[f"{each},Firm {each},customer,,,," for each in range(many)])
        rows = [f"{each},Firm {each},customer,,2026-02-02,E," for each in range(many)]
        done = brought(cast, *rows, at=later(0.01))
        with cast.inside(), CaptureQueriesContext(connection) as statements:
            checkins.drop_pasts(import_id=done.pk, by=cast.manager, at=later(0.02))
        with cast.inside():
            assert set(CheckIn.objects.values_list("grade", flat=True)) == {""}
        return len(statements)

    assert asked(3) == asked(12)


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


def tried(cast: Cast, *rows: str, at: datetime = MONDAY, head: str = HEAD, by_map: str = MAP) -> Import:
    """Bring a file and try it; nothing comes in."""
    with cast.inside():
        data = (head + "\n".join(rows)).encode()
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=by_map, by=cast.manager, at=at)
        ask_to_try(import_id=found.pk, by=cast.manager, at=at)
    bringing_in.try_it(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: at)
    with cast.inside():
        return Import.objects.get(id=found.pk)


def test_a_try_says_how_many_would_take_it_and_which_would_stay_and_why_as_the_import_does_A1_A11():
    cast = a_company()
    brought(cast, "1,Round,customer,,,,", "2,Day,customer,,,,", "3,Free,customer,,,,", "4,Same,customer,,2026-03-03,,")
    with cast.inside():
        a_whole_round(check_in_id=of(cast, "Round").pk, by=cast.rep, at=later(1))
        checkins.move_day(check_in_id=of(cast, "Day").pk, chosen=Wish(day=date(2027, 5, 5)), by=cast.rep, at=later(1))
    rows = [
        f"{number},{name},customer,,2026-03-03,," for number, name in enumerate(("Round", "Day", "Free", "Same"), 1)
    ]
    rows += [
        "5,New,customer,,2026-03-03,,",
        "6,Lead,lead,,2026-03-03,,",
        "7,Wrong,customer,,2027-03-03,,",
        "8,Silent,customer,,,,",
    ]
    found = tried(cast, *rows, at=later(2))
    with cast.inside():
        page = import_page(found.pk, at=later(2))
        assert page.pasts is not None
        assert (page.pasts.taken, page.pasts.waiting, page.pasts.left, page.pasts.same) == (2, 1, 2, 1)
        why = {line.account: (line.check_in_id, line.why) for line in page.pasts.lines}
        assert why == {
            "Round": (of(cast, "Round").pk, "it has come round here already"),
            "Day": (of(cast, "Day").pk, "somebody here set its day"),
        }
        assert Brought.objects.count() == 1, "nothing is written by a try"
    done = brought(cast, *rows, at=later(2))
    with cast.inside():
        after = import_page(done.pk, at=later(2)).pasts
        assert after is not None
        assert (after.taken, after.waiting, after.left) == (2, 1, 2), "as it was said before"
        assert {line.account: (line.check_in_id, line.why) for line in after.lines} == why


def test_a_try_of_firms_of_which_nothing_is_said_speaks_of_no_check_ins_A1():
    cast = a_company()
    found = tried(cast, "1,Linden Row,customer,,,,")
    with cast.inside():
        assert import_page(found.pk, at=MONDAY).pasts is None


def test_many_are_tried_in_as_few_statements_as_few_A1():
    def asked(many: int) -> int:
        cast = a_workspace(manual=ON_BOTH)
        rows = [f"{each},Firm {each},partner,,2026-02-02,A," for each in range(many)]
        brought(cast, *[row.replace("2026-02-02,A", ",") for row in rows])
        with cast.inside():
            data = (HEAD + "\n".join(rows)).encode()
            read = whole(data, read_map(MAP, what=What.ACCOUNTS), most=10_000_000)
            with CaptureQueriesContext(connection) as statements:
                would = bringing_in.would_bring(read, at=later(0.02))
        assert would.pasts is not None
        assert would.pasts.taken == many
        return len(statements)

    assert asked(3) == asked(12)


NAMED = "id,name,stage,last on,grade,of\n"
BY_NAME = (
    "source: crm\ncolumns: {id: external id, name: name, stage: lifecycle stage, last on: last check-in, grade: check-in grade, "
    "of: check-in programme}\n"
)


def by_name(cast: Cast, *rows: str, at: datetime = MONDAY) -> Import:
    """Bring firms in by a file that names programmes, and let the engine see them."""
    found = import_of(cast, *rows, at=at, head=NAMED, by_map=BY_NAME)
    passes(cast, at)
    return found


def by_programme(cast: Cast, name: str) -> dict[str, tuple[date | None, str]]:
    """Say of a firm's check-ins, by their programmes, when the last was and how it was graded."""
    with cast.inside():
        rows = CheckIn.objects.filter(account__name=name).values_list("programme", "last_on", "grade")
        return {programme: (last_on, grade) for programme, last_on, grade in rows}


def test_of_a_firm_on_several_programmes_each_check_in_takes_the_past_that_names_its_programme_A1_A7():
    cast = a_workspace(manual=ON_BOTH)
    by_name(cast, f"1,Linden Row,customer,2026-03-03,E,{YEARLY}")
    by_name(cast, f"1,Linden Row,customer,2026-09-03,C,{HALF}", at=later(0.1))
    assert by_programme(cast, "Linden Row") == {YEARLY: (date(2026, 3, 3), "E"), HALF: (date(2026, 9, 3), "C")}
    with cast.inside():
        woken = {
            each.programme: f"{each.ticket.wakes_at.astimezone(CHICAGO):%Y-%m-%d}"
            for each in CheckIn.objects.select_related("ticket")
        }
    assert woken == {YEARLY: "2027-03-03", HALF: "2027-03-03"}
    again = by_name(cast, f"1,Linden Row,customer,2026-03-03,E,{YEARLY}", at=later(0.2))
    with cast.inside():
        assert brought_report(again.pk) is None, "said already, of this one"


def test_what_two_files_say_of_two_programmes_waits_for_each_of_them_A1():
    cast = a_workspace(manual=ON_BOTH)
    by_name(cast, f"1,Linden Row,lead,2026-03-03,E,{YEARLY}")
    second = by_name(cast, f"1,Linden Row,lead,2026-09-03,C,{HALF}", at=later(0.1))
    with cast.inside():
        assert brought_report(second.pk).waiting == 1
        account = Account.objects.get(name="Linden Row")
        change_account(account_id=account.pk, values={"lifecycle": "customer"}, fields={}, by=cast.lead, at=later(1))
    passes(cast, later(1))
    assert by_programme(cast, "Linden Row") == {YEARLY: (date(2026, 3, 3), "E"), HALF: (date(2026, 9, 3), "C")}


def test_a_row_that_does_not_say_which_of_several_programmes_is_refused_with_what_to_do_and_the_others_come_in_A1():
    cast = a_workspace(manual=ON_BOTH)
    rows = ["1,Linden Row,customer,,2026-03-03,A,", "2,Vantage,partner,,2026-09-03,A,", "3,Corner Shop,customer,,,,"]
    found = tried(cast, *rows)
    assert (found.tried["turned"], found.tried["made"], found.tried["pasts"]["taken"]) == (1, 2, 1)
    done = brought(cast, *rows)
    with cast.inside():
        [turned] = TurnedRow.objects.filter(of=done)
        assert turned.line == 2
        assert f"“{YEARLY}” and “{HALF}”" in turned.reason
        assert f"always: {{check-in programme: {YEARLY}}}" in turned.fix
        assert set(Account.objects.values_list("name", flat=True)) == {"Vantage", "Corner Shop"}
    assert by_programme(cast, "Vantage") == {HALF: (date(2026, 9, 3), "A")}, "one programme alone is for it"


def test_one_word_for_all_rows_names_the_programme_as_a_column_does_A1():
    cast = a_workspace(manual=ON_BOTH)
    import_of(cast, "1,Linden Row,customer,,2026-03-03,A,", by_map=f"{MAP}always: {{check-in programme: {HALF}}}\n")
    passes(cast, MONDAY)
    assert by_programme(cast, "Linden Row") == {YEARLY: (None, ""), HALF: (date(2026, 3, 3), "A")}


def test_a_firm_that_needs_none_by_one_of_two_programmes_has_one_to_which_its_past_goes_A1_A11():
    cast = a_workspace(manual=ON_BOTH)
    brought(cast, "1,Linden Row,customer,,,,")
    with cast.inside():
        needless = CheckIn.objects.get(programme=YEARLY)
        checkins.exempt(check_in_id=needless.pk, reason="Twice a year it is.", by=cast.rep, at=later(1))
    done = brought(cast, "1,Linden Row,customer,,2026-09-03,A,", at=later(2))
    assert done.turned == 0
    assert by_programme(cast, "Linden Row") == {YEARLY: (None, ""), HALF: (date(2026, 9, 3), "A")}


@pytest.mark.parametrize(
    ("of_", "grade", "says", "helps"),
    [
        ("yearly chek-in", "A", "has none that is called so", f"Did you mean “{YEARLY}”?"),
        ("the moon", "A", "has none that is called so", f"There is “{YEARLY}” or “{HALF}”"),
        (HALF, "E", "“E” is not on the scale", "There is A or C"),
    ],
)
def test_a_programme_that_there_is_not_and_a_grade_of_another_one_are_refused_by_their_row_A1_A7(
    of_, grade, says, helps
):
    cast = a_workspace(manual=ON_BOTH)
    done = by_name(cast, f"1,Linden Row,customer,2026-03-03,{grade},{of_}")
    with cast.inside():
        [turned] = TurnedRow.objects.filter(of=done)
        assert (says in turned.reason, helps in turned.fix) == (True, True), (turned.reason, turned.fix)


def test_what_waits_for_a_programme_goes_with_it_where_it_is_called_otherwise_A1():
    cast = a_workspace(manual=ON_BOTH)
    by_name(cast, f"1,Linden Row,lead,2026-03-03,E,{YEARLY}")
    named = PROGRAMME.replace(f"programme: {YEARLY}", f"programme: firm talks\nwas: {YEARLY}")
    with cast.inside():
        adopt(text=two_programmes(of_customers=named, of_partners=OF_CUSTOMERS_TOO), by=cast.manager, at=later(1))
        account = Account.objects.get(name="Linden Row")
        change_account(account_id=account.pk, values={"lifecycle": "customer"}, fields={}, by=cast.lead, at=later(1))
    passes(cast, later(1))
    assert by_programme(cast, "Linden Row") == {"firm talks": (date(2026, 3, 3), "E"), HALF: (None, "")}
