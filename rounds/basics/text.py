"""Words for people: the nearest known word, initials for a face, a list read aloud."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Find the one of `words` that somebody who wrote `word` most likely meant; None when none is close."""
    known = {each.casefold(): each for each in words}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return known[close[0]] if close else None


def initials(name: str) -> str:
    """Shorten a name to the one or two capitals that a face shows: first and last word; "?" when it has no letter."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0].upper()[0] for word in ends) or "?"


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """Join words as they are read aloud: "a", "a and b", "a, b and c"; "" when there are none."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


class Misread(ValueError):
    """A text that cannot be read. meant: what can stand in its place, most likely; "" where nobody can say.

    reason: what is wrong, without the nearest word, which `str` says too.
    """

    def __init__(self, reason: str, *, hint: str = "", meant: str = "") -> None:
        self.reason, self.hint, self.meant = reason, hint, meant
        super().__init__(f"{reason}{hint}")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: "1 ticket", "2 tickets"; `many` where the plural is no plain s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def single(noun: str) -> str:
    """Give what is said of one of several things, from what is said of many: "items submitted" → "item submitted".

    The first word with a plural's end loses it, of several in a row the last ("sales calls"); words that only look so ("status", "access")
    stay, and so does what has none.
    """
    words = noun.split(" ")
    many = [place for place, word in enumerate(words) if _PLURAL.search(word)]
    if not many:
        return noun
    place = next(place for place in many if place + 1 not in many)
    ends = next((end for end in _ENDS if words[place].endswith(end)), "s")
    words[place] = words[place].removesuffix(ends) + _ENDS.get(ends, "")
    return " ".join(words)


_PLURAL = re.compile(r"[a-z](?<![uis])s$")
_ENDS = {"ies": "y", "sses": "ss", "xes": "x", "ches": "ch", "shes": "sh"}
"""Ends of plurals that are more than an s, each with that of one."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """Say which one in a row: "first", "second", from eleven on in figures, "21st". number: from 1."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number:,}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"


def in_one_line(text: str) -> str:
    """Write a text in one line, without spaces around it."""
    return " ".join(text.split())


def first_twice(texts: Iterable[str]) -> str | None:
    """Give the first text that has come before; None where each comes once."""
    seen: set[str] = set()
    return next((text for text in texts if text in seen or seen.add(text)), None)  # type: ignore[func-returns-value]
