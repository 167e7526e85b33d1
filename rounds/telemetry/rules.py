"""What a record of usage has to be, what becomes of it, and what to do where it cannot be taken in yet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Self

from rounds.basics.dates import FIRST_YEAR, LAST_YEAR
from rounds.basics.localtime import utc
from rounds.basics.problems import Problem

MOST_WORD = 200

OURS = "rounds"
"""The source whose ids of firms and assets are our own."""

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NO_LETTER = re.compile("[\x00\ud800-\udfff]")
WORDS = ("event", "product", "feature", "media", "item")
"""The columns that say what was done. They and the source stay in files that nobody rewrites, so none may name a person."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One thing that somebody did with the product, as its source tells it.

    source, key: the system that tells, and its id of the event. knows: the source by whose ids `account` and `asset` are known;
    "rounds" where they are ours. user, user_name: by which id the source knows the person, and how they are called. at: aware.
    product, feature, media, item: words of the source, empty where it says none. quantity: how much, where that is counted.
    """

    source: str
    key: str
    knows: str
    account: str
    event: str
    at: datetime
    asset: str = ""
    user: str = ""
    user_name: str = ""
    product: str = ""
    feature: str = ""
    media: str = ""
    item: str = ""
    quantity: float | None = None

    @property
    def digest(self) -> bytes:
        """Give the 16 bytes by which the event is known again; the id itself is not kept, for it may name somebody."""
        return blake2b(f"{self.source}\x00{self.key}".encode("utf-8", "replace"), digest_size=16).digest()

    def as_json(self) -> dict[str, Any]:
        """Give it as it is kept while it waits."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Give it back."""
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


class Fate(StrEnum):
    """What becomes of a record. KNOWN: the same event is here already. APART: kept until what it needs is here."""

    IN = "in"
    KNOWN = "known"
    APART = "apart"
    REFUSED = "refused"


class Lacks(StrEnum):
    """What a record that is kept apart waits for."""

    ACCOUNT = "account"
    ASSET = "asset"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one record, and why where it is not in."""

    fate: Fate
    problem: Problem | None = None


def usage_problem(usage: Usage) -> Problem | None:
    """Say why a record can never come in, whatever else arrives."""
    for name in ("source", "key", "knows", "account", "event"):
        if not getattr(usage, name):
            return Problem("missing", f"It has no {_called(name)}.", "Every record has one.", field=_called(name))
    for name in ("source", "knows", "account", "asset", "user", "user_name", *WORDS):
        if wrong := _word_problem(name, getattr(usage, name)):
            return wrong
    return _moment_problem(usage.at)


def lacking(what: Lacks, usage: Usage) -> Problem:
    """Say what a record waits for, and what to do."""
    if what is Lacks.TIME:
        text = f"Kept apart: it says {utc(usage.at):%Y-%m-%d %H:%M} UTC, which is still to come."
        return Problem("future", text, "Send it again under the same id with the right date; else it comes in then.")
    key = usage.account if what is Lacks.ACCOUNT else usage.asset
    text = f"Kept apart: no {what} is known as “{key[:60]}” in {usage.knows[:60]}."
    return Problem(f"unknown {what}", text, f"Bring the {what} in; the record comes in by itself then.")


def numbered(rows: Sequence[Usage]) -> list[Usage]:
    """Give ids to records whose source has none: what they say, and which of its equals each is. The same file gives the same ids."""
    seen: dict[bytes, int] = {}
    found = []
    for row in rows:
        if not row.key:
            said = "\x00".join(map(str, asdict(row).values())).encode("utf-8", "replace")
            mark = blake2b(said, digest_size=16).digest()
            seen[mark] = seen.get(mark, 0) + 1
            row = replace(row, key=f"row {mark.hex()} {seen[mark]}")
        found.append(row)
    return found


def _moment_problem(at: datetime) -> Problem | None:
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    text = f"It says {at.date()}, when nobody used anything."
    return Problem("no moment", text, "Send the moment at which it happened.", field="at")


def _word_problem(name: str, word: str) -> Problem | None:
    if len(word) > MOST_WORD:
        text = f"Its {_called(name)} has {len(word):,} characters."
        return Problem("too long", text, f"{MOST_WORD} is the most.", field=_called(name))
    if NO_LETTER.search(word):
        return Problem("NUL", f"Its {_called(name)} has a character that cannot be kept.", field=_called(name))
    if name in {"source", *WORDS} and ADDRESS.search(word):
        text = f"Its {_called(name)} has a mail address in it."
        return Problem(
            "personal", text, "Who did it belongs under “user”, where it can be erased.", field=_called(name)
        )
    return None


def _called(name: str) -> str:
    return {"key": "event id", "knows": "account source", "user_name": "user name"}.get(name, name)
