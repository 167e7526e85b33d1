"""Where a signature begins: below a delimiter, below a rule, or as the last short block with ways to reach somebody."""

import re
from collections.abc import Sequence
from typing import Any

DELIMITER = re.compile(r"(?:--|—|––|__)\s?\Z")
RULE = re.compile(r"[-_=*~#—]{3,}\s*\Z")
LINES_AT_MOST, LINES_BELOW_A_RULE, LINES_OF_A_BLOCK = 40, 25, 8
LONGEST_LINE = 72
LOOKED_AT = 120
CONTACT = re.compile(
    r"[^\s<>@]+@[^\s<>@]+\.\w|\bhttps?://|\bwww\.|\(?\+?\d[\d\s().:/-]{6,}\d|\b(?:tel|fon|fax|phone|mobile?|cell|mob|skype|t|f|m|p)\s?[.:]\s?[+(\d]"
    r"|\bvia mobile\b",
    re.IGNORECASE,
)
PROSE_END = re.compile(r"[.!?,;:]\s*\Z")
LEAD = re.compile(r"(#\w{1,10}#|\|\||::|//|%%|##)\s?")


def ends_signature(lines: Sequence[str], at: int, end: int) -> bool:
    """Say whether a delimiter stands here, and no more below it than a signature has. end: where the next quote begins."""
    line = lines[at].strip()
    delimited, ruled = DELIMITER.match(line), RULE.match(line[:200])
    if (not delimited and not ruled) or end - at > LOOKED_AT:
        return False
    below = [line for line in lines[at + 1 : end] if line.strip()]
    if delimited:
        return len(below) <= LINES_AT_MOST
    if ruled:
        return len(below) <= LINES_BELOW_A_RULE and all(len(line) < LONGEST_LINE for line in below) and _is_short(below)
    return False


def _is_short(below: Sequence[str]) -> bool:
    """Say whether these lines read as a signature: few, or with ways to reach somebody, and none of them long prose."""
    return len(below) <= 2 or any(CONTACT.search(line) for line in below)


def without_delimiter(lines: Sequence[str], marks: list[Any], *, own: Any, signature: Any) -> list[Any]:
    """Mark the last block that its writer wrote as a signature, where it reads like one and stands under other words."""
    end = next((at for at in range(len(lines) - 1, -1, -1) if marks[at] is own and lines[at].strip()), -1) + 1
    start = end
    while start > 0 and lines[start - 1].strip() and marks[start - 1] is own and end - start <= LINES_OF_A_BLOCK:
        start -= 1
    above = any(lines[at].strip() and marks[at] is own for at in range(start))
    below = end < len(lines) and marks[end] is signature and lines[end].strip()
    if end > start and above and (_reads_as_signature(lines[start:end]) or (below and _is_name(lines[start:end]))):
        return [signature if start <= at < end else mark for at, mark in enumerate(marks)]
    return marks


def _is_name(block: Sequence[str]) -> bool:
    """Say whether a short block right above the line of a telephone is a name."""
    return len(block) <= 2 and all(len(line.split()) <= 4 and not PROSE_END.search(line) for line in block)


def _reads_as_signature(block: Sequence[str]) -> bool:
    if not 1 < len(block) <= LINES_OF_A_BLOCK or any(len(line) > LONGEST_LINE for line in block):
        return False
    if (lead := LEAD.match(block[0])) and all(line.startswith(lead[1]) for line in block):
        return True
    reach = [bool(CONTACT.search(line)) for line in block]
    prose = [bool(PROSE_END.search(line)) and len(line.split()) > 4 for line in block]
    return any(reach) and not reach[0] and not any(prose) and len(block[0].split()) <= 6
