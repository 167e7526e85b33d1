"""How long after a mail server has a mail an open page hears of it: `rounds serve` whole, reading a real Dovecot by IDLE.

python -m bench.arriving [--mails 50] [--write docs/mail.md]

A mail's moment is when the server has said that it took it (APPEND); the page's, when the news of its ticket is read from its connection,
both by one clock of one process. Each mail comes at a moment that has nothing to do with our own. Needs root, and Debian's dovecot-imapd.
"""

import argparse
import asyncio
import os
import random
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from acceptance.dovecot import PROGRAM, Dovecot, dovecot
from bench import report, workspace
from bench.live import Stream, all_listen, live_port, sign_ins
from bench.samples import at
from outside import database, places
from outside.company import Person
from outside.serving import Rounds

BEGIN, END = "<!-- arriving: begin -->", "<!-- arriving: end -->"
BAR = 2_000
"""Milliseconds within which an open page shows a mail."""

PATIENCE = 30.0


async def measured(rounds: Rounds, server: Dovecot, *, mails: int) -> list[float]:
    """Let so many mails come one after the other; give for each how many seconds passed until the open page heard."""
    urls = database.urls(rounds.home)
    with psycopg.connect(urls.owner) as owner:
        _, opened = sign_ins(owner, rounds, 1)
    port, stream = live_port(rounds), Stream(reads=True)
    listens = asyncio.create_task(stream.listen(port, *opened[0], asyncio.Semaphore(1)))
    while not all_listen(port, 1):
        assert not listens.done(), listens.exception()
        await asyncio.sleep(0.2)
    waited = []
    for number in range(mails):
        await asyncio.sleep(random.uniform(0.3, 1.5))
        known = set(stream.heard)
        await asyncio.to_thread(server.put, "box", _mail(number))
        taken = time.perf_counter()
        ends = taken + PATIENCE
        while not (new := set(stream.heard) - known):
            assert time.perf_counter() < ends, f"the open page never heard of mail {number}"
            await asyncio.sleep(0.005)
        waited.append(max(0.0, min(stream.heard[each] for each in new) - taken))
    listens.cancel()
    return waited


def _mail(number: int) -> bytes:
    head = f"From: Dana <dana{number}@customer.test>\r\nTo: support@house.test\r\nSubject: Mail {number}\r\n"
    return f"{head}Message-ID: <{number}.{time.time_ns()}@customer.test>\r\n\r\nPlease look at number {number}.\r\n".encode()


def lines(waited: list[float], load: float) -> list[str]:
    """Write the section's table."""
    figures = f"{at(waited, 0.5):.0f} | {at(waited, 0.99):.0f} | {max(waited) * 1000:.0f}"
    return [
        "| mails | the server has it → an open page hears, median ms | p99 ms | slowest ms | load, 1 min | bar |",
        "|---|---|---|---|---|---|",
        f"| {len(waited)} | {figures} | {load:.1f} on {os.cpu_count()} cores | ≤ {BAR:,} ms |",
    ]


def main() -> int:
    """Measure and report; 1 where the page heard later than it may, 0 with a word where there is no Dovecot."""
    asked = _arguments()
    if not Path(PROGRAM).exists() or os.geteuid() != 0:
        print("bench.arriving: Dovecot is not installed, or nobody may start it here; nothing was measured")
        return 0
    places.end_in_order()
    with places.room("bench-arriving") as folder, dovecot(folder) as server:
        rounds = Rounds(folder / "home", {"ROUNDS_IMAP": f"support={server.url('box')}", "ROUNDS_PRIVATE_SERVERS": "1"})
        rounds.run("migrate")
        workspace.founding(rounds, Person(workspace.EMAIL, secrets.token_urlsafe(12)))
        rounds.start("serve")
        try:
            time.sleep(10)  # what starting took has been given back, and the folder is listened to
            waited = asyncio.run(measured(rounds, server, mails=asked.mails))
        finally:
            rounds.stop()
            rounds.remove()
    head = f"`python -m bench.arriving {' '.join(sys.argv[1:])}`, {datetime.now(UTC).date()}"
    table = lines(waited, os.getloadavg()[0])
    print(head, "", *table, sep="\n")
    if asked.write:
        report.write(Path(asked.write), head, ["", *table], between=(BEGIN, END))
    return 1 if at(waited, 0.99) > BAR else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=50)
    parser.add_argument("--write", help="a Markdown file whose section on mails that arrive is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
