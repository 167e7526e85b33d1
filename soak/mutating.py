"""Mutations of the shipped manuals: the same number makes the same one, on any machine.

Half are the slips of fingers and merges, most of which the checker must refuse; half change what a manual means and leave it
a manual, so that many come into force.
"""

import random
from pathlib import Path

MANUALS = tuple(sorted((Path(__file__).parent.parent / "manuals").glob("*.md")))

PIECES = (
    "```", "```clause\n", "~~~", "---", ": ", "- ", "{", "}", "[", "]", "'", '"', "\t", "  ", "\n", "\r", "&a ", "*a", "!!int ",
    "? ", "| ", ">", "#", "%", "@", "`", "\\", "🙂", "\u2028", "\x00", "\ufeff", "{text", "{x}", "role: x", "name: y", "on", "<<: ",
    "éß", "\ud7ff", "9" * 40, "[" * 30, "&a [*a]", "!!python/object:os.system x",
)  # fmt: skip

SPANS = ("1 working day", "3 days", "2 weeks", "1 month", "1 year", "0 days", "two weeks", "10 dyas", "5 working hours")
WORDS = ("we", "they", "a customer", "the desk", "often", "seldom", "“quoted”", "über", "nobody", "today")


def mutated(number: int) -> str:
    """Give the mutation of this number."""
    pick = random.Random(number)
    text = MANUALS[number % len(MANUALS)].read_text("utf-8")
    edits = (
        (_slip,)
        if number % 2
        else (_other_span, _other_prose, _other_hours, _swapped_clauses, _without_a_right, _doubled_key)
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
