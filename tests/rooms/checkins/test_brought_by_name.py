"""A firm on several programmes: whose past it is (A1, A7)."""

from datetime import date

import pytest

from rounds.accounts.commands import change_account
from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.queries import brought_report
from rounds.imports.models import TurnedRow
from rounds.manual.commands import adopt
from tests.manuals import PROGRAMME
from tests.rooms.checkins.bringing import (
    CHICAGO,
    MAP,
    OF_CUSTOMERS_TOO,
    ON_BOTH,
    brought,
    by_name,
    by_programme,
    import_of,
    passes,
    tried,
)
from tests.rooms.checkins.two_programmes import HALF, YEARLY, two_programmes
from tests.world import MONDAY, a_workspace, later


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
