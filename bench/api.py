"""What the API costs: each call of a program with a token, through HTTP, in processor time of server and database.

python -m bench.api [--tickets 10000] [--times 300]
"""

import argparse
import contextlib
import http.client
import json
from collections.abc import Iterator
from functools import partial
from itertools import count, cycle
from urllib.parse import urlsplit
from uuid import uuid4

from bench import desk, floor, report
from bench.__main__ import BLOCKS, House, house, postmaster_of, warm
from bench.desk import Act
from bench.floor import Floor
from bench.report import Bar
from bench.samples import Meter, Sample, line
from outside import places, processor
from outside.serving import Rounds

BARS = {
    "api: list of 25 tickets": Bar("read", 15, 8),
    "api: one ticket": Bar("read", 15, 8),
    "api: create a ticket": Bar("commit", 6, 12),
    "api: answer a ticket": Bar("commit", 8, 12),
    "api: answer, with a key": Bar("commit", 8, 14),
}
ROOT = "/api/v1"


class Program:
    """Speaks JSON with a token, over one kept connection."""

    def __init__(self, base: str, token: str) -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> bytes:
        """Make one call, and insist that it went well."""
        sent = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, f"{ROOT}{path}", json.dumps(body) if body is not None else None, sent)
        answer = self._connection.getresponse()
        said = answer.read()
        assert answer.status in {200, 201}, f"{path}: {answer.status}: {said[:300]!r}"
        return said


def main() -> int:
    """Measure and report; 1 where something is over its bar."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-api") as folder, quick(), house(folder, asked.tickets) as built:
        bare, samples = measured(built, tickets=asked.tickets, times=asked.times)
    report.BARS |= BARS
    print(f"`python -m bench.api --tickets {asked.tickets} --times {asked.times}`, PostgreSQL {built.version}")
    for sample in samples:
        print(f"{report.ratio(bare, sample):6.1f}× (bar {BARS[sample.name].ratio}×)  {line(sample)}")
    print(line(bare.read), line(bare.commit), sep="\n")
    return 1 if any(report.ratio(bare, each) > BARS[each.name].ratio for each in samples) else 0


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Let a token go as fast as it can."""
    kept = Rounds.environment
    Rounds.environment = lambda self: kept(self) | {"ROUNDS_API_PACE": "100000000"}  # type: ignore[method-assign]
    try:
        yield
    finally:
        Rounds.environment = kept  # type: ignore[method-assign]


def measured(built: House, *, tickets: int, times: int) -> tuple[Floor, list[Sample]]:
    """Measure the baselines and each call in turns, block by block, so that all meet the same machine."""
    assert built.rounds.process
    postmaster = postmaster_of(built.urls.owner)
    server = partial(processor.seconds, built.rounds.process.pid, besides=postmaster)
    words = (
        "token",
        "add",
        "house",
        built.member.email,
        "--name",
        "Bench",
        "--scope",
        "everything",
        "--until",
        "never",
    )
    asking = Program(built.rounds.base, built.rounds.run(*words).strip())
    calls = [Meter(act.name, act.do, server, postmaster) for act in acts(asking, desk.untouched(built.urls.owner))]
    with floor.meters(app_url=built.urls.app, owner_url=built.urls.owner, rows=tickets) as bare:
        warm([*bare, *calls])
        for _ in range(BLOCKS):
            for meter in bare:
                meter.block(times)
            for meter in calls:
                meter.block(max(1, times // BLOCKS))
        read, commit = (meter.sample() for meter in bare)
    return Floor(read, commit), [meter.sample() for meter in calls]


def acts(asking: Program, numbers: list[int]) -> Iterator[Act]:
    """Give everything that is measured. numbers: of tickets that can be read and answered."""
    read, asked, fresh = cycle(numbers), iter(numbers), count()
    new = {
        "address": "ann1@mill.test",
        "kind": "question",
        "subject": "The lift stands",
        "text": "The lift stood again this morning. Could somebody look at it before the weekend?",
    }
    said = {"text": "We had a look: it was the fuse. Does it hold?"}
    yield Act("api: list of 25 tickets", lambda: asking.ask("GET", "/tickets?state=live"))
    yield Act("api: one ticket", lambda: asking.ask("GET", f"/tickets/{next(read)}"))
    yield Act("api: create a ticket", lambda: asking.ask("POST", "/tickets", new | {"subject": f"Lift {next(fresh)}"}))
    yield Act("api: answer a ticket", lambda: asking.ask("POST", f"/tickets/{next(asked)}/answer", said))
    yield Act(
        "api: answer, with a key",
        lambda: asking.ask("POST", f"/tickets/{next(asked)}/answer", said, Idempotency_Key=str(uuid4())),
    )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=300, help="repetitions of each call")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
