"""What the numbers beside lists and views cost, all of them in one statement, and that no plan reads the whole table.

python -m bench.lists [--tickets 100000] [--write docs/performance.md]
"""

import argparse
import os
import platform
import re
import sys
import time
from pathlib import Path

import psycopg

from bench.__main__ import house
from outside import places

SEARCHES = (
    "queue:billing",
    "queue:billing is:our-turn older:3d",
    "is:missed",
    "due:2h with:me",
    "priority:urgent sort:due",
    "with:nobody is:our-turn",
    "is:held",
    "is:asleep with:me",
    "has:due -is:missed",
    'queue:"front desk" newer:1d',
)
"""Views as a team keeps them."""

TIMES = 50

ENDS_SOON = 500
"""What a plan may cost, as PostgreSQL reckons, that reads the table from its front: it has found its 100 soon and stops there."""


def main() -> int:
    """Fill a workspace, count ten views and the manual's lists, and print what it took."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-lists") as folder, house(folder, asked.tickets) as built:
        with psycopg.connect(built.urls.owner, autocommit=True) as owner:
            owner.execute("UPDATE ticket SET queue = 'billing', kind = 'billing' WHERE number % 7 = 0")
            owner.execute("UPDATE ticket SET priority = 'urgent' WHERE number % 900 = 0")
            owner.execute("VACUUM ANALYZE")
            [(workspace,), *_] = owner.execute("SELECT id FROM workspace").fetchall()
            [(member,), *_] = owner.execute("SELECT id FROM member").fetchall()
        os.environ |= {"DATABASE_URL": built.urls.app, "DJANGO_SETTINGS_MODULE": "rounds.site.settings"}
        took, read_whole = counted_here(workspace, member)
    what = f"{len(SEARCHES)} views and the manual's lists in one statement, {TIMES} times"
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    lines = [
        f"`python -m bench.lists --tickets {asked.tickets}`, {machine}: {what}",
        "",
        "| tickets | median ms | slowest ms | plans that read a whole table of tickets |",
        "|---|---|---|---|",
        f"| {asked.tickets:,} | {took[len(took) // 2]:.1f} | {took[-1]:.1f} | {read_whole or 'none'} |",
    ]
    print(*lines, sep="\n")
    if asked.write:
        written(Path(asked.write), lines)
    return 1 if read_whole else 0


def counted_here(workspace: int, member: int) -> tuple[list[float], str]:
    """Count as the page does, in this process. Gives milliseconds, in order, and the views whose plan reads all tickets."""
    import django

    django.setup()
    from django.db import connection

    from rounds.basics import clock
    from rounds.desk.queries.asked import asked_for, reader_of
    from rounds.lists.queries import Counted, counted, lists_for
    from rounds.policies.queries import book
    from rounds.workspaces.current import as_workspace

    took: list[float] = []
    whole: list[str] = []
    with as_workspace(workspace):
        manual, now = book(), clock.now()
        reader = reader_of(member, manual, now=now, notes=True)
        wanted = {text: Counted.of_view(asked_for(text, manual), reader) for text in SEARCHES}
        wanted |= {each.name: Counted.of_list(each, manual.when(now)) for each in lists_for(manual, ["rep"])}
        for _ in range(TIMES):
            began = time.perf_counter()
            counted(wanted)
            took.append((time.perf_counter() - began) * 1000)
        for name, each in wanted.items():
            assert each, name
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN SELECT 1 FROM ticket WHERE {each.where} LIMIT 100", list(each.values))  # type: ignore[arg-type]
                plan = "\n".join(line for (line,) in cursor.fetchall())
            cost = re.match(r"Limit +\(cost=[\d.]+\.\.([\d.]+)", plan)
            if re.search(r"Seq Scan on ticket\b", plan) and cost and float(cost[1]) > ENDS_SOON:
                whole.append(name)
                print(plan, file=sys.stderr)
    return sorted(took), ", ".join(whole)


def written(path: Path, lines: list[str]) -> None:
    """Replace the part of a page between its marks."""
    text = path.read_text()
    start, end = "<!-- lists: begin -->", "<!-- lists: end -->"
    before, _, rest = text.partition(start)
    path.write_text(f"{before}{start}\n" + "\n".join(lines) + f"\n{end}{rest.partition(end)[2]}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--write", help="a Markdown file whose part on lists is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
