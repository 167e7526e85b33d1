"""Words that say who wrote a quote, and not at what moment: "On Mon, Dana Whitlock wrote:", "Dana Whitlock schrieb:".

People write such sentences too, and quote something below. So nothing may stand in them but a day, a name and the verb, and more has to
speak for a program: a short day as no sentence has it, or that they stand at the top of the text, or with their quote at its end.
"""

import re
from collections.abc import Callable, Sequence

from rounds.mail.cutting.signatures import is_name
from rounds.mail.cutting.words import DAYS, NO_NAMES, SHORT_DAYS, WROTE

LINES_AT_MOST = 2
ROUND_A_NAME = "*_:：, \t\"'“”„«»()"
BEFORE_A_DAY = r"(?:on|am|le|el|op|il(?:\s+giorno)?|em|na|den|på|i|w\s+dniu|dnia|we?|ve?|a|во?|у)\s+"


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


SHORT_DAY = re.compile(rf"{BEFORE_A_DAY}(?:{_any_of(SHORT_DAYS)})(?:[.,]+|(?!\w))[\s,]*", re.IGNORECASE)
DAY = re.compile(rf"(?:{BEFORE_A_DAY})?(?:{_any_of((*DAYS, *SHORT_DAYS))})(?:[.,]+|(?!\w))[\s,]*", re.IGNORECASE)
VERB = re.compile(
    rf"(?<![^\W\d_])(?:{_any_of(WROTE)})(?!\w)|(?:さんは書きました|のメール|写道|寫道|님이 작성)", re.IGNORECASE
)


def says_who_wrote(lines: Sequence[str], at: int, count: int, said: str, *, quoted: Callable[[str], bool]) -> bool:
    """Say whether these lines name the writer of the quote that follows. said: what stands in them. quoted: says so of a line."""
    if count > LINES_AT_MOST or not said.rstrip().endswith((":", "：")):
        return False
    said = said.lstrip("*_ ")
    short = SHORT_DAY.match(said)
    day = short or DAY.match(said)
    if count > 1 and not day and VERB.sub("", lines[at + count - 1], count=1).strip(ROUND_A_NAME):
        return False  # it is broken between words that belong together, else two sentences stand there
    words = said[day.end() :] if day else said
    name = VERB.sub(" ", words, count=1).strip(ROUND_A_NAME)
    if name == words.strip(ROUND_A_NAME) or not is_name(name) or name.split()[0].lower() in NO_NAMES:
        return False
    return bool(short) or _stands_as_programs_put_it(lines, at, count, quoted)


def _stands_as_programs_put_it(lines: Sequence[str], at: int, count: int, quoted: Callable[[str], bool]) -> bool:
    """Say whether nothing stands above these lines, or nothing but the quote below them."""
    if not any(lines[place].strip() for place in range(at - 1, -1, -1)):
        return True
    below = (lines[place] for place in range(at + count, len(lines)))
    ends = next((line for line in below if line.strip() and not quoted(line)), "")
    return not ends or ends.rstrip() in ("--", "—")
