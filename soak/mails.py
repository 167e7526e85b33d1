"""Mutate mails 20,000 times and take each the whole way: `python -m soak.mails [--number 20000] [--data FOLDER]`.

Each is read, cut, cleaned, asked whom it is from, brought to a mailbox on a PostgreSQL of its own, kept, and looked at. No mail may
make that fail, cost more than two seconds of a core or 200 MB, lose a letter of its text between the pieces it is cut into, or be kept
otherwise than it came. The mails of `seeds.py` are mutated, with real ones those of a folder too; mutation n is the same in every run.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.database import ready

ready()

from soak.brought import a_patient_post, bring  # noqa: E402
from soak.costs import Cost, counted  # noqa: E402
from soak.mangled import LARGEST, judge, mutated  # noqa: E402
from soak.seeds import OWN  # noqa: E402

FRESH_WORKSPACE_EVERY = 500


def main() -> int:
    """Take so many mutations the whole way; 1 at the first that breaks something."""
    asked = _arguments()
    mails = _mails(asked.data)
    post = a_patient_post()
    became: Counter[str] = Counter()
    dearest = Cost()
    for number in range(asked.number):
        if number % FRESH_WORKSPACE_EVERY == FRESH_WORKSPACE_EVERY - 1:
            post = a_patient_post()
        raw = mutated(number, mails)
        try:
            with counted() as cost:
                judge(raw)
                became[bring(post, raw).came] += 1
            cost.refuse(f"mutation {number}")
        except Exception:
            print(f"mutation {number} broke it: python -m soak.mails --show {number}", file=sys.stderr)
            raise
        dearest = Cost(max(dearest.seconds, cost.seconds), max(dearest.memory, cost.memory))
    print(
        f"{asked.number:,} mutated mails: none broke anything, {', '.join(f'{many:,} {what}' for what, many in sorted(became.items()))}; "
        f"the slowest took {dearest.seconds * 1000:,.0f} ms of a core, the largest {dearest.memory / 1e6:,.0f} MB"
    )
    return 0


def _mails(folder: str | None) -> list[bytes]:
    """Give the mails that are mutated: ours, and those of a folder."""
    if not folder:
        return list(OWN)
    real = (path for path in sorted(Path(folder).rglob("*")) if path.suffix in (".eml", ".box", ".txt"))
    return [*OWN * 10, *(path.read_bytes()[:LARGEST] for path in real)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--data", help="a folder of mails to mutate")
    parser.add_argument("--show", type=int, help="print one mutation")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.buffer.write(mutated(asked.show, _mails(asked.data)))
        sys.exit(0)
    return asked


if __name__ == "__main__":
    sys.exit(main())
