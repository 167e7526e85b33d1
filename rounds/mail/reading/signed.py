"""A mail wrapped into its signature (`smime.p7m`, signed-data): what was signed stands inside, readable. Source: RFC 5652 section 5, X.690.

Only the wrapping is undone; no signature is checked, and what is encrypted stays closed. A few steps down a tree of lengths: a
library for all of ASN.1 would be far slower on a stranger's bytes, and the one at hand reads DER alone, while programs send BER.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
SEQUENCE, OBJECT_ID, EXPLICIT, OCTETS, OCTETS_IN_PIECES = 0x30, 0x06, 0xA0, 0x04, 0x24
DEEPEST = 16
ELEMENTS_AT_MOST = 100_000

type Element = tuple[int, int, int, int]
"""Tag; where the value begins and ends; where the next element begins."""


@dataclass(slots=True)
class Tree:
    """The bytes that are walked, and how many heads of elements may still be read: a crafted file has millions."""

    data: bytes
    left: int = ELEMENTS_AT_MOST


def content_of(data: bytes) -> bytes | None:
    """Give what was signed; None where this is no signed-data, or breaks its own rules."""
    tree = Tree(data)
    try:
        kind, wrapped = _first_two(tree, _element(tree, 0, len(data), DEEPEST), SEQUENCE)
        if kind[0] != OBJECT_ID or data[kind[1] : kind[2]] != SIGNED_DATA:
            return None
        signed = _element(tree, wrapped[1], wrapped[2], DEEPEST)
        encapsulated = next(each for each in _children(tree, signed, DEEPEST) if each[0] == SEQUENCE)
        _, explicit = _first_two(tree, encapsulated, SEQUENCE)
        return b"".join(_octets(tree, _element(tree, explicit[1], explicit[2], DEEPEST), DEEPEST))
    except (ValueError, StopIteration, IndexError):
        return None


def _first_two(tree: Tree, whole: Element, tag: int) -> tuple[Element, Element]:
    """Give the first two elements of one; the second is wrapped explicitly. Raises ValueError, StopIteration."""
    inside = _children(tree, whole, DEEPEST)
    first, second = next(inside), next(inside)
    if whole[0] != tag or second[0] != EXPLICIT:
        raise ValueError("another structure")
    return first, second


def _octets(tree: Tree, found: Element, depth: int) -> Iterator[bytes]:
    if found[0] == OCTETS:
        yield tree.data[found[1] : found[2]]
    elif found[0] == OCTETS_IN_PIECES:
        for each in _children(tree, found, depth - 1):
            yield from _octets(tree, each, depth - 1)
    else:
        raise ValueError("no octets")


def _children(tree: Tree, found: Element, depth: int) -> Iterator[Element]:
    at = found[1]
    while at < found[2]:
        each = _element(tree, at, found[2], depth)
        yield each
        at = each[3]


def _element(tree: Tree, at: int, end: int, depth: int) -> Element:
    """Read the head of an element. One without a length ends at two zeros, behind all that it holds. Raises ValueError, IndexError."""
    data, tree.left = tree.data, tree.left - 1
    tag, length = data[at], data[at + 1]
    at += 2
    if depth < 0 or tree.left < 0 or tag & 0x1F == 0x1F:
        raise ValueError("too deep, too many, or a tag of many bytes")
    if length == 0x80:
        place = at
        while data[place : place + 2] != b"\0\0":
            place = _element(tree, place, end, depth - 1)[3]
        return tag, at, place, place + 2
    if length > 0x80:
        size = length - 0x80
        length, at = int.from_bytes(data[at : at + size]), at + size
        if size > 4:
            raise ValueError("too long")
    if at + length > end:
        raise ValueError("breaks off")
    return tag, at, at + length, at + length
