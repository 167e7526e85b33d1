"""The piece of a text in which words stand, with the words marked: what a list of finds shows."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

BEFORE, LENGTH = 30, 150
"""Characters that are shown before the first mark, and in all."""

_WORD = re.compile(r"\w+")
_MARK = re.compile("[\u0300-\u036f]")
"""What stands over or under a letter once it is taken apart."""
_ENDING = re.compile(r"(ings?|ed|ies|es|s|e|y)$")


class Piece(NamedTuple):
    """A stretch of text; marked: it is a word that was looked for. A tuple, since a page of finds has a hundred."""

    text: str
    marked: bool = False


def excerpt(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """Cut the piece around the first of these words, in any of their forms and accents; empty where none is there."""
    line = " ".join(text.split())
    wanted = _pattern(tuple(words))
    bare = folded(line)
    first = wanted.search(bare) if wanted else None
    if wanted is None or first is None:
        return ()
    start = 0 if first.start() <= BEFORE else line.rfind(" ", 0, first.start() - BEFORE) + 1
    end = min(len(line), start + LENGTH)
    places = [found.span() for found in wanted.finditer(bare[start:end])]
    return _marked(line[start:end], places, more_before=start > 0, more_after=end < len(line))


def folded(text: str) -> str:
    """Give a text without accents and capitals, letter for letter, so that places in it are places in the text."""
    if text.isascii():
        return text.lower()
    bare = _small(_MARK.sub("", unicodedata.normalize("NFD", text)))
    one_each = len(bare) == len(text) and not _MARK.search(text)
    return bare if one_each else "".join(map(_bare, text))


def _bare(letter: str) -> str:
    bare = _small(unicodedata.normalize("NFD", letter)[0])
    return bare if len(bare) == 1 else letter


def _small(text: str) -> str:
    """A sigma at the end of a word has a form of its own, which would depend on what stands behind."""
    return text.lower().replace("ς", "σ")


@lru_cache(maxsize=100)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Give what matches these words; a page asks for the same with each of its rows.

    That a word begins there is looked at behind its stem: an expression that begins with letters is looked for five times as fast.
    """
    stems = {_stem(word) for each in words for word in _WORD.findall(folded(each))}
    begun = (rf"{re.escape(stem)}(?<!\w.{{{len(stem)}}})" for stem in sorted(stems, key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(begun)})\w*") if stems else None


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) > 2 else word


def _marked(line: str, places: list[tuple[int, int]], *, more_before: bool, more_after: bool) -> tuple[Piece, ...]:
    pieces = [Piece("… ")] if more_before else []
    done = 0
    for begin, end in places:
        if begin > done:
            pieces.append(Piece(line[done:begin]))
        pieces.append(Piece(line[begin:end], marked=True))
        done = end
    rest = line[done:] + (" …" if more_after else "")
    return (*pieces, Piece(rest)) if rest else tuple(pieces)
