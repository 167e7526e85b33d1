"""Reads a manual: front matter, and clauses with the place of every key and value.

A clause is a fenced block marked `clause`, whose first key is its kind and whose value is its name; a template is a
fence of its own, with a mail's text as it stands. All errors are collected; a broken clause never hides the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from markdown_it.token import Token

from rounds.basics.text import nearest
from rounds.manual.characters import text_of
from rounds.manual.findings import Finding, Place, found
from rounds.manual.markdown import FENCES, TEMPLATE, is_clause, outline
from rounds.manual.nodes import Entries
from rounds.manual.shapes import shape_of
from rounds.manual.written import Written, clause_in, template_in

DASHES = "---"


@dataclass(frozen=True)
class Reading:
    """A manual as it is written, before anybody asked what it means. lost: a clause without a kind or a name."""

    text: str
    front: Entries | None
    clauses: tuple[Written, ...]
    findings: tuple[Finding, ...]
    lost: bool = False


def read(source: str | bytes) -> Reading:
    """Read a manual; never fails, whatever the source."""
    text, unreadable = text_of(source)
    if unreadable:
        return Reading(text, None, (), tuple(unreadable), lost=True)
    lines = text.split("\n")
    end = front_end(lines)
    front, findings = _front(lines, end)
    tokens = outline().parse("\n".join([""] * end + lines[end:]))
    blocks = [_block(token, lines) for token in tokens if is_clause(token)]
    findings += [finding for token in tokens for finding in _strays(token, lines)]
    findings += [finding for _, wrong in blocks for finding in wrong]
    clauses = tuple(written for written, _ in blocks if written)
    return Reading(text, front, clauses, tuple(findings), lost=len(clauses) < len(blocks))


def front_end(lines: list[str]) -> int:
    """Count the lines of the front matter, its dashes included; 0 where there is none."""
    if lines[0].rstrip() != DASHES:
        return 0
    ends = (number for number, line in zip(count(2), lines[1:], strict=False) if line.rstrip() == DASHES)
    return next(ends, 0)


def _front(lines: list[str], end: int) -> tuple[Entries | None, list[Finding]]:
    if not end:
        problem = f"A manual begins with its name and its zone, between two lines of “{DASHES}”"
        return None, [found(Place(1, 1), problem)]
    shape = shape_of(lines[1 : end - 1], first_line=2)
    if isinstance(shape.root, Entries):
        return shape.root, list(shape.findings)
    return None, list(shape.findings) or [found(Place(1, 1), "Only keys and their values belong in the front matter")]


def _block(token: Token, lines: list[str]) -> tuple[Written | None, list[Finding]]:
    """Read one fence. Its lines are taken from the manual itself, so that columns are true."""
    start, end = token.map or [0, 0]
    closed = lines[end - 1].strip().startswith(token.markup) and end - start > 1
    inner = lines[start + 1 : end - 1 if closed else end]
    read_as = template_in if token.info.strip() == TEMPLATE else clause_in
    written, findings = read_as(inner, start + 1, end)
    if not closed:
        findings = [found(Place(start + 1, 1), f"This block is never closed; write “{token.markup}” below it")]
    identity = written.identity if written else None
    return written, [replace(finding, clause=identity) for finding in findings]


def _strays(token: Token, lines: list[str]) -> Iterator[Finding]:
    """Find fences that look like a clause and would be passed over in silence."""
    if token.type not in ("fence", "code_block") or not token.map:
        return
    line = token.map[0]
    place = Place(line + 1, len(lines[line]) - len(lines[line].lstrip()) + 1)
    if token.type == "code_block":
        if token.content.lstrip().lstrip("`~").startswith(FENCES):
            yield found(place, "A clause begins at the left margin")
    elif token.level or (is_clause(token) and place.column > 1):
        if token.info.strip() in FENCES:
            yield found(place, "A clause begins at the left margin, outside of lists and quotations")
    elif not is_clause(token) and (near := nearest(token.info.strip(), FENCES)):
        yield found(place, f"A block “{token.info.strip()}” does nothing", nearest=near)
