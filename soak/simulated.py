"""Play years of a team under the shipped manual of check-ins, seed by seed, and note each verdict: `python -m soak.simulated`.

python -m soak.simulated [--accounts 1000] [--days 1095] [--seeds 5] [--at-once 2] [--log docs/simulated.jsonl]

As many seeds are played at once as there are cores, for the two processes of one often wait for each other. A seed whose line stands in
the log already is not played again, so that a run that was stopped goes on. 1 where a promise was broken.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

MANUAL = Path(__file__).parent.parent / "manuals" / "annual-check-ins.md"


def main() -> int:
    """Play what is left to play; print and note each verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=1_095)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--log", type=Path, default=Path("docs/simulated.jsonl"))
    asked = parser.parse_args()
    lines = [json.loads(line) for line in asked.log.read_text().splitlines()] if asked.log.exists() else []
    wanted = [{"accounts": asked.accounts, "days": asked.days, "seed": seed} for seed in range(1, asked.seeds + 1)]
    left = [size for size in wanted if not any(size.items() <= line.items() for line in lines)]
    with ThreadPoolExecutor(asked.at_once) as hands:
        plays = {hands.submit(_played, **size): size for size in left}
        for play in as_completed(plays):
            verdict = {**plays[play], "at": f"{datetime.now(UTC):%F}", **play.result()}
            lines.append(verdict)
            print(json.dumps(verdict), flush=True)
            with asked.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(verdict) + "\n")
    return 1 if any(line["broken"] for line in lines) else 0


def _played(accounts: int, days: int, seed: int) -> dict[str, object]:
    """Play one seed in a process of its own."""
    size = ["--accounts", str(accounts), "--days", str(days), "--seed", str(seed), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "rounds.cli", "simulate", str(MANUAL), *size],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise SystemExit(f"seed {seed} could not be played")
    found: dict[str, object] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
