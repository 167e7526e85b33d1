"""What of a message folds away: what it quotes, its signature, and a tail that is too long. Nothing of it is ever left out.

A text is cut into pieces that together are the text again, letter by letter; a page shows some of them folded. Looked at line by
line, once: libraries for this look for patterns over the whole text, and one crafted mail keeps them busy for minutes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_OPEN = 60
"""Lines that stand open; what follows folds, unless it is only a few more."""

MANY_LETTERS = 6_000
"""Letters that stand open, for texts without line ends."""

FEW = 3
"""Quoted lines that stay open, for somebody answers between them."""

STARTS = ("on ", "am ", "le ", "el ", "op ", "il ", "em ", "den ", "på ", "w dniu ", "dne ")
WROTE = ("wrote", "schrieb", "a écrit", "escribió", "schreef", "ha scritto", "escreveu", "skrev", "napisał", "napsal")
"""How a mail program says who wrote what it quotes, in the languages of people who write to us."""

FROM = ("from:", "von:", "de:", "van:", "da:", "från:", "fra:", "od:")
SENT = ("sent:", "date:", "gesendet:", "datum:", "envoyé", "enviado", "verzonden:", "inviato:", "skickat:", "sendt:")
TO = ("to:", "subject:", "an:", "betreff:", "à:", "objet:", "para:", "asunto:", "aan:", "onderwerp:", "till:", "ämne:")

ORIGINAL = frozenset(
    {"original message", "ursprüngliche nachricht", "message d'origine", "mensaje original", "oorspronkelijk bericht"}
)

SENT_FROM = (
    "sent from my ",
    "gesendet von meinem ",
    "von meinem iphone gesendet",
    "envoyé de mon ",
    "enviado desde mi ",
)

TELLING = (">", "-", "_", "*", *FROM, *STARTS, *SENT_FROM)
"""How a line begins that may be more than words; beside these, one that ends with a colon."""

_TIME = re.compile(r"\d{1,2}[:.]\d\d|\d{4}")


class Fold(StrEnum):
    """Why a piece folds."""

    QUOTE = "quote"
    SIGNATURE = "signature"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. fold: None where it stands open."""

    text: str
    fold: Fold | None = None

    @property
    def lines(self) -> int:
        """Count the lines that have something in them."""
        return sum(1 for line in self.text.split("\n") if line.strip())


def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a customer's text. Where nothing would stand open, as in a bare forward, nothing folds but its length."""
    lines = text.split("\n")
    folds = list(_folds(lines))
    if not any(line.strip() for line, fold in zip(lines, folds, strict=True) if fold is None):
        folds = [None] * len(lines)
    return tuple(_shortened(_joined(lines, folds)))


def long_pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text of ours, of which only the length folds."""
    return tuple(_shortened([Piece(text)]))


def _folds(lines: Sequence[str]) -> Iterator[Fold | None]:
    """Say for each line whether it folds."""
    at = 0
    while at < len(lines):
        count, fold = _next(lines, at)
        yield from [fold] * count
        at += count


def _next(lines: Sequence[str], at: int) -> tuple[int, Fold | None]:
    """Say how many lines from here belong together, and whether they fold."""
    line = lines[at].strip().lower()
    if not line.startswith(TELLING) and not line.endswith(":"):
        return 1, None  # most lines
    if _begins_old_mail(lines, at):
        return len(lines) - at, Fold.QUOTE
    if said_by := _attribution(lines, at):
        quoted = _quoted(lines, at + said_by)
        return (said_by + quoted or 1, Fold.QUOTE) if quoted else (len(lines) - at, Fold.QUOTE)
    if _is_quoted(line):
        count = _quoted(lines, at)
        return count, Fold.QUOTE if _filled(lines[at : at + count]) > FEW else None
    if (line == "--" and at) or line.startswith(SENT_FROM):
        return _until_quote(lines, at), Fold.SIGNATURE
    return 1, None


def _until_quote(lines: Sequence[str], at: int) -> int:
    for end in range(at + 1, len(lines)):
        if _is_quoted(lines[end]) or _begins_old_mail(lines, end) or _attribution(lines, end):
            return end - at
    return len(lines) - at


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _quoted(lines: Sequence[str], at: int) -> int:
    """Count the quoted lines from here, empty ones between them included."""
    end = last = at
    while end < len(lines) and (_is_quoted(lines[end]) or not lines[end].strip()):
        end += 1
        last = end if _is_quoted(lines[end - 1]) else last
    return last - at


def _filled(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if line.strip("> \t"))


def _attribution(lines: Sequence[str], at: int) -> int:
    """Count the lines that say who wrote what follows, one to three; 0 where none does.

    Prose may say "On Monday he wrote:" too. So a moment has to stand in it, and an address or quoted lines after it.
    """
    first = lines[at].strip().lower()
    if not first or len(first) > 300 or not (first.startswith(STARTS) or first.endswith(tuple(f"{w}:" for w in WROTE))):
        return 0
    for count in (1, 2, 3):
        said = " ".join(line.strip() for line in lines[at : at + count]).lower()
        if said.endswith(":") and at + count <= len(lines):
            fits = any(word in said for word in WROTE) and len(said) < 500 and _TIME.search(said)
            return count if fits and ("@" in said or _quoted(lines, at + count)) else 0
    return 0


def _begins_old_mail(lines: Sequence[str], at: int) -> bool:
    """Say whether a mail stands below whole, as Outlook puts it: a rule, or its headers."""
    line = lines[at].strip().strip("*").lower()
    if line.strip("-_ ") in ORIGINAL and line.startswith("-"):
        return True
    if len(line) > 9 and not line.strip("_"):
        after = next((place for place in range(at + 1, min(at + 4, len(lines))) if lines[place].strip()), None)
        return after is not None and _has_heads(lines, after)
    return _has_heads(lines, at)


def _has_heads(lines: Sequence[str], at: int) -> bool:
    if not lines[at].strip().strip("*").lower().startswith(FROM):
        return False
    heads = [each.strip().strip("*").lower() for each in lines[at + 1 : at + 6]]
    return any(each.startswith(SENT) for each in heads) and any(each.startswith(TO) for each in heads)


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
