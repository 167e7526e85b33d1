"""An import that brought check-ins' past is taken back: they give it back, or it is said why it stays (A1, A7)."""

from datetime import date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.models import Brought, CheckIn, GradeGiven
from rounds.checkins.queries import BroughtReport, brought_report, check_in_record
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.queries.dated import reasons_of_dates
from rounds.imports.commands import take_back_import
from rounds.imports.models import Import
from rounds.imports.queries import import_page
from tests.rooms.checkins.bringing import ON_BOTH, a_company, brought, by_name, by_programme, comes, events, of, passes
from tests.rooms.checkins.two_programmes import HALF, YEARLY
from tests.world import Cast, a_workspace, later


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
