"""What a row of measurements says, and how it is measured."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


def measure(name: str, act: Callable[[], object], *, times: int, server: int, database: int, warm: int = 50) -> Sample:
    """Do an act many times and say what it cost.

    server and database are process ids; all below each is counted too, and nothing twice.
    """
    for _ in range(warm):
        act()
    gc.collect()
    walls: list[float] = []
    server_before, database_before = processor.seconds(server, besides=database), processor.seconds(database)
    for _ in range(times):
        began = time.perf_counter()
        act()
        walls.append(time.perf_counter() - began)
    in_server = (processor.seconds(server, besides=database) - server_before) * 1000 / times
    in_database = (processor.seconds(database) - database_before) * 1000 / times
    return Sample(name, times, in_server + in_database, in_server, at(walls, 0.5), at(walls, 0.99))


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
