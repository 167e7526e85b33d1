"""Mutations of the shipped manuals: the same number makes the same one, on any machine.

Half are the slips of fingers and merges, most of which the checker must refuse; half change what a manual means and leave it
a manual, so that many come into force. Values, keys and whole clauses are taken from the manuals themselves, so that each kind and key
that stands in one of them is mutated without being named here.
"""

import random
import re
from pathlib import Path

MANUALS = tuple(sorted((Path(__file__).parent.parent / "manuals").glob("*.md")))

PIECES = (
    "```", "```clause\n", "~~~", "---", ": ", "- ", "{", "}", "[", "]", "'", '"', "\t", "  ", "\n", "\r", "&a ", "*a", "!!int ",
    "? ", "| ", ">", "#", "%", "@", "`", "\\", "🙂", "\u2028", "\x00", "\ufeff", "{text", "{x}", "role: x", "name: y", "on", "<<: ",
    "éß", "\ud7ff", "9" * 40, "[" * 30, "&a [*a]", "!!python/object:os.system x",
)  # fmt: skip

CLAUSE = re.compile(r"^```clause\n.*?^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^( *(?:- )?)([a-z][a-z -]*):[ ]+(\S.*)$", re.MULTILINE)
CLAUSES = tuple(found[0] for path in MANUALS for found in CLAUSE.finditer(path.read_text("utf-8")))
NOT_SHIPPED = (
    ("open tickets each", "3"), ("zone", "Europe/Berlin"), ("offered when", "{open tickets: {at most: 2}}"),
    ("unanswered", "[wait: 2 weeks, then: 6 months]"), ("scale", "{A: all of it, B: much, C: some, D: little, E: none}"),
    ("suggest", "[{grade: E, when: {items submitted: {none within: 90 days}}}]"), ("tips", "{billing export: half an hour with us}"),
    ("proved by", "nameless"), ("sends at most", "30 in 1 minute"), ("answers at once with", "plain"),
    ("second factor", "required"), ("second factor", "optional"), ("until", "first answer"), ("until", "solved"),
    ("given", "by hand"), ("spread", "after the cadence"), ("count", "users"), ("was", "yearly talks"),
    ("in the finding", "{usage: figures}"),
    ("when the customer answers", "drop the date"), ("when the customer answers", "keep the hold"),
    ("leaves as", "text and HTML"), ("leaves as", "text alone"), ("quotes", "the mail it answers"), ("quotes", "nothing"),
    ("of", "sleeping tickets"), ("of", "closed tickets"), ("of", "tickets"), ("of", "accounts"), ("of", "[account, asset]"),
    ("order", "oldest first"), ("order", "newest first"), ("order", "due first"), ("order", "most urgent first"),
    ("shows", "[number, ticket kind, queue, opened, last word, reopens, closed]"),
    ("give to", "whoever runs it"), ("give to", "the queue"), ("then", "open again"),
)  # fmt: skip
"""Keys and words that no shipped manual has, with a value that they may have; a test says when one is missing here, or is none."""
VALUES = (*((line[2], line[3]) for clause in CLAUSES for line in LINE.finditer(clause)), *NOT_SHIPPED)
"""Each key of a clause with a value that it has somewhere."""

SPANS = ("1 working day", "3 days", "2 weeks", "1 month", "1 year", "0 days", "two weeks", "10 dyas", "5 working hours")
WORDS = ("we", "they", "a customer", "the desk", "often", "seldom", "“quoted”", "über", "nobody", "today")


def mutated(number: int) -> str:
    """Give the mutation of this number."""
    pick = random.Random(number)
    text = MANUALS[number % len(MANUALS)].read_text("utf-8")
    edits = (
        (_slip,)
        if number % 2
        else (
            *(_other_span, _other_prose, _other_hours, _swapped_clauses, _without_a_right, _doubled_key),
            *(_other_value, _other_value, _another_key, _without_a_line, _clause_of_another),
        )
    )
    for _ in range(pick.randint(1, 4)):
        text = pick.choice(edits)(text, pick)
    return text


def _slip(text: str, pick: random.Random) -> str:
    """Put something in, cut, double or turn round, anywhere."""
    start = pick.randint(0, len(text))
    end = min(len(text), start + pick.choice([0, 0, 1, 2, 8, 60, 400]))
    piece = text[start:end]
    other = pick.choice([pick.choice(PIECES), pick.choice(PIECES), "", piece * 2, piece[::-1]])
    return text[:start] + other + text[end:]


def _other_span(text: str, pick: random.Random) -> str:
    return text.replace(
        pick.choice(["1 week", "2 weeks", "1 month", "3 working days"]), pick.choice(SPANS), pick.choice([1, -1])
    )


def _other_value(text: str, pick: random.Random) -> str:
    """Give a line of some clause the value that its key has elsewhere, or any key's."""
    if not (lines := _lines(text)):
        return text
    line = pick.choice(lines)
    alike = [value for key, value in VALUES if key == line[2]] if pick.random() < 0.8 else []
    value = pick.choice(alike) if alike else pick.choice(VALUES)[1]
    return text[: line.start(3)] + value + text[line.end(3) :]


def _another_key(text: str, pick: random.Random) -> str:
    """Write a key with a value at the end of some clause, or of what stands inside its last key, wherever it may belong."""
    if not (clauses := list(CLAUSE.finditer(text))):
        return text
    end = pick.choice(clauses).end() - 3
    return written_at(text, end, *pick.choice(VALUES), within=pick.choice(["", "  "]))


def written_at(text: str, end: int, key: str, value: str, *, within: str = "") -> str:
    """Write a line where a clause ends. within: how far it is indented."""
    return f"{text[:end]}{within}{key}: {value}\n{text[end:]}"


def _without_a_line(text: str, pick: random.Random) -> str:
    """Leave a line of some clause out."""
    if not (lines := _lines(text)):
        return text
    line = pick.choice(lines)
    return text[: line.start()] + text[line.end() + 1 :]


def _clause_of_another(text: str, pick: random.Random) -> str:
    """Add a clause that stands in a manual, this one or another, in front of a block."""
    blocks = text.split("\n\n")
    there = pick.randrange(1, len(blocks) + 1)
    return "\n\n".join([*blocks[:there], pick.choice(CLAUSES), *blocks[there:]])


def _lines(text: str) -> list[re.Match[str]]:
    """Find every line of a clause that has a key and a value."""
    return [
        line for clause in CLAUSE.finditer(text) for line in LINE.finditer(text, clause.start() + 10, clause.end() - 3)
    ]


def _other_prose(text: str, pick: random.Random) -> str:
    """Change a word where people read."""
    lines = text.split("\n")
    at = pick.randrange(len(lines))
    words = lines[at].split(" ")
    words[pick.randrange(len(words))] = pick.choice(WORDS)
    return "\n".join([*lines[:at], " ".join(words), *lines[at + 1 :]])


def _other_hours(text: str, pick: random.Random) -> str:
    return text.replace(
        "Mon-Fri 8:00-12:00", pick.choice(["Mon-Sat 7:30-12:00", "Tue 9:00-9:00", "8-12", "Mon 8:00 to 12:00"])
    )


def _swapped_clauses(text: str, pick: random.Random) -> str:
    """Move one block in front of another."""
    blocks = text.split("\n\n")
    here, there = pick.randrange(len(blocks)), pick.randrange(len(blocks))
    blocks[here], blocks[there] = blocks[there], blocks[here]
    return "\n\n".join(blocks)


def _without_a_right(text: str, pick: random.Random) -> str:
    return text.replace(
        pick.choice(["  - see the outbox\n", "write notes, ", ", set dates", "  - adopt the manual\n"]), "\n", 1
    )


def _doubled_key(text: str, pick: random.Random) -> str:
    """Write a line twice, as a merge does."""
    lines = text.split("\n")
    at = pick.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])
