"""What a row of measurements says, and how it is measured."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from outside import processor


@dataclass(frozen=True)
class Sample:
    """One thing measured many times; every time in milliseconds.

    processor is the mean of server and database together; the wall times are those of the caller.
    """

    name: str
    times: int
    processor: float
    server: float
    median: float
    p99: float

    @property
    def database(self) -> float:
        """Say what part of the processor time the database took."""
        return self.processor - self.server


@dataclass
class Meter:
    """One thing that is measured, block by block, so that several take turns on a machine that is not alone.

    act: does it once. server: gives the processor seconds that the server has used so far. database: the process above
    all of PostgreSQL's.
    """

    name: str
    act: Callable[[], object]
    server: Callable[[], float]
    database: int
    walls: list[float] = field(default_factory=list)
    in_server: float = 0
    in_database: float = 0

    def block(self, times: int) -> None:
        """Do it so many times and add up what it cost. The kernel counts in hundredths: a block lasts long enough."""
        database = processor.seconds(self.database)
        server = self.server()
        for _ in range(times):
            began = time.perf_counter()
            self.act()
            self.walls.append(time.perf_counter() - began)
        self.in_server += self.server() - server
        self.in_database += processor.seconds(self.database) - database

    def sample(self) -> Sample:
        """Sum up."""
        each = 1000 / len(self.walls)
        both = (self.in_server + self.in_database) * each
        return Sample(
            self.name, len(self.walls), both, self.in_server * each, at(self.walls, 0.5), at(self.walls, 0.99)
        )


def at(walls: Sequence[float], share: float) -> float:
    """Give the wall time, in milliseconds, under which this share of the measurements lies."""
    ordered = sorted(walls)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def line(sample: Sample) -> str:
    """Write a sample as one line of the report."""
    return (
        f"{sample.name:34} {sample.times:6} times   processor {sample.processor:7.3f} ms"
        f" (server {sample.server:7.3f}, database {sample.database:7.3f})"
        f"   wall median {sample.median:7.3f} ms, p99 {sample.p99:7.3f} ms"
    )
