"""Mutate the shipped manuals 10,000 times, resumable: `python -m soak [--number 10000] [--write docs/soak.md]`.

Where it stands is kept in `.rounds/soak.json`; started again it goes on there, and `--afresh` begins anew.
"""

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.database import ready

ready()

from rounds.timeline.rules import Actor  # noqa: E402
from soak.judging import judge  # noqa: E402
from soak.mutating import mutated  # noqa: E402
from tests.world import MONDAY, Cast, a_workspace  # noqa: E402

STANDS = Path(".rounds/soak.json")
FRESH_WORKSPACE_EVERY = 500


def main() -> int:
    """Go on until so many mutations are tried; 1 where one broke something."""
    asked = _arguments()
    if asked.afresh:
        STANDS.unlink(missing_ok=True)
    done, took = _stands()
    cast: Cast | None = None
    for number in range(sum(done.values()), asked.number):
        if cast is None or number % FRESH_WORKSPACE_EVERY == 0:
            cast = a_workspace()
        began = time.monotonic()
        try:
            done[judge(mutated(number), workspace_id=cast.workspace_id, by=Actor.system(), at=MONDAY)] += 1
        except Exception:
            print(f"mutation {number} broke it: python -m soak --show {number}", file=sys.stderr)
            raise
        took += time.monotonic() - began
        if number % 100 == 99:
            STANDS.write_text(json.dumps({"done": done, "took": took}))
            print(f"{number + 1:>6,} of {asked.number:,}: {_said(done)}", flush=True)
    if asked.write:
        _log(Path(asked.write), done, took)
    return 0


def _stands() -> tuple[Counter[str], float]:
    if not STANDS.exists():
        return Counter(), 0.0
    stands = json.loads(STANDS.read_text())
    return Counter(stands["done"]), stands["took"]


def _said(done: Counter[str]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(done.items()))


def _log(page: Path, done: Counter[str], took: float) -> None:
    figures = [f"{number:,}" for number in (sum(done.values()), done["refused"], done["misfit"], done["adopted"])]
    line = " | ".join(["", f"{datetime.now(UTC):%Y-%m-%d}", *figures, f"{took:,.0f} s", ""]).strip()
    page.write_text(page.read_text().rstrip() + f"\n{line}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--afresh", action="store_true", help="forget where it stands")
    parser.add_argument("--write", help="the log that gets a line")
    parser.add_argument("--show", type=int, help="print one mutation")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.write(mutated(asked.show))
        sys.exit(0)
    return asked


if __name__ == "__main__":
    sys.exit(main())
