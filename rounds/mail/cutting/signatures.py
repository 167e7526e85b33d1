"""Where a signature begins: below a delimiter, below a rule, or as the last short block that names its writer.

A signature that is taken for text only stands open; a text that is taken for a signature is folded, and missing where only the reply is
looked at. So every rule here asks for more than one sign, and whoever knows the writer says so: then a block has to name them.
"""

import re
from collections.abc import Sequence
from typing import Any

from rounds.mail.cutting.words import CLOSINGS, THINGS

DELIMITER = re.compile(r"(?:--|—|––|__)\s?\Z")
STANDARD = "-- "
RULE = re.compile(r"[-_=*~#—]{3,}\s*\Z")
LINES_AT_MOST, LINES_BELOW_A_RULE, LINES_OF_A_BLOCK, LINES_OF_A_CLOSING = 40, 25, 8, 3
LONGEST_LINE = 72
LOOKED_AT = 120
REACHED = re.compile(
    r"[^\s<>@]+@[^\s<>@]+\.\w|\(?[+0]\d[\d\s().:/-]{5,}\d|\(?\d{2,4}\)?[\s./-]+\d{2,}[\d\s./-]{1,}\d"
    r"|\b(?:tel|fon|fax|phone|mobile?|cell|mob|skype|t|f|m|p)\s?[.:]\s?[+(\d]|\bvia mobile\b",
    re.IGNORECASE,
)
SETTING = re.compile(r"\s*[a-z][\w-]*:\s+\S")
"""A line of a configuration."""

WORD = re.compile(r"[^\W\d_]{2,}")
LINK = re.compile(r"\bhttps?://|\bwww\.", re.IGNORECASE)
PROSE_END = re.compile(r"[.!?,;:]\s*\Z")
LEAD = re.compile(r"(#\w{1,10}#|\|\||::|//|%%|##)\s?")
NAMED = re.compile(r"[^\W\d_][\w'’.-]*,?|&|\|")
SMALL = frozenset(
    ("von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "el", "al", "bin", "dos", "ten", "zu")
)
PROVIDERS = frozenset(
    (
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "yahoo",
        "gmx",
        "web",
        "icloud",
        "mail",
        "info",
        "support",
        "example",
        "icloud",
    )
)


def names_of(name: str, address: str) -> frozenset[str]:
    """List by what a writer may sign: their address, and the words of their name; of the address too where they give no name."""
    local, _, domain = address.lower().partition("@")
    words = WORD.findall(f"{name.lower()} {local}") + ([] if name else WORD.findall(domain.rpartition(".")[0]))
    return (
        frozenset((address.lower(), *(word for word in words if word not in PROVIDERS)))
        if name or address
        else frozenset()
    )


def ends_signature(lines: Sequence[str], at: int, end: int) -> bool:
    """Say whether a delimiter stands here, and no more below it than a signature has. end: where the next quote begins."""
    line = lines[at].strip()
    delimited, ruled = DELIMITER.match(line), RULE.match(line[:200])
    if (not delimited and not ruled) or end - at > LOOKED_AT:
        return False
    below = [line for line in lines[at + 1 : end] if line.strip()]
    if lines[at].rstrip("\r") == STANDARD:
        return len(below) <= LINES_AT_MOST
    if _announced(lines, at) or any(each.strip() == line for each in (*lines[max(at - LOOKED_AT, 0) : at], *below)):
        return False
    if delimited:
        return len(below) <= LINES_AT_MOST
    if sum(bool(SETTING.match(each)) for each in below) > 1:
        return False
    return (
        len(below) <= LINES_BELOW_A_RULE and all(len(line) < LONGEST_LINE for line in below) and _is_short(below, line)
    )


def _announced(lines: Sequence[str], at: int) -> bool:
    """Say whether the words above lead on to what stands here: "Our new address:"."""
    above = next((lines[place].rstrip() for place in range(at - 1, -1, -1) if lines[place].strip()), "")
    return above.endswith((":", "："))


def _is_short(below: Sequence[str], rule: str) -> bool:
    """Say whether these lines read as a signature: with ways to reach somebody, a name or two, or little below a rule of underscores."""
    if len(below) <= 2 and (rule.startswith("___") or all(is_name(line) for line in below)):
        return True
    return any(REACHED.search(line) or LINK.search(line) for line in below)


def without_delimiter(
    lines: Sequence[str], marks: list[Any], *, own: Any, signature: Any, writer: frozenset[str] = frozenset()
) -> list[Any]:
    """Mark the last block that its writer wrote as a signature, where it reads like one and stands under other words.

    writer: the words of their name and address; none where nobody knows them.
    """
    end = next((at for at in range(len(lines) - 1, -1, -1) if marks[at] is own and lines[at].strip()), -1) + 1
    start = end
    while start > 0 and lines[start - 1].strip() and marks[start - 1] is own and end - start <= LINES_OF_A_BLOCK:
        start -= 1
    above = any(lines[at].strip() and marks[at] is own for at in range(start))
    if end == start or not above or _announced(lines, start):
        return marks
    below = next(
        (lines[at].strip() for at in range(end, len(lines)) if marks[at] is signature and lines[at].strip()), ""
    )
    delimited = bool(DELIMITER.match(below) or RULE.match(below[:200]))
    if _is_signature(lines[start:end], writer, device=bool(below) and not delimited, delimited=delimited):
        return [signature if start <= at < end else mark for at, mark in enumerate(marks)]
    return marks


def _is_signature(block: Sequence[str], writer: frozenset[str], *, device: bool, delimited: bool) -> bool:
    """Say whether a block is one. device: the line of a telephone stands below; delimited: the writer's own signature does."""
    if (lead := LEAD.match(block[0])) and len(block) > 1 and all(line.startswith(lead[1]) for line in block):
        return True
    if device and len(block) <= 2 and all(is_name(line) for line in block):
        return not writer or _names(block, writer)
    return (_reads_as_signature(block) or (_is_closing(block) and not delimited)) and (
        not writer or _names(block, writer)
    )


def _names(block: Sequence[str], writer: frozenset[str]) -> bool:
    """Say whether a block names the writer, by their address or a word of their name; somebody else's address does not."""
    said = " ".join(block).lower()
    addresses = {found.strip("<>()[],;:'\"").removeprefix("mailto:") for found in said.split() if "@" in found}
    words = WORD.findall(" ".join(word for word in said.split() if "@" not in word and not LINK.search(word)))
    return not writer.isdisjoint(addresses) or not writer.isdisjoint(words)


def is_name(line: str) -> bool:
    """Say whether a line is a name or a title: few words, each with a capital where its alphabet has any, none of a thing one sends."""
    line = line.strip("*_ \t-–—")
    words = line.split()
    if not 1 <= len(words) <= 5 or PROSE_END.search(line) or any(word.lower().strip(",") in THINGS for word in words):
        return False
    return all(word in SMALL or (NAMED.fullmatch(word) and not word[0].islower()) for word in words)


def _is_closing(block: Sequence[str]) -> bool:
    """Say whether these lines are a greeting at the end and the name below it: "Thank you, / Noam"."""
    greeting = block[0].strip().rstrip(",.!").lower()
    return 1 < len(block) <= LINES_OF_A_CLOSING and greeting in CLOSINGS and all(is_name(line) for line in block[1:])


def _reads_as_signature(block: Sequence[str]) -> bool:
    """Say whether a name stands here, and below it how to reach its owner."""
    begin = 1 if len(block) > 2 and block[0].strip().rstrip(",.!").lower() in CLOSINGS else 0
    if not 1 < len(block) - begin <= LINES_OF_A_BLOCK or any(len(line) > LONGEST_LINE for line in block):
        return False
    rest = block[begin + 1 :]
    prose = any(PROSE_END.search(line) and len(line.split()) > 4 for line in rest)
    reached = any(REACHED.search(line) for line in rest) or (len(rest) > 1 and any(LINK.search(line) for line in rest))
    return reached and not prose and is_name(block[begin]) and len(block[begin].split()) > 1
