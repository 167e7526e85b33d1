"""History gets its final order behind the horizon: nothing is skipped, nothing is sealed twice, and nobody can write over it."""

import threading
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import ProgrammingError, connection

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.engine.finding import find
from rounds.engine.loop import one_round
from rounds.timeline.duties import SEAL
from rounds.timeline.models import Seal, TimelineEvent
from rounds.timeline.queries import since
from rounds.timeline.sealing import READY, seal
from tests.at_once import at_once, refused_of
from tests.database import owner_url
from tests.rooms.timeline.sealed import numbers, seal_all, unsealed
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later


def test_every_event_gets_a_number_and_the_numbers_have_no_gap():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    seal_all(cast)
    with cast.inside():
        assert numbers(cast) == list(range(1, TimelineEvent.objects.count() + 1))
        assert [each.event_id for each in since(0, limit=1000)] == list(
            TimelineEvent.objects.order_by("id").values_list("id", flat=True)
        )


def test_each_workspace_counts_for_itself():
    for cast in (a_workspace(), a_workspace()):
        seal_all(cast)
        assert numbers(cast)[0] == 1


def test_the_engines_loop_finds_what_is_to_be_sealed_and_then_finds_it_no_more():
    cast = a_workspace()
    _once_free(cast)
    assert [due.workspace_id for due in find(SEAL, MONDAY, 100_000)].count(cast.workspace_id) == 1
    seal_all(cast)
    assert cast.workspace_id not in {due.workspace_id for due in find(SEAL, MONDAY, 100_000)}
    with cast.inside():
        a_ticket()
    _once_free(cast)
    _rounds(cast, later(1))
    assert unsealed(cast) == 0


def test_a_late_commit_is_not_skipped_by_whoever_reads_on():
    """Architecture 3: bigint cursors skip late commits. Of two notes, the one that was begun first is committed last."""
    cast, read = a_workspace(), []
    with cast.inside():
        older, younger = a_ticket(), a_ticket()
    seal_all(cast)
    cursor = numbers(cast)[-1]
    with _in_a_transaction(lambda: _note(cast, older), cast) as end_the_older:
        with cast.inside():
            _note(cast, younger)
        with cast.inside():
            assert TimelineEvent.objects.latest("id").subject_id == younger.pk, "this one is there to be read"
            assert seal(at=MONDAY) == 0, "but has no number yet, since an older one may still come"
            read += since(cursor, limit=100)
        end_the_older()
    seal_all(cast)
    with cast.inside():
        read += since(cursor, limit=100)
    assert [each.event.subject_id for each in read] == [older.pk, younger.pk]


def _note(cast: Cast, ticket: Ticket) -> None:
    desk.note(number=ticket.number, text="Ask Bram.", by=cast.rep, at=MONDAY)


def test_what_is_ready_is_sealed_while_something_younger_still_runs():
    cast = a_workspace()
    with _in_a_transaction(a_ticket, cast) as end:
        seal_all(cast)  # the contact and the ticket of the open transaction cannot even be seen
        assert len(numbers(cast)) > 0
        end()


def test_a_batch_takes_the_oldest_and_the_next_goes_on():
    cast = a_workspace()
    with cast.inside():
        for _ in range(5):
            a_ticket()
    _once_free(cast)
    for expected in (3, 6):
        with cast.inside():
            assert seal(at=MONDAY, most=3) == 3
        assert numbers(cast) == list(range(1, expected + 1))
    seal_all(cast)


def test_two_loops_seal_each_event_once():
    cast = a_workspace()
    with cast.inside():
        for _ in range(10):
            a_ticket()
    _once_free(cast)

    def go() -> None:
        for _ in range(30):
            with cast.inside():
                seal(at=MONDAY, most=2)

    came = at_once(*[go] * 3)
    seal_all(cast)
    assert refused_of(came) == []
    with cast.inside():
        sealed = list(Seal.objects.values_list("event_id", flat=True))
        assert len(sealed) == len(set(sealed)) == TimelineEvent.objects.count()


def test_a_second_loop_does_not_wait_for_the_first():
    cast = a_workspace()
    _once_free(cast)
    with _in_a_transaction(lambda: seal(at=MONDAY), cast) as end:
        with cast.inside():
            assert seal(at=MONDAY) == 0
        end()


def test_sealing_keeps_up_with_a_working_desk():
    """The loop's next rounds seal all that was written since the last."""
    cast = a_workspace()
    for turn in range(5):
        with cast.inside():
            ticket = a_ticket()
            desk.close(number=ticket.number, by=cast.rep, at=later(turn))
        _once_free(cast)
        _rounds(cast, later(turn))
        assert unsealed(cast) == 0


def test_what_is_new_is_found_by_where_the_last_seal_stands_and_not_among_all_there_ever_was():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    seal_all(cast)
    with cast.inside(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {READY}", {"here": cast.workspace_id, "most": 10})
        found = [line for (line,) in cursor.fetchall() if "Index Cond" in line and "ROW(" in line]
        assert found, "nothing is found by index"
        assert all("ROW(written_in, id) >" in line for line in found)  # one scan, or one for each side of the horizon


def test_events_of_a_restored_database_are_sealed_though_their_transactions_have_not_begun_here():
    cast, ahead = a_workspace(), 2**40
    seal_all(cast)
    with cast.inside():
        a_ticket()
    with psycopg.connect(owner_url()) as owner:
        owner.execute("ALTER TABLE timeline_event DISABLE TRIGGER written_once")
        owner.execute(
            "UPDATE timeline_event e SET written_in = written_in + %s WHERE workspace_id = %s AND NOT EXISTS "
            "(SELECT 1 FROM timeline_seal s WHERE s.event_id = e.id)",
            [ahead, cast.workspace_id],
        )
        owner.execute("ALTER TABLE timeline_event ENABLE TRIGGER written_once")
    seal_all(cast)
    with cast.inside():
        a_ticket()
    seal_all(cast)
    assert len(numbers(cast)) == numbers(cast)[-1]


@pytest.mark.parametrize("statement", ["UPDATE timeline_seal SET number = 0", "DELETE FROM timeline_seal"])
def test_the_program_cannot_touch_a_seal_again(statement):
    cast = a_workspace()
    seal_all(cast)
    with pytest.raises(ProgrammingError, match="permission denied"), cast.inside(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["timeline_event", "timeline_seal"])
def test_the_program_may_only_read_and_add_history(table):
    with psycopg.connect(owner_url()) as owner:
        held = owner.execute(
            "SELECT array_agg(privilege_type::text ORDER BY 1) FROM information_schema.role_table_grants "
            "WHERE table_name = %s AND grantee = 'rounds_app'",
            [table],
        ).fetchone()
    assert held == (["INSERT", "SELECT"],)


@pytest.mark.parametrize("statement", ["UPDATE timeline_seal SET number = 0", "TRUNCATE timeline_seal"])
def test_not_even_the_owner_changes_a_seal(statement):
    seal_all(a_workspace())
    with (
        psycopg.connect(owner_url()) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        owner.execute(statement)


def _rounds(cast: Cast, now) -> None:
    """Run rounds of the loop until this workspace's turn has come: a round takes a batch, and other tests write too."""
    for _ in range(100):
        one_round([SEAL], now=now)
        if unsealed(cast) == 0:
            return


def _once_free(cast: Cast) -> None:
    """Wait until no transaction of another test, on the same server, is older than this workspace's events."""
    for _ in range(3000):
        with cast.inside(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(written_in) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM timeline_event"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("another transaction on this server does not end")


@contextmanager
def _in_a_transaction(act, cast: Cast):
    """Do something in a transaction that stays open, on a connection of its own, until it is told to end."""
    done, may_end = threading.Event(), threading.Event()

    def go():
        try:
            with cast.inside():
                act()
                done.set()
                may_end.wait(30)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    done.wait(30)

    def end():
        may_end.set()
        thread.join()

    try:
        yield end
    finally:
        end()
