"""So many check-ins due at one minute: two engines, one of them killed in the middle; how long it takes, and whether others wait for it.

python -m bench.due [--check-ins 100000] [--write docs/performance.md]

The check-ins are copies of one that the engine itself put on a programme, laid by the superuser into a database of their own. Beside them,
an ordinary ticket wakes every two seconds; how late it does is how long others waited. Afterwards each check-in is open, by one event.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import psycopg
from psycopg import sql

from bench import report
from outside import places
from rounds.cli.simulating import migrate_into
from rounds.postgres import Server, Urls
from rounds.postgres.copies import in_database
from rounds.simulation.place import database

HOME = Path(__file__).parent.parent / ".rounds" / "bench" / "due"
MANUAL = Path(__file__).parent.parent / "manuals" / "annual-check-ins.md"
BEGIN, END = "<!-- due: begin -->", "<!-- due: end -->"
BAR = 300
EVERY = 2.0
FAR = 1_000
"""Ids of copies begin here."""

type Admin = psycopg.Connection[Any]


@dataclass(frozen=True)
class Measured:
    """seconds: until all were open. twice, left: check-ins that opened more than once, or not. late: seconds, of other tickets' dates."""

    seconds: float
    twice: int
    left: int
    late: list[float]


def main() -> int:
    """Measure; 1 where it took too long, or something is not as it should be."""
    asked = arguments()
    places.end_in_order()
    with database(HOME, migrate_into, {}) as urls, psycopg.connect(_admin(urls), autocommit=True) as admin:
        _founded(urls)
        _filled(admin, asked.check_ins)
        found = _measured(admin, urls, asked.check_ins)
    lines = table(found, asked.check_ins)
    print(*lines, sep="\n")
    if asked.write:
        head = f"`python -m bench.due`, {datetime.now(UTC):%F}: {os.cpu_count()} cores, two engines, one killed after a third"
        report.write(Path(asked.write), head, lines, between=(BEGIN, END))
    return 1 if found.seconds > BAR or found.twice or found.left else 0


def table(found: Measured, many: int) -> list[str]:
    """Write what was measured."""
    late = sorted(found.late) or [0.0]
    cells = (
        f"{many:,}",
        f"{found.seconds:.0f}",
        f"≤ {BAR}",
        found.twice,
        found.left,
        f"{late[len(late) // 2]:.1f}",
        f"{late[-1]:.1f}",
    )
    heads = "check-ins due at one minute | all open after s | bar | opened twice | not opened | others late by s, median | at most"
    return [f"| {heads} |", "|---" * len(cells) + "|", f"| {' | '.join(map(str, cells))} |"]


def _admin(urls: Urls) -> str:
    return in_database(Server(HOME / "simulation").admin_url(), urls.owner.rpartition("/")[2])


def _founded(urls: Urls) -> None:
    """Found a company with one firm on the programme, and one ticket that sleeps."""
    os.environ |= {"DATABASE_URL": urls.app, "DJANGO_SETTINGS_MODULE": "rounds.site.settings"}
    django.setup()
    from django.db import connection

    from rounds.accounts.commands import contact_of_address
    from rounds.basics.spans import Span
    from rounds.desk import commands as desk
    from rounds.desk.dates import Wish
    from rounds.desk.facts import Taking
    from rounds.engine.loop import one_round
    from rounds.simulation import founding
    from rounds.site.duties import DUTIES
    from rounds.timeline.rules import Actor
    from rounds.workspaces.current import as_workspace

    now = datetime.now(UTC) - timedelta(days=1)
    workspace_id = founding.company(MANUAL.read_text("utf-8"), accounts=1, at=now)
    for _ in range(5):
        one_round(DUTIES, now=now + timedelta(minutes=5))
    with as_workspace(workspace_id):
        somebody = Actor.member(founding.somebody(now))
        known = contact_of_address(address="ann@mill.test", name="Ann", by=somebody, at=now)
        opened = desk.open_ticket(
            subject="The lift stands",
            text="It stood again.",
            kind="question",
            requester=Taking(known.contact_id, known.address_id),
            account_id=None,
            by=somebody,
            at=now,
        )
        wish = Wish(span=Span.parse("2 weeks"))
        desk.put_to_sleep(number=opened.ticket.number, wish=wish, by=somebody, at=now)
    connection.close()


def _filled(admin: Admin, many: int) -> None:
    """Lay the copies in; all are due in a while."""
    admin.execute("SET session_replication_role = replica")
    [(check_in, ticket, account)] = admin.execute("SELECT id, ticket_id, account_id FROM check_in").fetchall()
    far = sql.SQL("now() + interval '1 year'")
    copied(admin, "account", account, many, {"id": _n(), "name": sql.SQL("'Firm ' || n")})
    copied(admin, "ticket", ticket, many, {"id": _n(), "number": _n(), "account_id": _n(), "wakes_at": far})
    copied(admin, "check_in", check_in, many, {"id": _n(), "account_id": _n(), "ticket_id": _n()})
    [(other,)] = admin.execute("SELECT id FROM ticket WHERE state = 'asleep' AND recurs_by = ''").fetchall()
    behind = sql.SQL("{} + {} + n").format(FAR, many)
    copied(admin, "ticket", other, 400, {"id": behind, "number": behind, "wakes_at": far})
    admin.execute("SET session_replication_role = origin")
    admin.execute("VACUUM ANALYZE")


def _n() -> sql.Composed:
    return sql.SQL("{} + n").format(FAR)


def copied(admin: Admin, table: str, row: int, many: int, changed: "dict[str, sql.Composable]") -> None:
    """Lay copies of a row in, numbered n from 1, with some columns changed."""
    columns = [
        name
        for (name,) in admin.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
    ]
    values = [changed.get(name, sql.Identifier("copied", name)) for name in columns]
    admin.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}"
            " FROM {table} copied, generate_series(1, {many}) n WHERE copied.id = {row}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            many=many,
            row=row,
        )
    )


def _measured(admin: Admin, urls: Urls, many: int) -> Measured:
    first, last, behind = FAR + 1, FAR + many, FAR + many
    engines = [_engine(urls), _engine(urls)]
    time.sleep(8)  # both are up, and have nothing to do
    admin.execute("UPDATE ticket SET wakes_at = now() WHERE id BETWEEN %s AND %s", [first, last])
    admin.execute(
        "UPDATE ticket SET wakes_at = now() + (id - %s) * %s * interval '1 second' WHERE id > %s",
        [behind, EVERY, behind],
    )
    began, killed = time.monotonic(), False
    try:
        while left := _left(admin, first, last):
            if left < many * 2 / 3 and not killed:
                os.kill(engines[0].pid, signal.SIGKILL)
                engines[0].wait()
                engines[0], killed = _engine(urls), True
            if time.monotonic() - began > 4 * BAR:
                break
            time.sleep(1)
        seconds = time.monotonic() - began
    finally:
        for engine in engines:
            engine.terminate()
            engine.wait()
    counted = admin.execute(
        "SELECT count(*) FILTER (WHERE times > 1), %s - count(*) FROM (SELECT subject_id, count(*) AS times FROM timeline_event"
        " WHERE kind = 'desk.woke' AND subject_id BETWEEN %s AND %s GROUP BY 1) woke",
        [many, first, last],
    ).fetchone()
    late = admin.execute(
        "SELECT extract(epoch FROM recorded_at - (payload->>'date_was')::timestamptz)::float FROM timeline_event"
        " WHERE kind = 'desk.woke' AND subject_id > %s",
        [behind],
    ).fetchall()
    assert counted
    return Measured(seconds, counted[0], counted[1], [each for (each,) in late])


def _left(admin: Admin, first: int, last: int) -> int:
    found = admin.execute(
        "SELECT count(*) FROM ticket WHERE state = 'asleep' AND id BETWEEN %s AND %s", [first, last]
    ).fetchone()
    assert found
    return int(found[0])


def _engine(urls: Urls) -> "subprocess.Popen[bytes]":
    env = {**os.environ, "DATABASE_URL": urls.app, "ROUNDS_HOME": str(HOME)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "rounds.cli", "engine"], env=env, stdout=quiet, stderr=quiet)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check-ins", type=int, default=100_000)
    parser.add_argument("--write", help="a Markdown file whose part about this is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
