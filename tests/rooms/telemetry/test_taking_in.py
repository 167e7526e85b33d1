"""Records of usage come in once each; what cannot come in yet is kept apart, and comes in by itself (A5)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import connection

from rounds.telemetry.commands import drain, drop_waiting, take_in
from rounds.telemetry.duties import DUTIES
from rounds.telemetry.models import Segment, Stranger, UsageApart, UsageRow
from rounds.telemetry.queries import future, rows_behind, unknown
from rounds.telemetry.rules import Fate
from tests.rooms.passing import rounds_to
from tests.rooms.telemetry.usage import a_record, firms, took
from tests.world import MONDAY, a_workspace, later


def fates(answers) -> list[Fate]:
    return [answer.fate for answer in answers]


def test_an_event_comes_in_once_however_often_it_is_told():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    assert fates(took(cast, a_record("1"), a_record("1"), a_record("2"))) == [Fate.IN, Fate.KNOWN, Fate.IN]
    with cast.inside():
        assert drain(at=MONDAY) and Segment.objects.get().rows == 2
    assert fates(took(cast, a_record("2"), a_record("3"))) == [Fate.KNOWN, Fate.IN]
    with cast.inside():
        assert UsageRow.objects.count() == 1
        assert len(rows_behind(accounts=None)) == 3


def test_a_record_without_an_id_is_known_by_what_it_says_and_its_equals_are_counted():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    assert fates(took(cast, a_record(""), a_record(""))) == [Fate.IN, Fate.IN]
    assert fates(took(cast, a_record(""), a_record(""), a_record(""))) == [Fate.KNOWN, Fate.KNOWN, Fate.IN]


def test_what_an_unknown_account_did_waits_for_it_and_comes_in_by_itself():
    cast = a_workspace()
    answer, again = took(cast, a_record("1", account="x"), a_record("2", account="x", asset="s"))
    assert answer.fate is Fate.APART and "no account is known as “x” in crm" in answer.problem.text
    assert again.problem.fix == "Bring the account in; the record comes in by itself then."
    with cast.inside():
        [waits] = unknown()
        assert (waits.what, waits.key, waits.rows) == ("account", "x", 2)
        assert rows_behind(accounts=None) == []
        firms("x")
    rounds_to(cast, DUTIES, now=later(0.01))
    with cast.inside():
        [waits] = unknown()
        assert (waits.what, waits.key, waits.rows) == ("asset", "s", 1)
        assert len(rows_behind(accounts=None)) == 1


def test_what_is_dated_ahead_waits_for_its_time_and_can_be_put_right_before():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    assert fates(took(cast, a_record("1", at=later(2)), a_record("2", at=later(3)))) == [Fate.APART, Fate.APART]
    with cast.inside():
        assert (future().rows, future().last_at) == (2, later(3))
    assert fates(took(cast, a_record("2", at=later(-1)))) == [Fate.IN]
    rounds_to(cast, DUTIES, now=later(2.1))
    with cast.inside():
        assert sorted(row.at for row in rows_behind(accounts=None)) == [later(-1), later(2)]
        assert UsageApart.objects.count() == 0


def test_what_waits_for_a_stranger_can_be_dropped():
    cast = a_workspace()
    took(cast, a_record("1", account="x"), a_record("2", account="x"))
    with cast.inside():
        [waits] = unknown()
        assert drop_waiting(stranger_id=waits.id, by=cast.manager, at=MONDAY) == 2
        assert Stranger.objects.count() == UsageApart.objects.count() == 0


def test_a_word_with_a_mail_address_in_it_is_refused_for_no_file_is_written_anew():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    named = a_record("1", item="draft of dana@customer.example"), replace(a_record("2"), source="dana@customer.example")
    for answer in took(cast, *named):
        assert answer.fate is Fate.REFUSED and "under “user”" in answer.problem.fix


def test_what_another_door_told_while_it_was_kept_apart_waits_no_more_once_its_account_is_known():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    with cast.inside(), ThreadPoolExecutor(1) as other:
        take_in(rows=[a_record("1")], by=cast.manager, at=MONDAY)
        assert fates(other.submit(in_a_thread, cast, a_record("1", account="x")).result()) == [Fate.APART]
    with cast.inside():
        firms("x")
    rounds_to(cast, DUTIES, now=later(0.01))
    with cast.inside():
        assert len(rows_behind(accounts=None)) == 1
        assert Stranger.objects.count() == UsageApart.objects.count() == 0


def test_what_another_door_told_while_it_was_kept_apart_for_its_time_waits_no_more_once_that_comes():
    cast = a_workspace()
    with cast.inside():
        firms("a")
    with cast.inside(), ThreadPoolExecutor(1) as other:
        take_in(rows=[a_record("1")], by=cast.manager, at=MONDAY)
        assert fates(other.submit(in_a_thread, cast, a_record("1", at=later(2))).result()) == [Fate.APART]
    rounds_to(cast, DUTIES, now=later(2.1))
    with cast.inside():
        assert [row.at for row in rows_behind(accounts=None)] == [MONDAY]
        assert UsageApart.objects.count() == 0


def in_a_thread(cast, *records):
    try:
        return took(cast, *records)
    finally:
        connection.close()
