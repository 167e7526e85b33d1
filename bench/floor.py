"""The baseline: what the same database costs from bare Python, with nothing of the product in between.

    python -m bench.floor --app postgresql://app:…@…/rounds --owner postgresql://owner:…@…/rounds [--rows N]

Two measurements, and the product's are given as multiples of them:

- the bare read: a transaction, `set_config('rounds.workspace', …, true)`, an indexed select of 25 rows
  under row-level security, as the role without rights that the product runs as;
- the bare commit: two rows in one transaction, flushed to disk.

psycopg stands as it comes, one connection, nothing tuned. The tables are the baseline's own, in a schema that is
dropped afterwards.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from bench.samples import Meter, Sample, line
from outside import processor

SCHEMA = "rounds_floor"

TABLES = f"""
    drop schema if exists {SCHEMA} cascade;
    create schema {SCHEMA};
    create table {SCHEMA}.ticket (
        id bigint generated always as identity primary key,
        workspace_id bigint not null, number int not null, subject text not null, kind text not null,
        queue text not null, state text not null, assignee_id bigint, requester_id bigint not null,
        opened_at timestamptz not null, wakes_at timestamptz, last_word text not null, version int not null);
    create table {SCHEMA}.message (
        id bigint generated always as identity primary key,
        workspace_id bigint not null, ticket_id bigint not null, kind text not null, text text not null,
        at timestamptz not null);
    insert into {SCHEMA}.ticket (workspace_id, number, subject, kind, queue, state, assignee_id, requester_id,
                              opened_at, wakes_at, last_word, version)
        select 1 + n % 2, n, 'The printer on floor ' || n || ' prints twice', 'question', 'front desk',
               (array['new', 'open', 'asleep', 'closed'])[1 + n / 2 % 4], n % 9, n % 1000,
               timestamptz '2026-01-01' + n * interval '1 minute', null, 'customer', 1
        from generate_series(1, %(rows)s * 2) n;
    create index on {SCHEMA}.ticket (workspace_id, state, opened_at);
    create index on {SCHEMA}.message (workspace_id, ticket_id);
    alter table {SCHEMA}.ticket enable row level security;
    alter table {SCHEMA}.message enable row level security;
    create policy own on {SCHEMA}.ticket using (workspace_id = current_setting('rounds.workspace')::bigint);
    create policy own on {SCHEMA}.message using (workspace_id = current_setting('rounds.workspace')::bigint);
"""

WORKSPACE = "select set_config('rounds.workspace', '1', true)"
READ = f"""
    select id, number, subject, kind, queue, state, assignee_id, requester_id, opened_at, wakes_at, last_word, version
    from {SCHEMA}.ticket where state = %s order by opened_at limit 25"""
TICKET = f"""
    insert into {SCHEMA}.ticket
        (workspace_id, number, subject, kind, queue, state, requester_id, opened_at, last_word, version)
    values (1, 0, %s, 'question', 'front desk', 'new', 1, now(), 'customer', 1) returning id"""
MESSAGE = (
    f"insert into {SCHEMA}.message (workspace_id, ticket_id, kind, text, at) values (1, %s, 'customer', %s, now())"
)


@dataclass(frozen=True)
class Floor:
    """The two baselines of one run."""

    read: Sample
    commit: Sample


def bare_read(connection: psycopg.Connection) -> Callable[[], object]:
    """Make the act that reads 25 tickets of a workspace."""

    def read() -> object:
        with connection.transaction():
            connection.execute(WORKSPACE)
            rows = connection.execute(READ, ["open"]).fetchall()
        assert len(rows) == 25, f"the bare read found {len(rows)} rows, not 25"
        return rows

    return read


def bare_commit(connection: psycopg.Connection) -> Callable[[], object]:
    """Make the act that writes a ticket and its message, in one transaction."""

    def commit() -> object:
        with connection.transaction():
            connection.execute(WORKSPACE)
            found = connection.execute(TICKET, ["The lamp in the hall is out"]).fetchone()
            connection.execute(MESSAGE, [found and found[0], "It has been dark since Monday evening. Could you look?"])
        return found

    return commit


@contextmanager
def tables(owner_url: str, app_url: str, rows: int) -> Iterator[None]:
    """Make the baseline's own tables, open them to the running role, and drop them at the end."""
    role = sql.Identifier(str(psycopg.conninfo.conninfo_to_dict(app_url)["user"]))
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(TABLES.replace("%(rows)s", str(rows)))
        owner.execute(sql.SQL(f"grant usage on schema {SCHEMA} to {{}}").format(role))
        owner.execute(sql.SQL(f"grant select, insert on all tables in schema {SCHEMA} to {{}}").format(role))
        owner.execute(f"vacuum analyze {SCHEMA}.ticket")
        try:
            yield
        finally:
            owner.execute(f"drop schema {SCHEMA} cascade")


@contextmanager
def meters(*, app_url: str, owner_url: str, rows: int) -> Iterator[tuple[Meter, Meter]]:
    """Make both baselines ready to be measured. rows: tickets of the workspace that is read (another has as many)."""
    with tables(owner_url, app_url, rows), psycopg.connect(app_url, autocommit=True) as connection:
        unsafe = connection.execute(
            "select current_setting('fsync') || current_setting('synchronous_commit')"
        ).fetchone()
        assert unsafe == ("onon",), "the server does not flush commits to disk: nothing measured here would be true"
        postmaster = processor.parent(connection.info.backend_pid)
        yield (
            Meter(f"bare read, {rows:,} tickets", bare_read(connection), time.process_time, postmaster),
            Meter("bare commit of two rows", bare_commit(connection), time.process_time, postmaster),
        )


def main() -> None:
    """Measure the baseline alone and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--app", default=os.environ.get("DATABASE_URL"), help="address of the running role (DATABASE_URL)"
    )
    parser.add_argument(
        "--owner", default=os.environ.get("ROUNDS_OWNER_DATABASE_URL"), help="address of the owner role"
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3000)
    asked = parser.parse_args()
    with meters(app_url=asked.app, owner_url=asked.owner, rows=asked.rows) as both:
        for meter in both:
            meter.act()
            meter.block(asked.times)
            print(line(meter.sample()))


if __name__ == "__main__":
    main()
