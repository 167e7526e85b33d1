"""What of a message folds away: what it quotes, its signature, and a tail that is too long. Nothing of it is ever left out.

A text is cut into pieces that together are the text again, letter by letter; a page shows some of them folded. Looked at line by
line, once: libraries for this look for patterns over the whole text, and one crafted mail keeps them busy for minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rounds.mail.cutting.marks import Mark, bare_quotes_marked, marks
from rounds.mail.cutting.replies import FEW
from rounds.mail.cutting.signatures import names_of

LONGEST_OPEN = 60
"""Lines that stand open; what follows folds, unless it is only a few more."""

MANY_LETTERS = 6_000
"""Letters that stand open, for texts without line ends."""


class Fold(StrEnum):
    """Why a piece folds."""

    QUOTE = "quote"
    SIGNATURE = "signature"
    LONG = "long"
    FORWARD = "forward"


FOLDS = {Mark.SIGNATURE: Fold.SIGNATURE, Mark.BELOW: Fold.QUOTE, Mark.FORWARD: Fold.FORWARD}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. fold: None where it stands open."""

    text: str
    fold: Fold | None = None

    @property
    def lines(self) -> int:
        """Count the lines that have something in them."""
        return sum(1 for line in self.text.split("\n") if line.strip())


def pieces(text: str, *, name: str = "", address: str = "") -> tuple[Piece, ...]:
    """Cut a customer's text. Where nothing would stand open, as in a bare forward, nothing folds but its length.

    name, address: the writer's, where they are known; a signature without delimiter has to name them.
    """
    lines = text.split("\n")
    folds = _folds(lines, names_of(name, address))
    if not any(line.strip() for line, fold in zip(lines, folds, strict=True) if fold is None):
        folds = [None] * len(lines)
    return tuple(_shortened(_joined(lines, folds)))


def long_pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text of ours, of which only the length folds."""
    return tuple(_shortened([Piece(text)]))


def _folds(lines: Sequence[str], writer: frozenset[str]) -> list[Fold | None]:
    """Say for each line whether it folds: quotes with the line that says whose, unless they are a line or two."""
    found = bare_quotes_marked(lines, marks(lines, writer))
    folds: list[Fold | None] = [FOLDS.get(mark) for mark in found]
    at = 0
    while at < len(lines):
        end = _end_of_quote(lines, found, at)
        if end > at:
            opens = Mark.SAID not in found[at:end] and _filled(lines[at:end]) <= FEW
            folds[at:end] = [None if opens else Fold.QUOTE] * (end - at)
        at = max(end, at + 1)
    return folds


def _end_of_quote(lines: Sequence[str], found: Sequence[Mark], at: int) -> int:
    """Find where a quote ends that begins here, empty lines between its parts included; `at` where none begins."""
    end = place = at
    while place < len(lines) and (found[place] in (Mark.SAID, Mark.QUOTED) or (end > at and not lines[place].strip())):
        if found[place] in (Mark.SAID, Mark.QUOTED):
            end = place + 1
        place += 1
    return end


def _filled(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if line.strip("> \t"))


def _joined(lines: Sequence[str], folds: Sequence[Fold | None]) -> list[Piece]:
    """Put lines of one sort together; each piece but the last keeps its line end."""
    found: list[Piece] = []
    begin = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or folds[end] is not folds[begin]:
            text = "\n".join(lines[begin:end]) + ("\n" if end < len(lines) else "")
            found.append(Piece(text, folds[begin]))
            begin = end
    return found


def _shortened(found: Sequence[Piece]) -> Iterator[Piece]:
    """Fold the tail of what stands open and is too long."""
    left_lines, left_letters = LONGEST_OPEN, MANY_LETTERS
    for piece in found:
        if piece.fold is not None:
            yield piece
            continue
        place = _place(piece.text, max(left_lines, 0), max(left_letters, 0))
        if len(piece.text) - place > MANY_LETTERS // 10 or piece.text[place:].count("\n") > LONGEST_OPEN // 4:
            yield from (
                Piece(text, fold)
                for text, fold in ((piece.text[:place], None), (piece.text[place:], Fold.LONG))
                if text
            )
        else:
            yield piece
        left_lines -= piece.text.count("\n")
        left_letters -= len(piece.text)


def _place(text: str, lines: int, letters: int) -> int:
    """Find where to cut: behind so many lines, or letters, at a word's end where there is one near."""
    end = -1
    for _ in range(lines):
        if (end := text.find("\n", end + 1)) < 0:
            break
    by_lines = len(text) if end < 0 and lines else end + 1
    if by_lines <= letters or len(text) <= letters:
        return by_lines
    space = max(text.rfind(" ", 0, letters), text.rfind("\n", 0, letters))
    return space + 1 if space > letters - 200 else letters
