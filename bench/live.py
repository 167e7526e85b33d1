"""What an open page costs, and how long after a commit it hears, at each number of tickets, with one stream open and with many.

python -m bench.live [--tickets 10000 100000 1000000] [--streams 1000] [--acts 200] [--write docs/performance.md]

Each size has its own copy of a filled database, the page and a `rounds live` of its own; nothing else runs. (That a mail which
arrives is heard too, through all of `rounds serve`, is measured by `bench.arriving`.)

An act is one event committed by the program's own role. Its moment is when the commit came back; a stream's, when the news is
read from its connection, all by one clock of one process. One stream in ten reads nothing, to see that it costs no memory.
"""

import argparse
import asyncio
import contextlib
import http.client
import json
import random
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import report
from bench.__main__ import House, house
from bench.samples import at
from bench.sizes import ask_for_sizes, tell
from outside import places, processor
from outside.serving import PROGRAM, Rounds
from rounds.basics import passes

BEGIN, END = "<!-- live: begin -->", "<!-- live: end -->"
BAR = 2_000
"""Milliseconds from commit to browser."""

OF_ONE = 20
"""Streams that one sign-in may open."""

EVENT = """
    INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, payload)
    VALUES (%s, now(), 'system', '', 'desk.noted', 'ticket', %s, '{}')
"""


@dataclass
class Stream:
    """One open page. heard: when each ticket was told, by its id."""

    reads: bool
    heard: dict[int, float] = field(default_factory=dict)

    async def listen(self, port: int, cookie: str, given: str, opened: asyncio.Semaphore) -> None:
        async with opened:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                f"GET /stream?pass={quote(given)}&since= HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"hello")
            assert b" 200 " in head, head
        if not self.reads:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            await asyncio.sleep(3600)
        while True:
            said = await reader.read(65536)
            now = time.perf_counter()
            assert said, "the stream ended"
            for number in re.findall(rb"ticket:(\d+)", said):
                self.heard.setdefault(int(number), now)


@dataclass(frozen=True)
class Live:
    """A `rounds live` that runs."""

    pid: int
    port: int


@contextlib.contextmanager
def live_of(built: House) -> Iterator[Live]:
    """Start one beside a page, over the same database."""
    port = places.free_port()
    words = [*PROGRAM, "live", "--port", str(port)]
    with built.rounds.log.open("ab") as log:
        process = subprocess.Popen(
            words, env=built.rounds.environment(), stdout=log, stderr=log, start_new_session=True
        )
    try:
        places.wait(lambda: places.listens(port), seconds=60, what=f"rounds live (see {built.rounds.log})")
        time.sleep(5)  # what starting took has been given back, and what is done now and then was done once
        yield Live(process.pid, port)
    finally:
        process.terminate()
        process.wait(60)


@dataclass(frozen=True)
class Measured:
    """Milliseconds, megabytes, processor seconds."""

    tickets: int
    streams: int
    acts: int
    p50: float
    p99: float
    first: float
    before: float
    after: float
    resting: float
    live_act: float
    database_act: float


async def measured(live: Live, built: House, *, streams: int, acts: int) -> Measured:
    """Open so many streams, commit so many acts, and see when each was heard."""
    before = _rss(live.pid)
    with psycopg.connect(built.urls.owner) as owner:
        postmaster = processor.parent(owner.info.backend_pid)
        workspace_id, opened = sign_ins(owner, built.rounds, streams)
    gate = asyncio.Semaphore(20)
    pages = [Stream(reads=place % 10 != 9 or streams < 10) for place in range(streams)]
    listening = [
        asyncio.create_task(page.listen(live.port, *opened[place // OF_ONE], gate)) for place, page in enumerate(pages)
    ]
    while not all_listen(live.port, streams):
        for each in listening:
            assert not each.done(), each.exception()
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    resting = await _costs(live.pid, lambda: asyncio.sleep(8))
    committed: dict[int, float] = {}
    began = processor.seconds(postmaster)
    acting = await _costs(live.pid, lambda: _act(built.urls.app, workspace_id, acts, committed))
    in_database = processor.seconds(postmaster) - began
    waits = [page.heard[n] - when for page in pages if page.reads for n, when in committed.items()]
    first = [min(page.heard[n] for page in pages if page.reads) - when for n, when in committed.items()]
    after = _rss(live.pid)
    for each in listening:
        each.cancel()
    return Measured(
        built.tickets,
        streams,
        acts,
        at(waits, 0.5),
        at(waits, 0.99),
        at(first, 0.5),
        before,
        after,
        resting.share * 100,
        (acting.used - resting.share * acting.took) / acts * 1000,
        in_database / acts * 1000,
    )


@dataclass(frozen=True)
class Cost:
    used: float
    took: float

    @property
    def share(self) -> float:
        """Give the part of one core."""
        return self.used / self.took


async def _costs(pid: int, do: Callable[[], Awaitable[object]]) -> Cost:
    used, began = processor.seconds(pid), time.perf_counter()
    await do()
    return Cost(processor.seconds(pid) - used, time.perf_counter() - began)


async def _act(app_url: str, workspace_id: int, acts: int, committed: dict[int, float]) -> None:
    """Commit one act after another, at moments that have nothing to do with the process's own."""
    async with await psycopg.AsyncConnection.connect(app_url) as writer:
        for number in range(1, acts + 1):
            await writer.execute("SELECT set_config('rounds.workspace', %s, true)", [str(workspace_id)])
            await writer.execute(EVENT, [workspace_id, number])
            await writer.commit()
            committed[number] = time.perf_counter()
            await asyncio.sleep(random.uniform(0.03, 0.2))
    await asyncio.sleep(2)


def sign_ins(
    owner: "psycopg.Connection[tuple[object, ...]]", rounds: Rounds, streams: int
) -> tuple[int, list[tuple[str, str]]]:
    """Make sign-ins of the member as the door would, without its count of callers, and a pass for each."""
    found = owner.execute("SELECT m.id, m.workspace_id, m.person_id, m.roles FROM member m LIMIT 1").fetchone()
    assert found
    member, company, person, roles = found
    secret = (rounds.home / "secret-key").read_text().strip()
    made = []
    for _ in range(-(-streams // OF_ONE)):
        key = secrets.token_hex(16)
        owner.execute(
            "INSERT INTO session (session_key, session_data, expire_date, person_id, workspace_id)"
            " VALUES (%s, '', now() + interval '1 hour', %s, %s)",
            [key, person, company],
        )
        until = int(time.time()) + passes.FRESH
        given = passes.Pass(company, member, passes.digest(key), tuple(roles), 1, ("ticket",), until)  # type: ignore[arg-type]
        made.append((key, passes.write(given, secret)))
    owner.commit()
    return int(str(company)), made


def all_listen(port: int, streams: int) -> bool:
    """Say whether so many streams are open."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    asking.request("GET", "/healthz")
    return int(asking.getresponse().read().split()[0]) >= streams


def _live_of(rounds: Rounds) -> int:
    return int(json.loads((rounds.home / "serve.json").read_text())["processes"]["live"])


def live_port(rounds: Rounds) -> int:
    """Find where the live process listens: `rounds serve` tells it by its environment."""
    words = Path(f"/proc/{_live_of(rounds)}/environ").read_bytes().split(b"\0")
    return next(int(word.partition(b"=")[2]) for word in words if word.startswith(b"ROUNDS_LIVE_PORT="))


def _rss(pid: int) -> float:
    found = re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)
    assert found
    return int(found[1]) / 1024


def lines(found: list[Measured]) -> list[str]:
    """Write the section's table."""
    names = (
        "tickets",
        "open streams",
        "acts",
        "commit → read at a browser's connection, p50 ms",
        "p99 ms",
        "first of all, p50 ms",
        "live process, MB before → after",
        "its part of a core at rest",
        "its processor ms an act",
        "the database's, ms an act",
    )
    head = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    return head + [
        f"| {m.tickets:,} | {m.streams:,} | {m.acts} | {m.p50:.0f} | {m.p99:.0f} | {m.first:.0f} | {m.before:.0f} → {m.after:.0f} "
        f"| {m.resting:.1f} % | {m.live_act:.1f} | {m.database_act:.1f} |"
        for m in found
    ]


def main() -> int:
    """Measure each size by itself; 1 where somebody hears too late."""
    asked = _arguments()
    places.end_in_order()
    found = []
    with places.room("bench-live") as folder:
        for tickets in asked.tickets:
            with house(folder, tickets) as built:
                for streams in (1, asked.streams):
                    tell(f"{streams:,} open at {tickets:,} tickets, {asked.acts} acts")
                    with live_of(built) as live:
                        found.append(asyncio.run(measured(live, built, streams=streams, acts=asked.acts)))
                    print(lines(found)[-1], flush=True)
    with_head = [f"`python -m bench.live {' '.join(sys.argv[1:])}`", "", *lines(found)]
    print("\n".join(with_head))
    if asked.write:
        report.write(Path(asked.write), with_head[0], with_head[1:], between=(BEGIN, END))
    return 1 if any(each.p99 > BAR for each in found) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--acts", type=int, default=200)
    parser.add_argument("--write", help="a Markdown file whose section on open pages is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
