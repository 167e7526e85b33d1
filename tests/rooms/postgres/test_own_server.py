"""Making, starting, stopping: each can be cut short or met by a surprise, and the next start goes on from there."""

import os
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from rounds.postgres import PostgresTrouble, Server, kept
from rounds.postgres.account import account_for
from rounds.postgres.kept import Kept
from rounds.postgres.places import SYSTEM, new_folder
from rounds.postgres.ports import free_port


def test_a_second_start_makes_nothing_anew(server: Server) -> None:
    said: list[str] = []
    before = server.ensure_running()
    server.stop()

    assert Server(server.home, say=said.append).ensure_running() == before
    assert said == []


def test_it_answers_by_its_socket_too(server: Server) -> None:
    with psycopg.connect(server.by_socket(server.admin_url())) as admin:
        assert admin.execute("SELECT inet_client_addr(), current_database()").fetchone() == (None, "postgres")


def test_the_server_listens_on_loopback_alone(server: Server) -> None:
    with psycopg.connect(server.admin_url()) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        rules = admin.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()

    assert rules == [("scram-sha-256",)]


def test_two_starts_at_once_make_one_server(new_home: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: Server(new_home).ensure_running(), range(2))

    assert first == second


def test_nothing_outside_the_home_changes_its_permissions(new_home: Path) -> None:
    above = [new_home.parent, *new_home.parent.parents]
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in above]

    Server(new_home).ensure_running()

    assert [(path, path.stat().st_mode, path.stat().st_uid) for path in above] == before


def test_only_the_one_who_runs_it_can_look_into_the_data(server: Server) -> None:
    server.ensure_running()
    found = server.describe()
    assert found is not None

    assert stat.S_IMODE((found.folder / "data").stat().st_mode) == 0o700
    assert (found.folder / "data").stat().st_uid != 0
    assert found.folder.is_relative_to(SYSTEM if os.geteuid() == 0 else server.home)


def test_a_making_that_was_cut_short_is_done_again(new_home: Path) -> None:
    (new_home / "postgres").mkdir(parents=True)
    folder = new_folder(new_home, account_for(new_home / "nothing yet"))
    noted = Kept(folder, free_port(), superuser="s", owner="o", app="a")
    kept.keep(new_home, noted)
    (new_home / folder / "data.new" / "base").mkdir(parents=True)

    urls = Server(new_home).ensure_running()

    assert urls == kept.urls_of(noted)
    psycopg.connect(urls.owner).close()


def test_data_that_is_gone_is_said_and_not_replaced_by_an_empty_database(new_home: Path) -> None:
    (new_home / "postgres").mkdir(parents=True)
    kept.keep(new_home, Kept("postgres", free_port(), superuser="s", owner="o", app="a", prepared=True))

    with pytest.raises(PostgresTrouble, match="data is gone"):
        Server(new_home).ensure_running()


def test_a_port_that_was_taken_meanwhile_is_left_for_another(server: Server) -> None:
    said: list[str] = []
    before = server.ensure_running()
    server.stop()
    port = int(str(psycopg.conninfo.conninfo_to_dict(before.app)["port"]))
    with socket.create_server(("127.0.0.1", port)):
        after = Server(server.home, say=said.append).ensure_running()

    assert after != before
    assert said == [f"port {port} was taken meanwhile; choosing another"]
    psycopg.connect(after.app).close()


def test_the_last_of_its_users_stops_it(server: Server) -> None:
    with Server(server.home).used():
        with Server(server.home).used() as urls:
            pass
        psycopg.connect(urls.app).close()

    assert not server.is_running()


def test_it_says_what_runs(server: Server) -> None:
    server.ensure_running()
    found = server.describe()

    assert found is not None
    assert int(found.version.partition(".")[0]) >= 16
    assert found.pid is not None
    assert server.is_running()


def test_the_log_says_what_was_wrong_and_not_what_people_wrote(server: Server) -> None:
    """A refused statement has its values in it, and a broken constraint names them: a customer's words, an address."""
    with psycopg.connect(server.admin_url(), autocommit=True) as admin:
        admin.execute("CREATE TEMPORARY TABLE words (word text UNIQUE CHECK (word <> 'Dana wrote'))")
        admin.execute("INSERT INTO words VALUES ('Owen wrote')")
        for refused in (
            "SELECT 1/0, 'Dana wrote'",
            "INSERT INTO words VALUES ('Dana wrote')",
            "INSERT INTO words VALUES ('Owen wrote')",
        ):
            with pytest.raises(psycopg.Error):
                admin.execute(refused)
    found = server.describe()
    assert found is not None
    log = (found.folder / "server.log").read_text()
    assert log.count("ERROR:") >= 3
    assert "wrote" not in log
