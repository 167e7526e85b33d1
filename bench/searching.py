"""What a search costs in the database alone: one call of `tickets_saying`, or of `contacts_named`, as the role without rights.

python -m bench.searching [--tickets 1000000]

The committed mix of 1,000 questions (`words.py`), each asked twice, over a copy of a filled database (`filled.py`); whole pages of the
same mix are measured by `bench.growing`.
"""

import argparse
import random
import time
from collections.abc import Iterator

import psycopg

from bench import filled, words
from outside import processor

LIST = """
    SELECT id, number, subject, state, opened_at FROM ticket WHERE state IN ('new', 'open') ORDER BY opened_at, id LIMIT 26"""
SEARCH = "SELECT * FROM tickets_saying(%s, NULL, NULL, 26, true)"
PEOPLE = "SELECT contacts_named(%s, 3)"


def measured(app: psycopg.Connection, asked: list[tuple[str, str]]) -> Iterator[str]:
    """Ask everything twice and write down the second time, kind by kind."""
    yield line("desk's list, 26 rows", app, [(LIST, ())] * words.A_KIND)
    for kind in dict.fromkeys(kind for kind, _ in asked):
        statement = PEOPLE if kind == "person" else SEARCH
        yield line(kind, app, [(statement, (text,)) for each, text in asked if each == kind])


def line(name: str, app: psycopg.Connection, statements: list[tuple[str, tuple[str, ...]]]) -> str:
    """Run these and give their mean processor time and their wall times."""
    backend, walls = app.info.backend_pid, []
    for again in (False, True):
        began = processor.seconds(backend)
        for statement, values in statements:
            start = time.perf_counter()
            with app.transaction():
                app.execute("SELECT set_config('rounds.workspace', '1', true)")
                app.execute(statement.encode(), values).fetchall()
            if again:
                walls.append(time.perf_counter() - start)
    spent = (processor.seconds(backend) - began) * 1000 / len(statements)
    ordered = sorted(walls)
    median, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return f"{name:22} {len(statements):4} times   processor {spent:7.3f} ms   wall median {median:7.3f} ms, p99 {p99:8.3f} ms"


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=10_000)
    wanted = parser.parse_args()
    with filled.copy(wanted.tickets) as copy, psycopg.connect(copy.urls.app, autocommit=True) as app:
        print(f"{wanted.tickets:,} tickets", *measured(app, list(words.questions(random.Random(11)))), sep="\n")


if __name__ == "__main__":
    main()
