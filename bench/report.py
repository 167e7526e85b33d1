"""The bars of the architecture, and how a run stands beside them."""

from dataclasses import dataclass
from pathlib import Path

from bench.floor import Floor
from bench.samples import Sample, line
from bench.wiretap import Heard

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Bar:
    """ratio: the most, in multiples of the baseline's processor time. statements: the most, the frame left out."""

    beside: str
    ratio: float
    statements: int


BARS = {
    "list, whole page": Bar("read", 25, 14),
    "list, partial": Bar("read", 15, 8),
    "ticket, whole page": Bar("read", 25, 14),
    "create a ticket": Bar("commit", 6, 12),
    "answer a ticket": Bar("commit", 8, 12),
}


def ratio(floor: Floor, sample: Sample) -> float:
    """Say how many times the baseline's processor time something took."""
    beside = floor.read if BARS[sample.name].beside == "read" else floor.commit
    return sample.processor / beside.processor


def over(floor: Floor, samples: list[Sample], heard: dict[str, Heard]) -> list[str]:
    """List what is over its bar."""
    slow = [sample.name for sample in samples if ratio(floor, sample) > BARS[sample.name].ratio]
    many = [name for name, found in heard.items() if len(found.statements) > BARS[name].statements]
    apart = [name for name, found in heard.items() if found.transactions > 1]
    return [*slow, *many, *apart]


def lines(floor: Floor, samples: list[Sample], heard: dict[str, Heard]) -> list[str]:
    """Write the table, the raw figures and the statements."""
    raw = [line(floor.read), line(floor.commit), *(line(sample) for sample in samples)]
    listed = [part for name, found in heard.items() for part in _named(name, found)]
    return [
        "",
        *_table(floor, samples, heard),
        "",
        "```",
        *raw,
        "```",
        "",
        "Statements:",
        "",
        "```",
        *listed,
        "```",
    ]


def _table(floor: Floor, samples: list[Sample], heard: dict[str, Heard]) -> list[str]:
    head = [
        "| what | processor ms | × baseline | bar | statements | bar | transactions | wall median ms | p99 ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    bare = [
        f"| {it.name} | {it.processor:.2f} | 1 | | | | | {it.median:.2f} | {it.p99:.2f} |"
        for it in (floor.read, floor.commit)
    ]
    return [*head, *bare, *(_row(floor, sample, heard[sample.name]) for sample in samples)]


def _row(floor: Floor, sample: Sample, heard: Heard) -> str:
    bar, times, count = BARS[sample.name], ratio(floor, sample), len(heard.statements)
    slow, many = ("**" if times > bar.ratio else ""), ("**" if count > bar.statements else "")
    return (
        f"| {sample.name} | {sample.processor:.2f} | {slow}{times:.1f}{slow} | ≤ {bar.ratio:.0f} | {many}{count}{many} |"
        f" ≤ {bar.statements} | {heard.transactions} | {sample.median:.2f} | {sample.p99:.2f} |"
    )


def _named(name: str, found: Heard) -> list[str]:
    return [f"{name}: {len(found.statements)}", *(f"  {text[:150]}" for text in found.statements)]


def write(path: Path, head: str, lines: list[str], *, between: tuple[str, str] = (BEGIN, END)) -> None:
    """Put a run into its part of a file; what stands around it stays."""
    begin, end = between
    before, _, rest = path.read_text().partition(begin)
    after = rest.partition(end)[2]
    path.write_text("\n".join([f"{before}{begin}", head, *lines, end]) + after)
