"""Try histories of one check-in by the rules alone, without a database, against the judge's own calendar: `python -m soak.histories`.

python -m soak.histories [--number 100000] [--log docs/histories.jsonl] [--show NUMBER]

A history is a manual, a clock and what people, customers and the machine do; its number decides all of it, on any machine. Each that
breaks a promise is named, and the command ends with 1. A log that has this number of them is not made again.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from soak.living import Told, lived
from soak.nevers import broken

EVERY = 10_000
"""Histories after which it says how far it is, and notes it."""


def main() -> int:
    """Try what is left to try; print and note how many were tried, what happened in them, and what broke."""
    asked = _arguments()
    if asked.show is not None:
        print("\n".join([*(str(each) for each in lived(asked.show).told), *broken(lived(asked.show))]))
        return 0
    lines = [json.loads(line) for line in asked.log.read_text().splitlines()] if asked.log.exists() else []
    first = max((line["to"] for line in lines), default=0)
    for start in range(first, asked.number, EVERY):
        line = _tried(start, min(start + EVERY, asked.number))
        lines.append(line)
        print(json.dumps(line), flush=True)
        with asked.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
    return 1 if any(line["broken"] for line in lines) else 0


def _tried(start: int, end: int) -> dict[str, object]:
    """Try the histories of these numbers."""
    began, happened, found = time.monotonic(), Counter[str](), []
    for number in range(start, end):
        history = lived(number)
        happened.update(_kinds(history.told))
        found += [f"history {number}: {each}" for each in broken(history)]
    took = round(time.monotonic() - began, 1)
    return {"from": start, "to": end, "at": f"{datetime.now(UTC):%F}", "broken": found, **happened, "seconds": took}


def _kinds(told: list[Told]) -> Iterator[str]:
    return (each.what.value for each in told)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--log", type=Path, default=Path("docs/histories.jsonl"))
    parser.add_argument("--show", type=int, help="print one history, and what it broke")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
