"""Charts as the page draws them: geometry in attributes alone, made here, so that a template only writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH, FLOOR = 720.0, 164.0, 140.0
"""Units of a chart of bars: its width and height, and where the bars stand."""
TALLEST = 112.0
GAP = 1.6
LEAST = 1.5
"""Units of a bar for nothing, which is drawn all the same."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a pair of bars shows: now, and before. url, url_before: of the rows behind each, empty where there are none."""

    label: str
    now: int
    before: int
    url: str
    url_before: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the chart."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars beside one another, with the number over the right one. middle: of it; centre: of both."""

    amount: Amount
    soft: Bar
    bar: Bar
    hit: Bar
    middle: str
    over: str
    centre: str


def pairs(amounts: Sequence[Amount]) -> tuple[Pair, ...]:
    """Draw amounts as pairs of bars that begin at zero, the highest of all as high as there is room."""
    most = max((max(each.now, each.before) for each in amounts), default=0) or 1
    slot = WIDE / max(1, len(amounts))
    return tuple(_pair(each, place * slot, slot, most) for place, each in enumerate(amounts))


def _pair(amount: Amount, left: float, slot: float, most: int) -> Pair:
    room = min(slot, 90.0)
    start = left + (slot - room) / 2 + room * 0.1
    soft_wide, wide = room * 0.34, room * 0.42
    at = start + soft_wide + GAP
    top = FLOOR - _tall(amount.now, most)
    return Pair(
        amount=amount,
        soft=_bar(start, amount.before, soft_wide, most),
        bar=_bar(at, amount.now, wide, most),
        hit=Bar(f"{left:.1f}", "0", f"{slot:.1f}", f"{HIGH:.0f}"),
        middle=f"{at + wide / 2:.1f}",
        over=f"{top - 6:.1f}",
        centre=f"{left + slot / 2:.1f}",
    )


def _bar(left: float, number: int, wide: float, most: int) -> Bar:
    tall = _tall(number, most)
    return Bar(f"{left:.1f}", f"{FLOOR - tall:.1f}", f"{wide:.1f}", f"{tall:.1f}")


def _tall(number: int, most: int) -> float:
    return max(TALLEST * number / most, LEAST)


def share(number: int, most: int) -> str:
    """Give the length of a bar of a hundred units."""
    return f"{100 * number / (most or 1):.1f}"
