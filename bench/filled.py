"""Databases filled with tickets, made once and kept; whoever measures works in a copy.

python -m bench.filled [--tickets 10000 100000 1000000] [--anew]

How long each took is kept with it. They stand in a PostgreSQL of their own under `.rounds/bench`, one a size. Filling is COPY by
chunks, two at a time, each a transaction that notes itself: stopped in between, it goes on where it was. Indexes are built when all
rows are there. The superuser fills, whom no policy and no trigger binds: what the rows hold stands in `filling.py`.
"""

import argparse
import contextlib
import hashlib
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from bench import filling, words
from bench.filling import TABLES, Filling
from bench.sizes import ask_for_sizes
from bench.sizes import tell as _say
from bench.workspace import EMAIL, MANUAL, founding
from outside.company import Person
from outside.database import Urls
from outside.serving import Rounds
from rounds.postgres import Server
from rounds.postgres import Urls as Kept

HOME = Path(__file__).parent.parent / ".rounds" / "bench" / "home"
AT_ONCE = 2
QUICK = "-c synchronous_commit=off -c session_replication_role=replica -c maintenance_work_mem=1GB"
"""Settings of the connections that fill."""

NOTES = """
    CREATE SCHEMA IF NOT EXISTS filling;
    CREATE TABLE filling.house (password text, workspace_id bigint, member_id bigint, now timestamptz, stamp text);
    CREATE TABLE filling.chunk (place int PRIMARY KEY);
    CREATE TABLE filling.index (name text PRIMARY KEY, definition text);
    CREATE TABLE filling.took (seconds real);
"""

LATER = """
    INSERT INTO filling.index SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""

type Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Copy:
    """A database to work in. settings: the environment of programs that shall use it. filled_in: seconds."""

    urls: Urls
    member: Person
    filled_in: float

    @property
    def settings(self) -> dict[str, str]:
        return {"DATABASE_URL": self.urls.app, "ROUNDS_OWNER_DATABASE_URL": self.urls.owner}


@contextlib.contextmanager
def copy(tickets: int) -> Iterator[Copy]:
    """Give a fresh copy of the database with so many tickets, which goes afterwards; fill that where it is not there yet."""
    server = Server(HOME, say=_say)
    with server.used() as urls:
        kept, seconds = _filled(server, urls, tickets)
        name = f"copy_{secrets.token_hex(4)}"
        with _admin(server) as admin:
            _say(f"copying the database of {tickets:,} tickets")
            admin.execute(f"CREATE DATABASE {name} OWNER rounds_owner TEMPLATE {_name(tickets)} STRATEGY file_copy")
            admin.execute(f"GRANT CONNECT ON DATABASE {name} TO rounds_app")
            admin.execute("CHECKPOINT")
        try:
            yield Copy(_at(urls, name), kept, seconds)
        finally:
            with _admin(server) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _filled(server: Server, urls: Kept, tickets: int) -> tuple[Person, float]:
    """Have the database of this size, whole; say who can sign in there, and how many seconds filling it took."""
    name, stamp = _name(tickets), _stamp()
    with _admin(server) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if there and _stamped(server, name) != stamp:
        _say("it was filled by another recipe: made anew")
        _dropped(server, name)
        there = None
    if not there:
        _founded(server, urls, name, stamp)
    else:
        Rounds(HOME, Copy(_at(urls, name), Person(EMAIL, ""), 0).settings).run("migrate")
    with _admin(server, name) as inside:
        found = inside.execute("SELECT password, workspace_id, member_id, now FROM filling.house").fetchone()
        assert found
        drawn = words.pool(Random(7), min(4_000_000, tickets * 40))
        _fill(server, name, inside, Filling(found[1], found[2], tickets, found[3], drawn))
        [(seconds,)] = inside.execute("SELECT coalesce(sum(seconds), 0) FROM filling.took").fetchall()
    return Person(EMAIL, found[0]), seconds


def _founded(server: Server, urls: Kept, name: str, stamp: str) -> None:
    """Make the tables and the company, and take away what the rows shall not pay for one by one."""
    with _admin(server) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER rounds_owner TEMPLATE template0")
        admin.execute(f"GRANT CONNECT ON DATABASE {name} TO rounds_app")
    with _admin(server, name) as inside:
        for extension in ("pg_trgm", "btree_gist", "btree_gin", "unaccent"):
            inside.execute(f"CREATE EXTENSION {extension}")
        inside.execute("SET ROLE rounds_owner")
        for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES", "EXECUTE ON FUNCTIONS"):
            inside.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {what} TO rounds_app".encode())
        inside.execute("GRANT USAGE ON SCHEMA public TO rounds_app")
        inside.execute("RESET ROLE")
    rounds = Rounds(HOME, Copy(_at(urls, name), Person(EMAIL, ""), 0).settings)
    rounds.run("migrate")
    person = Person(EMAIL, secrets.token_urlsafe(12))
    founding(rounds, person)
    with _admin(server, name) as inside, inside.transaction():
        inside.execute(NOTES)
        inside.execute(
            "INSERT INTO filling.house SELECT %s, workspace_id, id, %s, %s FROM member",
            [person.password, datetime.now(UTC).replace(microsecond=0), stamp],
        )
        inside.execute(LATER, [list(TABLES)])
        for (index,) in inside.execute("SELECT name FROM filling.index").fetchall():
            inside.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))


def _fill(server: Server, name: str, inside: Connection, what: Filling) -> None:
    """Write what lacks."""
    done = {place for (place,) in inside.execute("SELECT place FROM filling.chunk").fetchall()}
    ahead = [place for place in (-1, *what.chunks()) if place not in done]
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for many, _ in enumerate(hands.map(lambda place: _write(server, name, what, place), ahead), start=1):
            if many % 10 == 0 or many == len(ahead):
                _say(
                    f"{many:,} of {len(ahead):,} chunks of {filling.CHUNK:,} tickets, {time.monotonic() - began:.0f} s"
                )
    for index, definition in inside.execute("SELECT * FROM filling.index ORDER BY name").fetchall():
        with inside.transaction():
            inside.execute(definition.encode())
            inside.execute("DELETE FROM filling.index WHERE name = %s", [index])
        _say(f"index {index}, {time.monotonic() - began:.0f} s")
    if ahead:
        inside.execute("VACUUM (ANALYZE, FREEZE)")
        inside.execute("INSERT INTO filling.took VALUES (%s)", [time.monotonic() - began])


def _write(server: Server, name: str, what: Filling, place: int) -> None:
    """Write one chunk; -1 is the people, and what counts on from all of it."""
    lines = what.people() if place < 0 else what.chunk(place)
    with _admin(server, name) as inside, inside.transaction(), inside.cursor() as cursor:
        for table, text in lines.items():
            with cursor.copy(f"COPY {table} ({TABLES[table]}) FROM STDIN".encode()) as out:
                out.write(text)
        if place < 0:
            for table in TABLES:
                top = what.tickets * filling.MESSAGES + filling.BEHIND
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, top])
            cursor.execute(
                "INSERT INTO ticket_number (workspace_id, last) VALUES (%s, %s)", [what.workspace, what.tickets]
            )
            cursor.execute(
                "INSERT INTO targets_caught_up (workspace_id, version, after_id, total, looked, made, missed, gone)"
                " VALUES (%s, 1, 0, 0, 0, 0, 0, 0)",
                [what.workspace],
            )
        cursor.execute("INSERT INTO filling.chunk VALUES (%s)", [place])


def _stamped(server: Server, name: str) -> str:
    """Say by which recipe a database was filled; nothing where founding it was broken off."""
    with _admin(server, name) as inside:
        if inside.execute("SELECT to_regclass('filling.house')").fetchone() == (None,):
            return ""
        found = inside.execute("SELECT stamp FROM filling.house").fetchone()
        return str(found[0]) if found else ""


def _stamp() -> str:
    """Name the recipe: how rows are made, and the manual. New migrations are made on what is there."""
    files = [Path(filling.__file__), Path(words.__file__), MANUAL]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _dropped(server: Server, name: str) -> None:
    with _admin(server) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _admin(server: Server, database: str = "postgres") -> Connection:
    return psycopg.connect(server.admin_url(), dbname=database, autocommit=True, options=QUICK)


def _at(urls: Kept, name: str) -> Urls:
    return Urls(*(f"{url.rpartition('/')[0]}/{name}" for url in (urls.app, urls.owner)))


def _name(tickets: int) -> str:
    return f"filled_{tickets}"


def main() -> None:
    """Fill them, so that measuring need not wait for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--anew", action="store_true", help="drop what is there and fill it again")
    asked = parser.parse_args()
    server = Server(HOME, say=_say)
    with server.used() as urls:
        for tickets in asked.tickets:
            if asked.anew:
                _dropped(server, _name(tickets))
            _, seconds = _filled(server, urls, tickets)
            _say(f"{tickets:,} tickets are there; filling them took {seconds:.0f} s")


if __name__ == "__main__":
    main()
