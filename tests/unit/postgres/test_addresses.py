from pathlib import Path

import pytest

from rounds.postgres import PostgresTrouble
from rounds.postgres.addresses import address, by_socket, hidden, same_server, some_database


def test_a_password_with_every_sign_survives_the_address() -> None:
    written = address("rounds_app", "a/b@c:d?e#f%", "127.0.0.1", 5432, "rounds")

    assert written == "postgresql://rounds_app:a%2Fb%40c%3Ad%3Fe%23f%25@127.0.0.1:5432/rounds"


def test_another_role_keeps_the_servers_host_port_and_options() -> None:
    admin = "postgresql://admin:x@db.example:6432/postgres?sslmode=require"

    assert same_server(admin, database="rounds", user="rounds_app", password="y") == (
        "postgresql://rounds_app:y@db.example:6432/rounds?sslmode=require"
    )


def test_a_server_behind_a_socket_can_be_named_too() -> None:
    admin = "postgresql://postgres@/postgres?host=/run/postgresql"

    assert same_server(admin, database="rounds") == "postgresql://postgres@/rounds?host=/run/postgresql"


def test_an_administrator_may_leave_the_database_out() -> None:
    assert some_database("postgresql://admin:x@host") == "postgresql://admin:x@host/postgres"
    assert some_database("postgresql://admin:x@host/own") == "postgresql://admin:x@host/own"


def test_another_kind_of_address_is_refused_without_its_password() -> None:
    with pytest.raises(PostgresTrouble, match="not “mysql://admin:…@host/own”"):
        some_database("mysql://admin:secret@host/own")


def test_a_password_is_never_shown() -> None:
    assert hidden("postgresql://admin:secret@host/name") == "postgresql://admin:…@host/name"
    assert hidden("postgresql://host/name") == "postgresql://host/name"


def test_an_address_by_the_socket_keeps_who_signs_in_and_its_options():
    found = by_socket(
        "postgresql://rounds_app:p%40ss@127.0.0.1:6543/rounds?sslmode=disable", Path("/var/lib/rounds/my socket")
    )
    assert (
        found
        == "postgresql://rounds_app:p%40ss@/rounds?sslmode=disable&host=%2Fvar%2Flib%2Frounds%2Fmy%20socket&port=6543"
    )
