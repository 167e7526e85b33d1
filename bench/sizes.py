"""The three sizes at which what grows is measured, and how whoever measures says how far it is."""

import argparse
from datetime import UTC, datetime

SIZES = (10_000, 100_000, 1_000_000)
"""Tickets of a workspace; each has four messages (`filling.py`)."""


def ask_for_sizes(parser: argparse.ArgumentParser) -> None:
    """Let the command line name the sizes."""
    words = "sizes of the filled databases (`bench.filled`), which are made where they are not there yet"
    parser.add_argument("--tickets", type=int, nargs="+", default=list(SIZES), help=words)


def tell(words: str) -> None:
    """Say what is done now, with the time, at once."""
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", flush=True)


def listed(sizes: list[int]) -> str:
    """Write sizes for the head of a column."""
    return " · ".join(f"{size:,}" for size in sizes)
