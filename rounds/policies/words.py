"""The words that a team may say in its own way: `words: {account: client}` in the head of its manual.

Pages ask here for a word; what does not stand in this register cannot be renamed, and the checker says so.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainValidator

from rounds.basics.text import listed, nearest
from rounds.policies.values import Fault, faulty, unreadable

KNOWN: Mapping[str, str] = {"account": "a customer's firm, in the rail, in headings and where a page speaks of one"}
"""The words that can be renamed, each with where it is said."""

MOST = 40
"""Characters that a word may have."""


def spoken(words: Mapping[str, str], word: str, own: str = "") -> str:
    """Give the team's word for one of ours. own: what the page says where the team has no word of its own."""
    return words.get(word) or own or word


def many(word: str) -> str:
    """Give the plural of a word: firms, agencies, branches."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _read(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise unreadable("Words and what they are called here stand here, as in {account: client}")
    faults = [found for word, called in value.items() if (found := _fault(word, called))]
    if faults:
        raise faulty(faults)
    return {word: " ".join(called.split()) for word, called in value.items()}


def _fault(word: str, called: object) -> Fault | None:
    if word not in KNOWN:
        known = listed([f"“{each}”" for each in KNOWN])
        return Fault(
            f"“{word}” is no word that can be renamed; {known} can", nearest(word, KNOWN), path=(word,), at_key=True
        )
    if not isinstance(called, str) or not called.strip() or len(called) > MOST:
        return Fault(f"What the {word} is called here is one word or a few, of at most {MOST} characters", path=(word,))
    return None


Words = Annotated[dict[str, str], PlainValidator(_read)]
