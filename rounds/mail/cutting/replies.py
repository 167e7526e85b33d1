"""What a person wrote in this mail, without what it quotes, forwards and signs with."""

from collections.abc import Sequence

from rounds.mail.cutting.marks import Mark, bare_quotes_marked, fields_of_forward, marks

LONGEST = 200_000


def reply_of(text: str) -> str:
    """Give what was written. Quotes that were answered between stay, the lines that say whose they are do not.

    Of a mail that only forwards another, that other is what was written. Empty where all is quoted.
    """
    lines = text[:LONGEST].replace("\r\n", "\n").split("\n")
    found = bare_quotes_marked(lines, marks(lines))
    own = [at for at, mark in enumerate(found) if mark is Mark.OWN and lines[at].strip()]
    if not own:
        return _of_a_forward(lines, found)
    kept = [line for at, line in enumerate(lines) if _stays(found[at], at, own[0], own[-1])]
    return "\n".join(kept).strip()


def _stays(mark: Mark, at: int, first: int, last: int) -> bool:
    """Keep own lines, and quotes between own lines."""
    return mark is Mark.OWN or (mark is Mark.QUOTED and first < at < last)


def _of_a_forward(lines: Sequence[str], found: Sequence[Mark]) -> str:
    """Give the words of a mail that is forwarded without any of one's own; "" where there is no such mail."""
    start = next((at for at, mark in enumerate(found) if mark in (Mark.FORWARD, Mark.BELOW)), None)
    if start is None:
        return ""
    above = set(fields_of_forward(lines, start))
    return "\n".join(line for at, line in enumerate(lines[start:], start) if at not in above).strip()
