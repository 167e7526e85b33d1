"""Play rounds of death and recovery, and judge each.

python -m crash --rounds 5                     in a temporary folder, which goes when all held
python -m crash --rounds 100 --home .crash     goes on where the last run with this folder stopped
"""

import argparse
import contextlib
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crash import one_round, plants, selftest, victims
from crash.house import house
from crash.ledger import Ledger
from crash.one_round import GRACE, Stage
from outside import places


def main() -> int:
    """Play; 0 where every promise was kept and the judge proved that it sees."""
    asked = arguments()
    places.end_in_order()
    if missed := selftest.blind_to():
        print("The judge is blind to:", *missed, sep="\n  ")
        return 1
    folder = Path(asked.home or tempfile.mkdtemp(prefix="rounds-crash-")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(folder / "ledger.jsonl")
    seed = asked.seed if asked.seed is not None else random.randrange(10**6)
    print(f"seed {seed}, rounds {ledger.rounds() + 1} to {asked.rounds}, in {asked.home or folder}", flush=True)
    with far_side(folder) as (port, record), house(folder, smtp_out=port) as (rounds, place):
        broken = play(Stage(rounds, ledger, record, place, seed, asked.only), asked.rounds)
    print("All promises were kept." if not broken else f"BROKEN ({len(broken)}); everything lies in {folder}")
    if not broken and not asked.home:
        rounds.remove()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if broken else 0


def play(stage: Stage, rounds: int) -> list[str]:
    """Play what is left to play, stop at the first broken promise; list what was broken."""
    for number in range(stage.ledger.rounds() + 1, rounds + 1):
        verdict = one_round.play(stage, number)
        print(verdict.said, *verdict.broken, sep="\n    ", flush=True)
        if verdict.broken:
            return verdict.broken
    return last_words(stage)


def last_words(stage: Stage) -> list[str]:
    """Wait for the last dates and second tries, judge once more, then judge the judge."""
    print("waiting for the last dates and second tries", flush=True)
    places.wait(lambda: one_round.to_come(stage) == 0, seconds=900, what="the last dates and tries", every=1)
    _, broken = one_round.settled(stage)
    print(f"at the end: {one_round.counted(stage.ledger)}", *broken, sep="\n    ")
    print("faults planted in this database, each taken back:")
    missed = plants.judged(stage.place.owner_url, stage.farside, one_round.promised(stage.ledger), grace=GRACE)
    return [*broken, *(f"the judge did not see: {name}" for name in missed)]


@contextlib.contextmanager
def far_side(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run the far side in a process of its own; gives its port and its record."""
    port, record = places.free_port(), folder / "farside.jsonl"
    process = subprocess.Popen([sys.executable, "-m", "crash.farside", str(port), record])
    try:
        places.wait(lambda: places.listens(port), seconds=10, what="the far side")
        yield port, record
    finally:
        process.terminate()
        process.wait()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100, help="how many rounds there shall be in all")
    parser.add_argument("--home", help="a folder that is kept, so that a later run goes on")
    parser.add_argument("--seed", type=int, help="who dies when")
    parser.add_argument("--only", choices=victims.KINDS, help="who dies, always")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
