"""What the processes of Rounds hold in memory when nothing happens: `rounds serve` whole, after a first sign-in and a few pages.

python -m bench.memory [--write docs/performance.md]

Resident (RSS) counts pages that several processes share once in each; proportional (PSS) shares them out, so that its sum is what the
machine really gives. Both are read from Linux's /proc. PostgreSQL's own are left out, as in the bar.
"""

import argparse
import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import report, workspace
from bench.desk import DESK, well
from outside import places, processor
from outside.company import Person
from outside.serving import Rounds
from outside.visitor import Visitor

BEGIN, END = "<!-- memory: begin -->", "<!-- memory: end -->"
PROCESSES = ("web", "worker", "engine", "live", "mail")
BARRED = ("web", "worker", "engine")
BAR = 400
REST = 10
"""Seconds after which what starting took has been given back, and what is done now and then was done once."""


@dataclass(frozen=True)
class Held:
    """Megabytes of one process with all below it."""

    resident: float
    proportional: float


def at_rest(rounds: Rounds) -> dict[str, Held]:
    """Read what each process of a `rounds serve` holds now."""
    noted = json.loads((rounds.home / "serve.json").read_text())["processes"]
    return {name: _held(noted[name]) for name in PROCESSES}


def _held(root: int) -> Held:
    family = processor.family(root)
    return Held(*(sum(_megabytes(pid, word) for pid in family) for word in ("Rss", "Pss")))


def _megabytes(pid: int, word: str) -> float:
    found = re.search(rf"^{word}:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    assert found
    return int(found[1]) / 1024


def lines(held: dict[str, Held]) -> list[str]:
    """Write the table."""
    rows = [f"| {name} | {each.resident:.0f} | {each.proportional:.0f} | |" for name, each in held.items()]
    sums = [sum(getattr(held[name], word) for name in BARRED) for word in ("resident", "proportional")]
    every = [sum(getattr(each, word) for each in held.values()) for word in ("resident", "proportional")]
    return [
        "",
        "| process | resident MB | proportional MB | bar |",
        "|---|---|---|---|",
        *rows,
        f"| **{', '.join(BARRED)}** | {sums[0]:.0f} | {sums[1]:.0f} | ≤ {BAR} |",
        f"| all | {every[0]:.0f} | {every[1]:.0f} | |",
    ]


def main() -> int:
    """Measure and report; 1 where the three are over their bar."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-memory") as folder:
        rounds = Rounds(folder / "home")
        rounds.run("migrate")
        person = workspace.founding(rounds, Person(workspace.EMAIL, secrets.token_urlsafe(12)))
        rounds.start("serve")
        try:
            visitor = Visitor(rounds.base)
            visitor.sign_in(person.email, person.password)
            for page in (DESK, f"{DESK}/new", "/manual", "/targets"):
                well(visitor.get(page))
            time.sleep(REST)
            held = at_rest(rounds)
        finally:
            rounds.stop()
            rounds.remove()
    head = f"`python -m bench.memory`, {datetime.now(UTC).date()}"
    print(head, *lines(held), sep="\n")
    if asked.write:
        report.write(Path(asked.write), head, lines(held), between=(BEGIN, END))
    return 1 if sum(held[name].resident for name in BARRED) > BAR else 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", help="a Markdown file whose section on memory is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
