"""What grows with the number of tickets, and what does not: the same acts at 10,000, 100,000 and 1,000,000, in one run.

python -m bench.growing [--tickets 10000 100000 1000000] [--times 200] [--write docs/performance.md]

All sizes are measured in turns, block by block, each over its own web process and its own copy of a filled database: what else the
machine does meets them alike, so that the ratio of two sizes says more than either. Searches are the committed mix of 1,000 questions
(`words.py`), as whole pages. Catching up is the engine's duty, batch by batch in this process, after a manual with another target.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import desk, report, words
from bench.__main__ import House, heading, house, postmaster_of, signed_in
from bench.samples import Meter, Sample
from bench.sizes import ask_for_sizes, listed, tell
from outside import places, processor
from outside.visitor import Visitor

BEGIN, END = "<!-- growing: begin -->", "<!-- growing: end -->"
BLOCKS = 10
BAR = 1.5
"""How much slower the slowest of a hundred may be at the largest size than at the smallest."""

BARRED = ("list, whole page", "ticket, whole page", "create a ticket")
PAGES = ("targets, 13 weeks", "targets, everything")
BATCHES = 10


@dataclass
class Size:
    """One size, measured. member: whoever asks there. caught_up: processor ms per 1,000 tickets that are judged.

    filled_in: seconds that filling its database took, once.
    """

    tickets: int
    member: Visitor
    meters: list[Meter]
    filled_in: float
    caught_up: float = 0.0

    def sample(self, name: str) -> Sample:
        return next(meter for meter in self.meters if meter.name == name).sample()


def main() -> int:
    """Measure all sizes side by side; 1 where one of the barred acts grows too much."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-growing") as folder, contextlib.ExitStack() as stack:
        houses = {tickets: stack.enter_context(house(folder, tickets)) for tickets in asked.tickets}
        sizes = [measured(tickets, built) for tickets, built in houses.items()]
        in_turns(sizes, asked.times)
        for size in sizes:
            size.caught_up = caught_up(houses[size.tickets])
            tell(f"caught up at {size.tickets:,}: {size.caught_up:.0f} ms per 1,000 tickets")
        head = heading(asked.tickets[-1], houses[asked.tickets[-1]].version)
    lines = table(sizes)
    print(head, *lines, sep="\n")
    if asked.write:
        report.write(
            Path(asked.write), head.replace("python -m bench", "python -m bench.growing"), lines, between=(BEGIN, END)
        )
    return 1 if any(growth(sizes, name) > BAR for name in BARRED) else 0


def measured(tickets: int, built: House) -> Size:
    """Make everything ready that is measured over one web process."""
    assert built.rounds.process
    postmaster = postmaster_of(built.urls.owner)
    server = partial(processor.seconds, built.rounds.process.pid, besides=postmaster)
    member = signed_in(built.rounds, built.member)
    done = [(act.name, act.do) for act in desk.acts(member, desk.untouched(built.urls.owner))]
    every = (*done, *searches(member), *pages(member))
    return Size(tickets, member, [Meter(name, do, server, postmaster) for name, do in every], built.filled_in)


def searches(member: Visitor) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give the mix, kind by kind; each takes its questions in turn."""
    mix = list(words.questions(random.Random(11)))
    for kind in words.KINDS:
        texts = cycle([text for each, text in mix if each == kind])
        yield f"search: {kind}", lambda texts=texts: desk.well(member.get(f"{desk.DESK}?q={quote(next(texts))}"))  # type: ignore[misc]


def pages(member: Visitor) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give the figures of targets, for a quarter of a year and for all years."""
    for name, weeks in zip(PAGES, (13, 0), strict=True):
        yield name, lambda weeks=weeks: desk.well(member.get(f"/targets?weeks={weeks}"))  # type: ignore[misc]


def in_turns(sizes: list[Size], times: int) -> None:
    """Do each act at each size, a block at a time. What takes long is done less often."""
    for size in sizes:
        size.member.close()
        for meter in size.meters:
            for _ in range(5 if meter.name in PAGES else 20):
                meter.act()
    for block in range(BLOCKS):
        for place in range(len(sizes[0].meters)):
            for size in sizes:
                meter = size.meters[place]
                size.member.close()  # it has lain still for longer than the door keeps a line open
                meter.block(1 if meter.name in PAGES else max(1, times // BLOCKS))
        tell(f"block {block + 1} of {BLOCKS}")


def caught_up(built: House) -> float:
    """Judge the first tickets by a manual whose target is another, in a process of its own; processor ms per 1,000 tickets."""
    with psycopg.connect(built.urls.owner, autocommit=True) as owner:
        [(workspace,)] = owner.execute("SELECT id FROM workspace").fetchall()
        owner.execute("TRUNCATE target_run, next_due")
        owner.execute("UPDATE targets_caught_up SET version = 0")
        postmaster = processor.parent(owner.info.backend_pid)
    before = processor.seconds(postmaster)
    environment = {**os.environ, **built.rounds.environment(), "DJANGO_SETTINGS_MODULE": "rounds.site.settings"}
    code = f"from bench.growing import judge; judge({workspace})"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    used, tickets = done.stdout.split()[-2:]
    return (float(used) + processor.seconds(postmaster) - before) * 1000 / (int(tickets) / 1000)


def judge(workspace: int) -> None:
    """Do so many batches of the duty as the engine would; print processor seconds and how many tickets were looked at."""
    import time

    import django

    django.setup()
    from rounds.basics import clock
    from rounds.targets.commands import catch_up
    from rounds.targets.models import CaughtUp
    from rounds.workspaces.current import as_workspace

    began = time.process_time()
    for _ in range(BATCHES):
        with as_workspace(workspace):
            catch_up(at=clock.now())
    with as_workspace(workspace):
        print(time.process_time() - began, CaughtUp.objects.get().looked)


def growth(sizes: list[Size], name: str) -> float:
    """Say how many times slower the slowest of a hundred are at the largest size than at the smallest."""
    return sizes[-1].sample(name).p99 / sizes[0].sample(name).p99


def table(sizes: list[Size]) -> list[str]:
    """Write the table."""
    counts = listed([size.tickets for size in sizes])
    lines = [
        "",
        f"| what | processor ms at {counts} | × | wall p99 ms at {counts} | × | bar |",
        "|---|---|---|---|---|---|",
    ]
    for name in (meter.name for meter in sizes[0].meters):
        found = [size.sample(name) for size in sizes]
        grown, slower = found[-1].processor / found[0].processor, growth(sizes, name)
        barred = name in BARRED
        bold = "**" if barred and slower > BAR else ""
        lines.append(
            f"| {name} | {' · '.join(f'{each.processor:.1f}' for each in found)} | {grown:.2f} "
            f"| {' · '.join(f'{each.p99:.0f}' for each in found)} | {bold}{slower:.2f}{bold} | {f'≤ {BAR}' if barred else ''} |"
        )
    each = " · ".join(f"{size.caught_up:.0f}" for size in sizes)
    lines.append(
        f"| catching up on a manual, 1,000 tickets | {each} | {sizes[-1].caught_up / sizes[0].caught_up:.2f} | | | |"
    )
    taken = " · ".join(f"{size.filled_in:.0f}" for size in sizes)
    return [*lines, "", f"Filling the databases took {taken} s, once."]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--times", type=int, default=200, help="repetitions of each request at each size")
    parser.add_argument("--write", help="a Markdown file whose section on growth is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
