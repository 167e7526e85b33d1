"""Each error of a manual as the page draws it: the lines around it, and the place that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from rounds.manual.findings import Finding

MOST = 25
"""Errors that are drawn at once; the others show as these are mended."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the source. wrong: the piece of it that is wrong, between what stands before and after."""

    number: int
    before: str
    wrong: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One error. fix: what the button that mends it sends, empty where there is none."""

    finding: Finding
    first: int
    lines: tuple[ShownLine, ...]
    fix: str


@dataclass(frozen=True, slots=True)
class ShownFindings:
    """The first errors, and how many there are more."""

    shown: tuple[ShownFinding, ...]
    number: int
    more: int


def shown_findings(text: str, findings: Sequence[Finding]) -> ShownFindings:
    """Draw the errors of a text. text: as the checker read it, so that the places are right."""
    lines = text.split("\n")
    shown = tuple(_shown(finding, lines) for finding in findings[:MOST])
    return ShownFindings(shown, len(findings), max(len(findings) - MOST, 0))


def _shown(finding: Finding, lines: Sequence[str]) -> ShownFinding:
    first, last = max(finding.line - 2, 1), min(finding.line + 1, len(lines))
    around = (_line(number, lines[number - 1], finding) for number in range(first, last + 1))
    fix = f"{finding.line}.{finding.column}" if finding.fix and finding.written else ""
    return ShownFinding(finding, first, tuple(around), fix)


def _line(number: int, text: str, finding: Finding) -> ShownLine:
    if number != finding.line:
        return ShownLine(number, text)
    start = finding.column - 1
    end = start + len(finding.written.split("\n")[0]) if finding.written else len(text)
    return ShownLine(number, text[:start], text[start:end] or " ", text[end:])
