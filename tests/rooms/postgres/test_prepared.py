"""Statements that are sent without a cursor: values find their places, and plans are kept, through what is taken back too."""

from os import dup
from socket import SHUT_RDWR, socket

import pytest
from django.db import DataError, NotSupportedError, OperationalError, connection, transaction

from rounds.postgres.backend.prepared import MOST, numbered
from rounds.workspaces.rows import execute, fetch, fetch_named
from tests.world import a_shared_workspace


def test_places_are_numbered_and_a_name_has_one_number():
    assert numbered("SELECT %s, '100 %%', %s") == ("SELECT $1, '100 %', $2", ())
    assert numbered("SELECT %(a)s, %(b)s, %(a)s") == ("SELECT $1, $2, $1", ("a", "b"))


def test_values_come_back_as_they_went_in_first_unprepared_then_prepared():
    for _ in range(3):
        assert fetch("SELECT %s::text, %s::bigint, %s::text[]", ["Ö %s", None, ["a", "b"]]) == [
            ("Ö %s", None, ["a", "b"])
        ]
        assert fetch_named("SELECT %(n)s::int AS one, %(n)s + 1 AS two", {"n": 1}) == [{"one": 1, "two": 2}]
    assert "SELECT $1::text, $2::bigint, $3::text[]" in prepared()


def test_after_a_transaction_or_a_part_of_it_was_taken_back_all_stays_prepared():
    """Else each refusal would have whoever comes next wait until all is planned anew."""
    statement = "SELECT %s + 1"
    for _ in range(5):
        with transaction.atomic():
            for _ in range(3):
                fetch(statement, [1])
            with connection.cursor() as cursor:
                for _ in range(6):
                    cursor.execute("SELECT %s::int", [1])  # psycopg prepares this one
            with pytest.raises(DataError), transaction.atomic():
                execute("SELECT 1 / %s", [0])
            fetch(statement, [1])
            transaction.set_rollback(True)
    assert prepared().count("SELECT $1 + 1") == 1


def test_what_was_prepared_of_a_table_that_was_taken_back_is_asked_of_the_next_one_of_its_name():
    for said in ("the first", "the second", "the third"):
        with transaction.atomic():
            execute("CREATE TEMP TABLE taken_back (number bigint, said text)")
            for _ in range(3):
                execute("INSERT INTO taken_back SELECT 1, %s", [said])
                assert fetch("SELECT DISTINCT said FROM taken_back WHERE number = %s", [1]) == [(said,)]
            transaction.set_rollback(True)


@pytest.mark.parametrize("within", [False, True], ids=["a transaction", "a part of one"])
@pytest.mark.parametrize("by_cursor", [False, True], ids=["past the cursors", "by a cursor"])
def test_what_an_update_gave_another_type_is_refused_once_and_then_prepared_anew(by_cursor, within):
    """The program that runs goes on while columns change under it: else each connection would refuse for ever."""
    table = f"pg_temp.grown_{by_cursor:d}{within:d}"
    statement = f"SELECT said FROM {table} WHERE number = %s"

    def ask():
        if not by_cursor:
            return fetch(statement, [1])
        with connection.cursor() as cursor:
            cursor.execute(statement, [1])
            return cursor.fetchall()

    with transaction.atomic():
        execute(f"CREATE TABLE {table} (number bigint, said varchar(10))")
        execute(f"INSERT INTO {table} VALUES (1, %s)", ["so"])
    try:
        for _ in range(8):
            with transaction.atomic():
                ask()
        beside = connection.connection.pgconn  # past psycopg, which hears of no other connection's tables
        beside.exec_(f"ALTER TABLE {table} ALTER said TYPE varchar(20)".encode())
        if within:
            with transaction.atomic():
                with pytest.raises(NotSupportedError), transaction.atomic():
                    ask()
                assert ask() == [("so",)]
        else:
            with pytest.raises(NotSupportedError), transaction.atomic():
                ask()
        for _ in range(8):
            with transaction.atomic():
                assert ask() == [("so",)]
    finally:
        execute(f"DROP TABLE {table}")


def test_a_connection_keeps_so_many_and_no_more():
    for n in range(MOST + 20):
        for _ in range(2):
            fetch(f"SELECT {n} WHERE %s", [True])
    assert len(prepared()) <= MOST


def prepared() -> list[str]:
    """List the texts that the server keeps plans of, of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'rounds%%'", [])
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_connection_that_is_lost_in_the_middle_is_to_be_tried_again_and_nobodys_fault(before):
    """As cursors say it: whoever brings a mail in meanwhile asks for it again, and refuses none. Asked first, prepared, and at its end."""
    connection.close()
    try:
        with pytest.raises(OperationalError), transaction.atomic():
            for _ in range(before):
                fetch("SELECT %s::int", [1])
            lost()
            fetch("SELECT %s::int", [1])
        with pytest.raises(OperationalError), a_shared_workspace().inside():
            fetch("SELECT 1")
            lost()
    finally:
        connection.close()


def lost():
    """Break the line under the connection."""
    with socket(fileno=dup(connection.connection.fileno())) as line:
        line.shutdown(SHUT_RDWR)
