"""Thousands of rows in one statement: as safe as one by one."""

from itertools import pairwise

import pytest
from django.db import DataError, IntegrityError, connection
from hypothesis import given, settings
from hypothesis import strategies as some

from rounds.accounts.models import Account, AccountKnownAs, DeclaredField
from rounds.workspaces.setwise import (
    count_tables_anew,
    find_each,
    insert,
    insert_columns,
    new_ids,
    update,
    without_waiting,
)
from tests.world import MONDAY, a_workspace

AWKWARD = ["{a,b}", '"', "\\", '\\"', "NULL", "null", "", " ", "\n\t", "{}", "Zoë, 東京", "'", "\\N", "a\\nb", "\u2028"]
WORDS = some.one_of(
    some.sampled_from(AWKWARD), some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
)
PLAIN = some.one_of(some.none(), some.booleans(), some.integers(-(2**40), 2**40), WORDS)


def a_firm(name: str, number: int) -> dict[str, object]:
    return {"id": number, "name": name}


def test_rows_are_written_with_what_all_of_them_share_and_found_by_their_texts():
    cast = a_workspace()
    with cast.inside():
        first, second = new_ids(Account, 2)
        insert(Account, [a_firm("Linden", first), a_firm("Birch", second)], created_at=MONDAY, tier="gold")
        known = [{"key": "1", "record_id": first, "given": {"name": "Linden", "when": MONDAY}}]
        insert(AccountKnownAs, known, source="crm", import_id=1, made=True, before={})
        assert set(Account.objects.values_list("name", "tier", "created_at")) == {
            ("Linden", "gold", MONDAY),
            ("Birch", "gold", MONDAY),
        }
        assert find_each(Account, "name", ["Birch", "Nobody"], "id") == [("Birch", second)]
        [(key, number, given)] = find_each(AccountKnownAs, "key", ["1", "2"], "record_id", "given", source="crm")
        assert (key, number, given["name"]) == ("1", first, "Linden")
        assert find_each(AccountKnownAs, "key", ["1"], "record_id", source="another") == []


def test_rows_of_another_company_are_neither_found_nor_pointed_at():
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        [number] = new_ids(Account, 1)
        insert(Account, [a_firm("Linden", number)], created_at=MONDAY)
    with ours.inside():
        assert find_each(Account, "name", ["Linden"], "id") == []
    row = {"key": "1", "record_id": number, "given": {}}
    with pytest.raises(IntegrityError), ours.inside(), without_waiting():
        insert(AccountKnownAs, [row], source="crm", import_id=1, made=True, before={})


def test_what_stood_behind_a_refused_row_is_written_by_the_next_act():
    """psycopg takes a statement for prepared that PostgreSQL passed over, behind one that it refused."""
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        [number] = new_ids(Account, 1)
    row = {"key": "1", "record_id": number, "given": {}}
    for place in range(12):
        with pytest.raises(IntegrityError), ours.inside(), without_waiting():
            insert(AccountKnownAs, [row], source="crm", import_id=1, made=True, before={})
            update(Account, [{"id": number, "name": f"Linden {place}"}])
        with ours.inside():
            [again] = new_ids(Account, 1)
            insert(Account, [a_firm("Birch", again)], created_at=MONDAY)
            update(Account, [{"id": again, "name": f"Alder {place}"}])
    with ours.inside():
        assert Account.objects.filter(name__startswith="Alder").count() == 12


def test_what_is_refused_in_the_middle_is_raised_at_the_end_and_leaves_nothing():
    cast = a_workspace()
    with cast.inside():
        taken, other = new_ids(Account, 2)
    with pytest.raises(IntegrityError), cast.inside(), without_waiting():
        insert(Account, [a_firm("Linden", taken)], created_at=MONDAY)
        insert(Account, [a_firm("Again", taken)], created_at=MONDAY)
        insert(Account, [a_firm("Birch", other)], created_at=MONDAY)
    with cast.inside():
        assert not Account.objects.exists()


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.tuples(WORDS, some.dictionaries(WORDS, PLAIN, max_size=3), some.none() | WORDS), min_size=1, max_size=6
    )
)
def test_whatever_a_row_says_is_written_as_it_was_said(rows: list[tuple[str, dict[str, object], str | None]]):
    cast = a_workspace()
    with cast.inside():
        [firm] = new_ids(Account, 1)
        insert(Account, [a_firm("Linden", firm)], created_at=MONDAY)
        coming = [
            {"key": f"{place} {text}"[:300], "record_id": firm, "given": said, "before": {"was": before}}
            for place, (text, said, before) in enumerate(rows)
        ]
        insert(AccountKnownAs, coming, source="crm", import_id=1, made=True)
        kept = AccountKnownAs.objects.order_by("id").values("key", "record_id", "given", "before")
        assert list(kept) == coming


def test_a_text_that_is_too_long_for_its_column_is_refused_and_never_cut():
    cast = a_workspace()
    with pytest.raises(DataError), cast.inside():
        insert(DeclaredField, [{"record": "account", "name": "Stations", "type": "number of stations"}])


def test_rows_that_are_there_are_written_over_set_by_set():
    cast = a_workspace()
    with cast.inside():
        first, second = new_ids(Account, 2)
        insert(Account, [a_firm("Linden", first), a_firm("Birch", second)], created_at=MONDAY)
        update(Account, [{"id": second, "name": AWKWARD[0], "tier": AWKWARD[3]}])
        assert set(Account.objects.values_list("name", "tier")) == {("Linden", ""), (AWKWARD[0], AWKWARD[3])}


@pytest.mark.parametrize("many", [1, 3])
def test_rows_that_are_alike_in_every_column_are_as_many_as_were_given(many):
    """What is the same in all rows travels once; how many rows there are is never lost with it."""
    cast = a_workspace()
    with cast.inside():
        insert(Account, [{"name": "Linden", "tier": "", "parent_id": None}] * many, created_at=MONDAY)
        insert_columns(Account, {"name": [], "tier": []}, created_at=MONDAY)
        assert list(Account.objects.values_list("name", "tier", "parent_id")) == [("Linden", "", None)] * many


def test_in_json_true_and_one_stay_two_things():
    cast = a_workspace()
    with cast.inside():
        [firm] = new_ids(Account, 1)
        insert(Account, [a_firm("Linden", firm)], created_at=MONDAY)
        said = [{"vip": True}, {"vip": 1}, {"vip": 1.0}]
        rows = [{"key": str(place), "record_id": firm, "given": each} for place, each in enumerate(said)]
        insert(AccountKnownAs, rows, source="crm", import_id=1, made=True, before={})
        kept = [row.given["vip"] for row in AccountKnownAs.objects.order_by("id")]
        assert [(type(each), each) for each in kept] == [(bool, True), (int, 1), (float, 1.0)]


def test_a_company_that_is_counted_already_is_not_counted_again():
    """Where the last count knows a company well enough, an import does not wait for another."""
    cast = a_workspace()
    with cast.inside():
        rows = [a_firm(f"Firm {number}", place) for number, place in enumerate(new_ids(Account, 3_000))]
        insert(Account, rows, created_at=MONDAY)
    counts = [_counts()]
    for _ in range(2):
        with cast.inside():
            count_tables_anew()
        counts.append(_counts())
    assert [later - earlier for earlier, later in pairwise(counts)] == [1, 0]


def _counts() -> int:
    """Say how often firms were counted because somebody asked for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT analyze_count FROM pg_stat_user_tables WHERE relname = 'account'")
        [number] = cursor.fetchone()
        return number
