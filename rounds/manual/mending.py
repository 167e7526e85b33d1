"""Puts the word that the checker offers in the place of the one it found."""

from collections.abc import Sequence

from rounds.manual.findings import Finding, Place


def mended(text: str, findings: Sequence[Finding], place: Place) -> tuple[str, Finding] | None:
    """Give the text with one finding's fix written into it, and the finding; None where nothing is offered there.

    text, findings: of one check, so that the places are right.
    """
    offered = (each for each in findings if (each.line, each.column) == (place.line, place.column))
    finding = next((each for each in offered if each.fix and each.written), None)
    if finding is None or not finding.fix or not finding.written:
        return None
    lines = text.split("\n")
    before, rest = lines[place.line - 1][: place.column - 1], lines[place.line - 1][place.column - 1 :]
    if not rest.startswith(finding.written):
        return None
    lines[place.line - 1] = before + finding.fix + rest.removeprefix(finding.written)
    return "\n".join(lines), finding
