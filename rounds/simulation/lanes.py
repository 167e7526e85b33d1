"""Several processes at work at once: each does one order after the other, and some are killed on the way."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import wait
from time import monotonic
from typing import Any

from rounds.simulation.house import House, Order

type Lane = Generator[Order, Any, None]
"""What one process is to do: gives an order, and takes what came of it."""


@dataclass(slots=True)
class _Under:
    """An order that is being done. dies_at: by the clock that always runs; None where the process lives."""

    order: Order
    dies_at: float | None


def run(lanes: Mapping[House, Lane], *, dies: Callable[[], float | None]) -> None:
    """Let each process do what its lane orders, all at once, until every lane is at its end.

    dies: says of each order after how many seconds the process is killed in it, where it is not done by then; the order is done again by
    who comes after.
    """
    under: dict[House, _Under] = {}

    def go_on(house: House, result: object = None) -> None:
        under.pop(house, None)
        try:
            order = lanes[house].send(result)
        except StopIteration:
            return
        seconds = dies()
        house.order(order)
        under[house] = _Under(order, None if seconds is None else monotonic() + seconds)

    for house in lanes:
        go_on(house)
    while under:
        done = _wait(under)
        for house in done:
            go_on(house, house.done())
        now = monotonic()
        for house, each in under.items():
            if each.dies_at is not None and each.dies_at <= now and house not in done:
                house.kill()
                house.order(each.order)
                each.dies_at = None


def _wait(under: Mapping[House, _Under]) -> list[House]:
    """Wait until some are done, or until somebody dies; gives those that are done."""
    deaths = [each.dies_at for each in under.values() if each.dies_at is not None]
    by_line: dict[object, House] = {house.line: house for house in under}
    ready = wait([house.line for house in under], max(0.0, min(deaths) - monotonic()) if deaths else None)
    return [by_line[line] for line in ready]
