"""What each line of a text is: its writer's own, a quote, the line that says whose, a signature, a mail that stands below whole."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from rounds.mail.cutting.signatures import ends_signature, without_delimiter
from rounds.mail.cutting.undated import says_who_wrote
from rounds.mail.cutting.words import DEVICE, FORWARDED, FROM, MOMENT, ORIGINAL, SENT, TO, WROTE


class Mark(StrEnum):
    """OWN: written by whoever sends it. SAID: says who wrote the quote. BELOW: of a mail that stands below whole."""

    OWN = "own"
    SAID = "said"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    BELOW = "below"
    FORWARD = "forward"


QUOTE = re.compile(r"\s{0,3}(?:[A-Za-z]{1,3}>|>|&gt;)")
BAR = re.compile(r"\s{0,3}\|")
DATED_NAME = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d:\d\d\s+\S.{0,120}\Z")
"""How Gmail says who wrote, where a program after it has left out the verb."""

BLANKS = " \t\r\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\xa0\f\v"
"""What nobody sees at the ends of a line, the marks of writing from right to left among it."""

GROUPWISE = re.compile(r">>> [^>\n]{1,120}(?:<[^<>\s]{3,120}>)?[^>\n]{0,60} >>>\s*\Z")
"""How GroupWise says who wrote what stands below, to the end and without marks."""

SAID_AT_MOST = 4
"""Lines over which a program breaks the words that say who wrote."""

LETTERS_AT_MOST = 500
EDGES = "-_=*~—– \t"
SAID_EDGES = EDGES + ">|:： "
FIRST_FIELD = re.compile(r"[>*_|\s]*([^:：*_]{1,25}?)[*_\s]*[:：]")
ADDRESS = re.compile(r"[^\s<>@\"]+@[^\s<>@\"]+")
WROTE_END = tuple(sorted(WROTE, key=len, reverse=True))
WROTE_INSIDE = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in WROTE_END), re.IGNORECASE)


def marks(lines: Sequence[str], writer: frozenset[str] = frozenset()) -> list[Mark]:
    """Say of each line what it is. writer: the words that whoever wrote it may sign with; none where nobody knows them."""
    found: list[Mark] = []
    while len(found) < len(lines):
        count, mark = _next(lines, len(found))
        found += [mark] * count
    signed = _signed(lines, _devices_at_ends(lines, found))
    return without_delimiter(lines, signed, own=Mark.OWN, signature=Mark.SIGNATURE, writer=writer)


def _devices_at_ends(lines: Sequence[str], found: list[Mark]) -> list[Mark]:
    """Leave the line of a telephone marked only where a paragraph ends with it: inside one it is a sentence of its writer."""
    for at in range(len(lines) - 2, -1, -1):
        inside = lines[at + 1].strip() and found[at + 1] is Mark.OWN
        if found[at] is Mark.SIGNATURE and inside:
            found[at] = Mark.OWN
    return found


def _signed(lines: Sequence[str], found: list[Mark]) -> list[Mark]:
    """Mark signatures below their delimiters, each to the next line that is not its writer's own."""
    own_begins = next((at for at, line in enumerate(lines) if line.strip()), 0)
    ends: list[int] = [len(lines)] * len(lines)
    for at in range(len(lines) - 2, -1, -1):
        ends[at] = ends[at + 1] if found[at + 1] is Mark.OWN else at + 1
    at = 0
    while at < len(lines):
        if found[at] is Mark.OWN and at > own_begins and ends_signature(lines, at, ends[at]):
            found[at : ends[at]] = [Mark.SIGNATURE] * (ends[at] - at)
            at = ends[at]
        at += 1
    return found


def bare_quotes_marked(lines: Sequence[str], found: list[Mark]) -> list[Mark]:
    """Mark what stands behind words that say who wrote it, where no quote marks follow: so old programs quote, to the end.

    At the top of a text these words stand over an answer that somebody wrote into the quote: that stays theirs.
    """
    own = next((at for at, mark in enumerate(found) if mark is Mark.OWN and lines[at].strip()), len(lines))
    for at, mark in enumerate(found):
        if mark is Mark.SAID and at > own and _is_bare(lines, found, at):
            return [*found[:at], *[Mark.BELOW] * (len(lines) - at)]
    return found


def _is_bare(lines: Sequence[str], found: Sequence[Mark], at: int) -> bool:
    after = next(
        (place for place in range(at + 1, len(lines)) if lines[place].strip() and found[place] is not Mark.SAID), None
    )
    return after is not None and found[after] is not Mark.QUOTED


def _next(lines: Sequence[str], at: int) -> tuple[int, Mark]:
    """Say how many lines from here belong together, and what they are."""
    line = lines[at]
    if not line.strip():
        return 1, Mark.OWN
    if below := begins_below(lines, at):
        return len(lines) - at, below
    if count := _said(lines, at):
        return count, Mark.SAID
    if is_quoted(line):
        return _quoted(lines, at), Mark.QUOTED
    if DEVICE.match(line[:120]):
        return 1, Mark.SIGNATURE
    return 1, Mark.OWN


def is_quoted(line: str) -> bool:
    return bool(QUOTE.match(line))


def _quoted(lines: Sequence[str], at: int) -> int:
    """Count the quoted lines from here, empty ones between them included."""
    end = last = at
    bars = BAR.match(lines[at]) is not None
    while end < len(lines) and (is_quoted(lines[end]) or (bars and BAR.match(lines[end])) or not lines[end].strip()):
        end += 1
        last = end if lines[end - 1].strip() else last
    return max(last - at, 1)


def _said(lines: Sequence[str], at: int) -> int:
    """Count the lines that say who wrote what follows; 0 where none does.

    Prose may say "On Monday he wrote:" too. So a moment or an address has to stand in it, and a quote after it, or both and a verb.
    """
    if DATED_NAME.match(lines[at]):
        return 1
    said = ""
    for count in range(1, SAID_AT_MOST + 1):
        if (
            at + count > len(lines)
            or not (line := lines[at + count - 1].strip(BLANKS))
            or (count > 1 and is_quoted(line) != is_quoted(lines[at]))
        ):
            return 0
        said = f"{said} {line}".strip()
        if len(said) > LETTERS_AT_MOST or (count == 1 and is_quoted(line) and _depth(line) > 1):
            return 0
        bare = said.lower().rstrip(SAID_EDGES)
        if line.endswith((":", "：", ">")) or bare.endswith(WROTE_END):
            if _fits(lines, at, count, said, bare):
                return 0 if _begins_later(lines, at, count) else count
            if line.endswith((":", "：")):
                return 0
    return 0


def _begins_later(lines: Sequence[str], at: int, count: int) -> bool:
    """Say whether the words that say who wrote begin on a line behind the first, which is then prose."""
    later = [" ".join(lines[start : at + count]) for start in range(at + 1, at + count)]
    return any(MOMENT.search(said) and WROTE_INSIDE.search(said) and _dated_start(said) for said in later)


def _fits(lines: Sequence[str], at: int, count: int, said: str, bare: str) -> bool:
    moment, address = bool(MOMENT.search(said)), bool(ADDRESS.search(said))
    verb = bare.endswith(WROTE_END) or (said.endswith((":", "：", ">", "-")) and bool(WROTE_INSIDE.search(said)))
    if is_quoted(lines[at]):
        return count <= 3 and verb and moment and address and _depth(lines[at]) == 1 and not _own_above(lines, at)
    follows = _quote_follows(lines, at + count)
    if verb and (moment or address) and (follows or address):
        return True
    if verb and moment:
        return said.rstrip(" \t").endswith((":", "：", "-")) and _dated_start(said)
    if follows and moment and address:
        return said.endswith((":", "：", ">"))
    return follows and says_who_wrote(lines, at, count, said, quoted=is_quoted)


def _own_above(lines: Sequence[str], at: int) -> bool:
    """Say whether the quote that this line stands in has begun above it."""
    return at > 0 and is_quoted(lines[at - 1])


DATED = re.compile(r"\W*(?:on|am|le|el|op|il|em|den|på|dnia|w dniu|dne|\d|\w{2,12}[.,])[^\n]{0,20}\d", re.IGNORECASE)


def _dated_start(said: str) -> bool:
    """Say whether these words begin with a day, as programs do: "On 28 Jan 2016, at 19:04, Some One wrote:"."""
    return bool(DATED.match(said)) and len(re.findall(r"\d+", said)) >= 3


def _depth(line: str) -> int:
    return line.replace(" ", "")[:10].count(">")


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    after = next((place for place in range(at, min(at + 4, len(lines))) if lines[place].strip()), None)
    return after is not None and (is_quoted(lines[after]) or bool(BAR.match(lines[after])))


def begins_below(lines: Sequence[str], at: int) -> Mark | None:
    """Say whether a mail stands below whole, as Outlook puts it, or forwarded: a rule, or its fields."""
    if GROUPWISE.match(lines[at][:400]) and MOMENT.search(lines[at]) and not _quote_follows(lines, at + 1):
        return Mark.BELOW
    line = lines[at].strip().lstrip("> ").strip()
    word = line.strip(EDGES + ":").lower()
    ruled = line[:2].strip("-_=*~—") == "" and len(line) > len(word) + 2
    if word.startswith(FORWARDED) and (ruled or line.endswith(":")) and len(word) < 60:
        return Mark.FORWARD if _fields_near(lines, at + 1) or ruled else None
    if word in ORIGINAL and (ruled or (line.endswith(":") and _fields_near(lines, at + 1))):
        return Mark.BELOW
    if len(line) > 4 and not line.strip("-_=*—"):
        after = next((place for place in range(at + 1, min(at + 4, len(lines))) if lines[place].strip()), None)
        return Mark.BELOW if after is not None and _has_fields(lines, after) else None
    return Mark.BELOW if _has_fields(lines, at) else None


def _fields_near(lines: Sequence[str], at: int) -> bool:
    return any(_field(lines[place]) in FROM for place in range(at, min(at + 5, len(lines))))


def _has_fields(lines: Sequence[str], at: int) -> bool:
    """Say whether the fields of a mail stand here: who from, and two more of when, whom and what."""
    if _field(lines[at]) not in FROM:
        return False
    near = [_field(lines[place]) for place in range(at + 1, min(at + 9, len(lines)))]
    when, whom = sum(name in SENT for name in near), sum(name in TO for name in near)
    return when > 0 and whom > 0


def _field(line: str) -> str:
    found = FIRST_FIELD.match(line[:120])
    return found[1].strip().lower() if found else ""


def fields_of_forward(lines: Sequence[str], at: int) -> Iterator[int]:
    """Give the places of the lines that stand above a forwarded mail: its rule, its fields with their broken lines."""
    yield at
    place, begun = at + 1, False
    while place < len(lines):
        is_field = bool(_field(lines[place])) and _field(lines[place]) in (*FROM, *SENT, *TO)
        if begun and not lines[place].strip():
            return
        if lines[place].strip() and not (is_field or begun):
            return
        begun = begun or is_field
        yield place
        place += 1
