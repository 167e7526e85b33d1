"""Measure Rounds beside the bare database, all in one run, and write it down.

python -m bench [--tickets 10000] [--times 300] [--write docs/performance.md]
"""

import argparse
import contextlib
import datetime
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from bench import desk, filled, floor, report
from bench.floor import Floor
from bench.samples import Meter, Sample
from bench.wiretap import Heard, Wiretap
from outside import places, processor
from outside.company import Person
from outside.database import Urls
from outside.serving import Rounds
from outside.visitor import Visitor

BLOCKS = 5


@dataclass(frozen=True)
class House:
    """The Rounds that is measured: its one web process, its database, its member. filled_in: seconds that filling the database took."""

    rounds: Rounds
    urls: Urls
    member: Person
    version: str
    tickets: int = 0
    filled_in: float = 0.0


def main() -> int:
    """Measure and report; 1 where something is over its bar."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench") as folder, house(folder, asked.tickets) as built:
        bare, samples = measured(built, tickets=asked.tickets, times=asked.times)
        counted = overheard(built)
    lines = report.lines(bare, samples, counted)
    head = heading(asked.tickets, built.version)
    print(head, *lines, sep="\n")
    if asked.write:
        report.write(Path(asked.write), head, lines)
    return 1 if report.over(bare, samples, counted) else 0


@contextlib.contextmanager
def house(folder: Path, tickets: int) -> Iterator[House]:
    """Start one web process over a copy of the database with so many tickets."""
    with filled.copy(tickets) as copy:
        rounds = Rounds(folder / f"home-{tickets}", copy.settings)
        rounds.home.mkdir(parents=True)
        rounds.start("web")
        try:
            with psycopg.connect(copy.urls.owner) as owner:
                version = str(owner.info.server_version // 10000)
            yield House(rounds, copy.urls, copy.member, version, tickets, copy.filled_in)
        finally:
            rounds.stop()


def measured(built: House, *, tickets: int, times: int) -> tuple[Floor, list[Sample]]:
    """Measure the baselines and each act in turns, block by block, so that all meet the same machine."""
    assert built.rounds.process
    postmaster = postmaster_of(built.urls.owner)
    server = partial(processor.seconds, built.rounds.process.pid, besides=postmaster)
    acts = desk.acts(signed_in(built.rounds, built.member), desk.untouched(built.urls.owner))
    pages = [Meter(act.name, act.do, server, postmaster) for act in acts]
    with floor.meters(app_url=built.urls.app, owner_url=built.urls.owner, rows=tickets) as bare:
        warm([*bare, *pages])
        for _ in range(BLOCKS):
            for meter in bare:
                meter.block(times)
            for meter in pages:
                meter.block(max(1, times // BLOCKS))
        read, commit = (meter.sample() for meter in bare)
    return Floor(read, commit), [meter.sample() for meter in pages]


def warm(meters: list[Meter]) -> None:
    """Do everything a few times before it counts."""
    for meter in meters:
        for _ in range(20):
            meter.act()


def overheard(built: House) -> dict[str, Heard]:
    """Listen to the statements of each act, in a second web process whose database is behind a wiretap."""
    tap = Wiretap(built.urls.app)
    second = Rounds(built.rounds.home, {**built.rounds.settings, "DATABASE_URL": tap.url})
    second.start("web")
    try:
        numbers = desk.untouched(built.urls.owner)
        return desk.overheard(desk.acts(signed_in(second, built.member), numbers), tap)
    finally:
        second.stop()
        tap.close()


def signed_in(rounds: Rounds, person: Person) -> Visitor:
    """Come in as a member."""
    visitor = Visitor(rounds.base)
    visitor.sign_in(person.email, person.password)
    return visitor


def postmaster_of(owner_url: str) -> int:
    """Find the process above all backends; the server must run on this machine."""
    with psycopg.connect(owner_url) as owner:
        return processor.parent(owner.info.backend_pid)


def heading(tickets: int, version: str) -> str:
    """Say what was measured, where and when."""
    words = " ".join(["python -m bench", *sys.argv[1:]])
    cores = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(line.partition(":")[2].strip() for line in cores if line.startswith("model name"))
    today = datetime.datetime.now(datetime.UTC).date()
    python = platform.python_version()
    return f"`{words}`, {today}: {os.cpu_count()} cores of {model}, Python {python}, PostgreSQL {version}, {tickets:,} tickets"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=300, help="repetitions of each request")
    parser.add_argument("--write", help="a Markdown file whose measured part is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
