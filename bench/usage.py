"""What a firm's evidence, and questions to usage, cost beside the same in SQL by hand, on the same files, in one run; and what taking
usage in costs.

python -m bench.usage [--rows 5000000] [--brought 100000] [--write docs/performance.md]

All rows are one account's. They are written by DuckDB as segments of sizes that merging makes, and named as a worker names them; so many
more come in by `rounds usage import` and are drained. The page's questions go through the room, PostgreSQL's part included; the
SQL by hand is what somebody would write who knows the files: on one open DuckDB, with the same memory and threads. In turns, the median
of each; the answers of the page's figures are compared. Memory is that of the process that answers.
"""

import argparse
import csv
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench import evidence, report
from outside import database, places
from outside.serving import Rounds

MANUAL = Path(__file__).parent.parent / "manuals" / "annual-check-ins.md"
BEGIN, END = "<!-- usage: begin -->", "<!-- usage: end -->"
BAR = 1.3
TIMES = 9
SEGMENTS = 5
SINCE, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
QUIET = UNTIL - timedelta(days=60)
MAP = """
source: bench
columns:
  id: event id
  firm: account id
  who: user
  what: event
  at: {becomes: at, dates: year-month-day}
"""


@dataclass(frozen=True)
class Asked:
    """One question: seconds through the room, and by hand."""

    name: str
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Say how many times the SQL by hand the room took."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Came:
    """What taking usage in took: rows, seconds by the command line, again, and seconds of draining. digests: bytes a row."""

    rows: int
    imported: float
    again: float
    drained: float
    digests: float


def main() -> int:
    """Measure and report; 1 where the page is over the bar."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-usage") as folder:
        rounds = Rounds(folder / "home")
        rounds.run("migrate")
        rounds.start()  # keeps the database up, and puts the accounts onto the programme; it is asked nothing
        try:
            lines, over = measured(rounds, folder, asked.rows, asked.brought)
        finally:
            rounds.stop()
            rounds.remove()
    print(*lines, sep="\n")
    if asked.write:
        report.write(Path(asked.write), lines[0], lines[1:], between=(BEGIN, END))
    return 1 if over else 0


def measured(rounds: Rounds, folder: Path, rows: int, brought: int) -> tuple[list[str], bool]:
    """Fill, ask in turns, and write the table."""
    rounds.run("workspace", "add", "house", "--name", "The house", "--manual", str(MANUAL))
    account_file, account_map = folder / "firms.csv", folder / "firms.yaml"
    account_file.write_text("id,name\n1,Linden Row\n2,Tamsin\n")
    account_map.write_text(
        "source: bench\ncolumns: {id: external id, name: name}\nalways: {lifecycle stage: customer}\n"
    )
    rounds.run("import", "accounts", str(account_file), "--map", str(account_map), "--workspace", "house")
    os.environ |= rounds.environment() | {
        "DATABASE_URL": database.urls(rounds.home).app,
        "DJANGO_SETTINGS_MODULE": "rounds.site.settings",
    }
    import django

    django.setup()
    came = taken_in(rounds, folder, brought)
    filled(rows)
    check_in = entered()
    asked = in_turns(check_in)
    held = answering()
    lines = [
        f"`{' '.join(['python -m bench.usage', *sys.argv[1:]])}`, {datetime.now(UTC).date()}, {os.cpu_count()} cores",
        "",
    ]
    lines += [
        f"| question, {rows:,} rows of one account in {SEGMENTS} segments | ms | SQL by hand ms | × | bar |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.name} | {each.ours * 1e3:.0f} | {each.bare * 1e3:.0f} | {_bold(each.ratio)} | {_bar(place)} |"
        for place, each in enumerate(asked)
    ]
    lines += ["", f"The process that answers had {held:.0f} MB in memory after all of it.", ""]
    lines += ["| taking in | rows | s | rows a second |", "|---|---|---|---|"]
    for name, took in (
        ("`rounds usage import`, from starting Python to the end", came.imported),
        ("the same file again: all is known", came.again),
        ("draining into segments", came.drained),
    ):
        lines.append(f"| {name} | {came.rows:,} | {took:.1f} | {came.rows / took:,.0f} |")
    lines += ["", f"Knowing each event again costs {came.digests:.0f} bytes of PostgreSQL a row."]
    return lines, asked[0].ratio > BAR


def taken_in(rounds: Rounds, folder: Path, rows: int) -> Came:
    """Bring a table of the second account in, twice, and drain it."""
    from rounds.telemetry.jobs import keep_segments
    from rounds.workspaces.rows import fetch

    table, map_file = folder / "usage.csv", folder / "usage.yaml"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "firm", "who", "what", "at"])
        for number in range(rows):
            at = SINCE + timedelta(seconds=number * 60)
            writer.writerow([number, 2, f"u{number % 500}", "item submitted", f"{at:%Y-%m-%d %H:%M:%S}"])
    map_file.write_text(MAP)
    words = ("usage", "import", str(table), "--map", str(map_file), "--workspace", "house")
    first, second = (_seconds(lambda: rounds.run(*words)) for _ in range(2))
    drained = _seconds(lambda: keep_segments(_workspace(), at=UNTIL))
    from rounds.workspaces.current import as_workspace

    with as_workspace(_workspace()):
        [(size,)] = fetch("SELECT pg_total_relation_size('usage_key')")
    return Came(rows, first, second, drained, size / rows)


def filled(rows: int) -> None:
    """Write segments of the first account, and name them."""
    import duckdb

    from rounds.accounts.models import AccountKnownAs
    from rounds.telemetry.commands.draining import folder
    from rounds.telemetry.models import Segment
    from rounds.workspaces.current import as_workspace

    with as_workspace(_workspace()):
        account = AccountKnownAs.objects.get(source="bench", key="1").record_id
        place, part = folder(), rows // SEGMENTS
        place.mkdir(parents=True, exist_ok=True)
        for number in range(SEGMENTS):
            with duckdb.connect() as made:
                made.execute(
                    _MADE.format(
                        account=account,
                        first=10_000_000 + number * part,
                        rows=part,
                        path=place / f"bench-{number}.parquet",
                    )
                )
            Segment.objects.create(
                workspace_id=_workspace(),
                name=f"bench-{number}.parquet",
                rows=part,
                first_at=SINCE,
                last_at=UNTIL,
                made_at=UNTIL,
            )


_MADE = """
    SELECT setseed(0.5);
    COPY (SELECT {first} + n AS id, 'bench' AS source, {account}::BIGINT AS account, NULL::BIGINT AS asset,
                 (1 + floor(pow(random(), 2) * 800))::BIGINT AS person,
                 ['item submitted', 'draft begun', 'request made', 'signed in'][1 + (n % 4)] AS event,
                 TIMESTAMP '2024-01-01' + INTERVAL 1 SECOND * (random() * 63158400)::BIGINT AS "at",
                 'desk' AS product, ['search', 'copy', 'traffic', NULL][1 + (hash(n) % 4)::INTEGER] AS feature,
                 ['audio', 'video', 'print', NULL][1 + (hash(n + 1) % 4)::INTEGER] AS media,
                 'i' || (n // 3) AS item, random() AS quantity
          FROM range({rows}) AS made (n) ORDER BY account, "at", id) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""


def entered() -> int:
    """Wait until the first account has its check-in; give its id."""
    from rounds.accounts.models import AccountKnownAs
    from rounds.checkins.models import CheckIn
    from rounds.workspaces.current import as_workspace

    for _ in range(600):
        with as_workspace(_workspace()):
            account = AccountKnownAs.objects.get(source="bench", key="1").record_id
            if found := CheckIn.objects.filter(account_id=account).values_list("id", flat=True).first():
                return found
        time.sleep(0.2)
    raise RuntimeError("no check-in came within two minutes")


def in_turns(check_in: int) -> list[Asked]:
    """Ask the page's figures, then each question, through the room and by hand, in turns."""
    from rounds.accounts.models import AccountKnownAs
    from rounds.telemetry.commands.draining import folder
    from rounds.workspaces.current import as_workspace

    with as_workspace(_workspace()):
        account = AccountKnownAs.objects.get(source="bench", key="1").record_id
        files = str(sorted(str(path) for path in folder().glob("*.parquet")))
    table = f"read_parquet({files})"
    hand = partial(evidence.by_hand, _by_hand, table, account)
    if wrong := evidence.differences(_inside(partial(evidence.page, check_in)), hand()):
        raise RuntimeError(f"the page and the SQL by hand differ: {wrong}")
    found = [_asked("**the evidence of a firm's page, all of it**", partial(evidence.page, check_in), hand)]
    for name, ours, statement in questions(account):
        found.append(_asked(name, ours, partial(_by_hand, statement.format(files=table, account=account))))
    return found


def _asked(name: str, ours: Callable[[], object], by_hand: Callable[[], object]) -> Asked:
    """Take both in turns; the first turn, in which all is loaded, does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES + 1):
        times[0].append(_seconds(partial(_inside, ours)))
        times[1].append(_seconds(by_hand))
    return Asked(name, *(statistics.median(each[1:]) for each in times))


def questions(account: int) -> list[tuple[str, Callable[[], object], str]]:
    """Give each question: its name, the room's function, and the SQL of somebody who knows the files."""
    from rounds.telemetry.queries import By, active_users, counts, days_active, holders, quiet_users

    one, zone = [account], ZoneInfo("America/Chicago")
    time_: dict[str, Any] = {"since": SINCE, "until": UNTIL}
    ours: list[Callable[[], object]] = [
        lambda: active_users(accounts=one, **time_, limit=1_000),
        lambda: quiet_users(accounts=one, quiet_since=QUIET, until=UNTIL, limit=1_000),
        lambda: counts(accounts=one, by=[By.EVENT, By.MONTH], **time_, zone=zone),
        lambda: counts(accounts=one, by=[By.MEDIA], **time_, zone=zone),
        lambda: counts(accounts=one, by=[By.FEATURE], **time_, zone=zone),
        lambda: holders(accounts=one, begun="draft begun", ended=["item submitted"], until=UNTIL),
        lambda: days_active(accounts=one, **time_, zone=zone, longer_than=30),
    ]
    return [(name, ask, text) for ask, (name, text) in zip(ours, BY_HAND.items(), strict=True)]


_WHERE = """account = {account} AND "at" >= '2024-01-01' AND "at" < '2026-01-01'"""
_LOCAL = """CASE WHEN "at" < '2024-03-10 08:00' THEN "at" - INTERVAL 6 HOUR WHEN "at" < '2024-11-03 07:00' THEN "at" - INTERVAL 5 HOUR
    WHEN "at" < '2025-03-09 08:00' THEN "at" - INTERVAL 6 HOUR WHEN "at" < '2025-11-02 07:00' THEN "at" - INTERVAL 5 HOUR
    ELSE "at" - INTERVAL 6 HOUR END"""
BY_HAND = {
    "users with last activity": f"""
        SELECT person, min("at"), max("at"), count(*) FROM {{files}} WHERE {_WHERE} AND person IS NOT NULL GROUP BY ALL ORDER BY 3 DESC
    """,
    "quiet users": """
        SELECT person, min("at"), max("at"), count(*) FROM {files}
        WHERE account = {account} AND "at" < '2026-01-01' AND person IS NOT NULL
        GROUP BY ALL HAVING max("at") <= '2025-11-02' ORDER BY 3 DESC
    """,
    "by event and month": f"""
        SELECT account, event, date_trunc('month', {_LOCAL}), count(*), sum(quantity) FROM {{files}} WHERE {_WHERE}
        GROUP BY ALL ORDER BY ALL
    """,
    "by media kind": f"SELECT account, media, count(*), sum(quantity) FROM {{files}} WHERE {_WHERE} GROUP BY ALL ORDER BY ALL",
    "by feature": f"SELECT account, feature, count(*), sum(quantity) FROM {{files}} WHERE {_WHERE} GROUP BY ALL ORDER BY ALL",
    "drafts by holder": """
        SELECT last.person, count(*), min(last.at)
        FROM (SELECT max({{'at': "at", 'id': id, 'begun': event = 'draft begun', 'person': person}}) AS last FROM {files}
              WHERE account = {account} AND "at" < '2026-01-01' AND item IS NOT NULL AND event IN ('draft begun', 'item submitted')
              GROUP BY source, item)
        WHERE last.begun GROUP BY last.person ORDER BY 2 DESC
    """,
    "days and gaps": f"""
        SELECT account, count(*), count(*) FILTER (gap > 30)
        FROM (SELECT account, day - lag(day) OVER (PARTITION BY account ORDER BY day) AS gap
              FROM (SELECT DISTINCT account, ({_LOCAL})::DATE AS day FROM {{files}} WHERE {_WHERE})) GROUP BY ALL
    """,
}


def _inside(ask: Callable[[], object]) -> object:
    from rounds.telemetry.asking import ANSWERS
    from rounds.workspaces.current import as_workspace

    ANSWERS.forget()  # each turn asks the files

    with as_workspace(_workspace()):
        return ask()


def _by_hand(statement: str) -> list[Any]:
    rows: list[Any] = _engine().execute(statement).fetchall()
    return rows


@cache
def _engine() -> Any:
    """Open DuckDB once, with what the room's own has."""
    import duckdb

    from rounds.telemetry.answering import MEMORY, THREADS

    opened = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    opened.execute("SET parquet_metadata_cache = true")
    return opened


def _workspace() -> int:
    from rounds.workspaces.queries import id_of

    return id_of("house") or 0


def _seconds(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began


def answering() -> float:
    """Say how many MB the process that answers has in memory."""
    from rounds.telemetry.asking import ANSWERS

    pages = int(Path(f"/proc/{ANSWERS.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _bar(place: int) -> str:
    """Say the bar: it is the page's, which is asked first; a question alone carries what all of them share."""
    return "" if place else f"≤ {BAR}"


def _bold(ratio: float) -> str:
    return f"**{ratio:.2f}**" if ratio > BAR else f"{ratio:.2f}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    words = argparse.ArgumentParser(prog="python -m bench.usage", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--rows", type=int, default=5_000_000, help="rows of the one account")
    words.add_argument("--brought", type=int, default=100_000, help="rows that come in by the command line")
    words.add_argument("--write", metavar="FILE", help="put the tables into this file, between its marks")
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
