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
    ("stand-in", "lead"), ("second factor", "required"), ("given", "in turn"), ("open tickets each", "3"), ("if nobody fits", "tell lead"),
    ("zone", "Europe/Berlin"), ("until", "answered"), ("offered when", "{state: open}"),
    ("every", "1 year"), ("spread", "evenly"), ("starts with", "{send: plain}"), ("unanswered", "[wait: 2 weeks, then: next cadence]"),
    ("note needs", "[contact, usage]"), ("grades", "firm grades"), ("training wish", "{open a ticket: question}"),
    ("count", "users"), ("ticket kind", "question"), ("scale", "{A: all of it, E: none of it}"), ("in the title", "{E: not using}"),
    ("leaves as", "text alone"),
    ("quotes", "nothing"), ("proved by", "nameless"), ("sends at most", "30 in 1 minute"), ("answers at once with", "plain"),
    ("evidence", "firm evidence"), ("suggest", "[{grade: E, when: {items: {none within: 90 days}}}]"),
    ("if they differ", "{for: 2 weeks, tell: lead}"), ("figures", "[items, past due]"), ("by month", "items"), ("by media kind", "items"),
    ("users", "{quiet after: 60 days}"), ("features", "{had from: opened, gone with: closed, wanted with: wished for}"),
    ("assets", "[terrestrial station, internet station]"), ("integrations", "{on: switched on, off: switched off}"),
    ("drafts", "{begun: draft begun, ended: [item submitted]}"), ("earlier tickets", "3 years"),
    ("tips", "{billing export: half an hour with us}"),
)  # fmt: skip
"""Keys that no shipped manual has; a test says when one is missing here."""
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
    """Write a key with a value at the end of some clause, wherever it may belong."""
    if not (clauses := list(CLAUSE.finditer(text))):
        return text
    end = pick.choice(clauses).end() - 3
    return f"{text[:end]}{': '.join(pick.choice(VALUES))}\n{text[end:]}"


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
