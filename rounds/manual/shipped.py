"""The manuals that Rounds brings along, for a team to begin with."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rounds

_HOUSE = Path(rounds.__path__[0])
_PLACES = (_HOUSE / "site" / "manuals", _HOUSE.parent / "manuals")
"""In an installed Rounds, and in its own project."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A manual that Rounds brings along. name: short, as in an address. says: its first paragraph."""

    name: str
    title: str
    says: str
    text: str


@cache
def shipped() -> tuple[Shipped, ...]:
    """List them by name."""
    place = next(each for each in _PLACES if each.is_dir())
    return tuple(_read(path) for path in sorted(place.glob("*.md")))


def _read(path: Path) -> Shipped:
    text = path.read_text()
    _, front, body = text.split("---\n", 2)
    title = next(line.partition(":")[2].strip() for line in front.splitlines() if line.startswith("manual:"))
    paragraph = " ".join(body.strip().split("\n\n", 1)[0].split())
    return Shipped(path.stem, title, paragraph, text)
