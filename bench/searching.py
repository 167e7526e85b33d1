"""What a search costs beside the desk's list, and how that grows with the number of tickets, in one run and in turns.

python -m bench.searching [--tickets 10000 100000 1000000] [--times 200] [--write docs/performance.md]

A ticket has four messages (`filling.py`): `--tickets 5000 250000` are the 20,000 and 1,000,000 messages of the architecture's bar.
Asked is the committed mix of 1,000 questions (`words.py`), kind by kind, and a person's tickets: as a whole page beside the list's
whole page, and as the part that an open page asks for again beside the list's part. Processor time is that of server and database
together.
"""

import argparse
import contextlib
import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from bench import desk, filling, report, words
from bench.__main__ import House, heading, house, postmaster_of, signed_in
from bench.samples import Meter, Sample
from bench.sizes import ask_for_sizes, listed, tell
from outside import places, processor
from outside.visitor import Visitor

BEGIN, END = "<!-- search: begin -->", "<!-- search: end -->"
BLOCKS = 10
BESIDE, GROWTH = 2, 1.3
"""The most that a search may cost in lists at the largest size, and in itself at the smallest."""

LIST, HERS = "the list", "from: a person"
ASKED = {"whole page": {}, "part": {"HX_Request": "true", "HX_Target": "list"}}
"""How a list is asked for, and with which headers."""

type Samples = dict[tuple[str, str], Sample]
"""What was measured over one size, by how it was asked for and what."""


def main() -> int:
    """Measure all sizes side by side; 1 where a search costs too many lists, or grows too much."""
    asked = arguments()
    places.end_in_order()
    with places.room("bench-searching") as folder, contextlib.ExitStack() as stack:
        houses = [stack.enter_context(house(folder, tickets)) for tickets in asked.tickets]
        sizes = in_turns(houses, asked.times)
        head = heading(asked.tickets[-1], houses[-1].version).replace("python -m bench", "python -m bench.searching")
    lines = table(asked.tickets, sizes)
    print(head, *lines, sep="\n")
    if asked.write:
        report.write(Path(asked.write), head, lines, between=(BEGIN, END))
    return 1 if any("**" in line for line in lines) else 0


def in_turns(houses: list[House], times: int) -> list[Samples]:
    """Ask each thing of each size, a block at a time."""
    sizes = [
        (member, dict(meters(member, built))) for built in houses for member in [signed_in(built.rounds, built.member)]
    ]
    for block in range(BLOCKS + 1):
        for each in sizes[0][1]:
            for member, all_ in sizes:
                member.close()  # it has lain still for longer than the door keeps a line open
                if block:
                    all_[each].block(max(1, times // BLOCKS))
                else:
                    warm(all_[each])
        tell(f"block {block} of {BLOCKS}")
    return [{each: meter.sample() for each, meter in all_.items()} for _, all_ in sizes]


def warm(meter: Meter) -> None:
    """Ask every question once before it counts: the copy of a large database has nothing in memory yet."""
    for _ in range(words.A_KIND):
        meter.act()


def meters(member: Visitor, built: House) -> Iterator[tuple[tuple[str, str], Meter]]:
    """Give everything that is measured over one web process."""
    assert built.rounds.process
    postmaster = postmaster_of(built.urls.owner)
    server = partial(processor.seconds, built.rounds.process.pid, besides=postmaster)
    for how in ASKED:
        for what, act in acts(member, how):
            yield (how, what), Meter(f"{what}, {how}", act, server, postmaster)


def acts(member: Visitor, how: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give the list and the searches, asked for in this way; each kind takes its questions in turn."""
    mix = list(words.questions(random.Random(11)))
    yield LIST, lambda: desk.well(member.get(desk.DESK, **ASKED[how]))
    asked = {kind: [text for each, text in mix if each == kind] for kind in words.KINDS}
    asked[HERS] = [f'from:"{name}"' for name in asked["person"]]
    for kind, texts_ in asked.items():
        texts = cycle([f"{desk.DESK}?q={quote(text)}" for text in texts_])
        yield kind, lambda texts=texts: desk.well(member.get(next(texts), **ASKED[how]))  # type: ignore[misc]


def table(tickets: list[int], sizes: list[Samples]) -> list[str]:
    """Write the table; what is over its bar is bold."""
    counts = listed([each * filling.MESSAGES for each in tickets])
    largest = f"{tickets[-1] * filling.MESSAGES:,}"
    lines = [
        "",
        f"| asked for | processor ms at {counts} messages | the database's part | × list at {largest} | bar | growth | bar | wall p99 ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for how, what in sizes[0]:
        found = [size[how, what] for size in sizes]
        beside, grown = found[-1].processor / sizes[-1][how, LIST].processor, found[-1].processor / found[0].processor
        barred = what != LIST
        lines.append(
            f"| {what}, {how} | {_each(sample.processor for sample in found)} | {_each(sample.database for sample in found)}"
            f" | {_judged(beside, BESIDE) if barred else '1'} | {f'≤ {BESIDE}' if barred else ''}"
            f" | {_judged(grown, GROWTH) if barred else f'{grown:.2f}'} | {f'≤ {GROWTH}' if barred else ''}"
            f" | {_each(sample.p99 for sample in found)} |"
        )
    return lines


def _each(figures: Iterator[float]) -> str:
    return " · ".join(f"{figure:.1f}" for figure in figures)


def _judged(figure: float, bar: float) -> str:
    bold = "**" if round(figure, 2) > bar else ""
    return f"{bold}{figure:.2f}{bold}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--times", type=int, default=200, help="repetitions of each request at each size")
    parser.add_argument("--write", help="a Markdown file whose section on searches is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
