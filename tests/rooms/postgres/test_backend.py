"""A connection that the server ended is noticed before it is used, without asking the server each time."""

import time

import psycopg
from django.db import close_old_connections, connection

from tests.rooms.web.visitor import statements, through_the_door
from tests.world import a_workspace


def test_a_page_after_the_server_ended_the_connection_is_answered():
    client = through_the_door(a_workspace())
    assert client.get("/desk").status_code == 200
    connection.ensure_connection()
    assert connection.is_usable()
    end(connection.connection.info.backend_pid)
    assert not connection.is_usable()
    close_old_connections()  # what Django does before each request, but not for its test client
    assert client.get("/desk").status_code == 200


def test_no_statement_asks_whether_the_connection_stands():
    client = through_the_door(a_workspace())
    assert "SELECT 1" not in statements(client, "/desk")


def end(backend: int) -> None:
    """End a connection from another one of the same role, which may do that, and wait until this side hears it."""
    known = connection.get_connection_params()
    words = {name: known[name] for name in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**words, autocommit=True) as second:
        assert second.execute("SELECT pg_terminate_backend(%s)", [backend]).fetchone() == (True,)
    for _ in range(500):
        if not connection.is_usable():
            return
        time.sleep(0.01)
