"""What a person wrote in this mail, without what it quotes, forwards and signs with."""

from collections.abc import Sequence

from rounds.mail.cutting.marks import Mark, bare_quotes_marked, fields_of_forward, marks
from rounds.mail.cutting.signatures import names_of

LONGEST = 200_000
FEW = 3
"""Quoted lines above a reply that its writer left there to answer them."""


def reply_of(text: str, *, name: str = "", address: str = "") -> str:
    """Give what was written. Quotes that were answered between stay, the lines that say whose they are do not.

    Of a mail that only forwards another, that other is what was written. Empty where all is quoted. name, address: the writer's,
    where they are known: a block without delimiter is then a signature only where it names them.
    """
    lines = text[:LONGEST].replace("\r\n", "\n").split("\n")
    found = bare_quotes_marked(lines, marks(lines, names_of(name, address)))
    own = [at for at, mark in enumerate(found) if mark is Mark.OWN and lines[at].strip()]
    if not own:
        return _of_a_forward(lines, found)
    first = _answered_from(lines, found, own[0])
    kept = [line for at, line in enumerate(lines) if _stays(found[at], at, first, own[-1])]
    return "\n".join(kept).strip()


def _answered_from(lines: Sequence[str], found: Sequence[Mark], own: int) -> int:
    """Say where the reply begins: at its first own line, or at a short quote above that nobody but the writer put there."""
    above = [at for at in range(own) if lines[at].strip()]
    short = len(above) <= FEW and all(found[at] is Mark.QUOTED for at in above)
    return above[0] if above and short else own


def _stays(mark: Mark, at: int, first: int, last: int) -> bool:
    """Keep own lines, and quotes between own lines or where the reply begins with one."""
    return mark is Mark.OWN or (mark is Mark.QUOTED and first <= at < last)


def _of_a_forward(lines: Sequence[str], found: Sequence[Mark]) -> str:
    """Give the words of a mail that is forwarded without any of one's own; "" where there is no such mail."""
    start = next((at for at, mark in enumerate(found) if mark in (Mark.FORWARD, Mark.BELOW)), None)
    if start is None:
        return ""
    above = set(fields_of_forward(lines, start))
    return "\n".join(line for at, line in enumerate(lines[start:], start) if at not in above).strip()
