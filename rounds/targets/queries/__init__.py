"""What doors read of targets: those of a ticket with their sums, how promises were kept, and which tickets a number counts."""

from rounds.targets.queries.counted import CountedRow, counted_page
from rounds.targets.queries.figures import ClauseFigures, Figure, catching_up, figures
from rounds.targets.queries.of_ticket import TargetRow, targets_of
from rounds.targets.queries.sums import Sum, sums_of

__all__ = [
    "ClauseFigures",
    "CountedRow",
    "Figure",
    "Sum",
    "TargetRow",
    "catching_up",
    "counted_page",
    "figures",
    "sums_of",
    "targets_of",
]
