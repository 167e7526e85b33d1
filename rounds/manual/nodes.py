"""The shape of a clause: keys, lists and texts, each with the place where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rounds.manual.findings import Place

type Node = Scalar | Items | Entries


@dataclass(frozen=True)
class Scalar:
    """A text. source: how it stands in the manual, with its quotes; the text itself where it is plain."""

    text: str
    place: Place
    source: str

    def at(self, offset: int) -> Place:
        """Find the place of a character of the text, or where the text begins if it is not written as it reads."""
        inside = self.source.find(self.text)
        if inside < 0:
            return self.place
        before = self.source[: inside + offset].split("\n")
        column = len(before[-1]) + (self.place.column if len(before) == 1 else 1)
        return Place(self.place.line + len(before) - 1, column)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True)
class Entries:
    """Keys with their values, in the order in which they stand."""

    entries: tuple[Entry, ...]
    place: Place

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, key: object) -> Entry | None:
        """Find an entry by its key."""
        return next((entry for entry in self.entries if entry.key.text == key), None)


def plain(node: Node) -> object:
    """Give the bare values: str, list and dict, as the types of the fields read them."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return bare(node)


def bare(entries: Entries) -> dict[str, object]:
    """Give the bare values behind some keys."""
    return {entry.key.text: plain(entry.value) for entry in entries}


def deepest(node: Node, path: Sequence[str | int]) -> Node:
    """Follow keys and list positions as far as they lead; a single value stands for a list of one."""
    for step in path:
        inner = _step(node, step)
        if inner is None:
            return node
        node = inner
    return node


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Entries):
        entry = node.entry(step)
        return entry.value if entry else None
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
