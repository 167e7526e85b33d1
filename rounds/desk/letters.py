"""The text of a mail with fields in braces: which fields there are, and how they are filled in."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from rounds.basics.text import nearest
from rounds.policies.values import scalar, unreadable

FIELDS = (
    "text",
    "subject",
    "ticket number",
    "contact first name",
    "account",
    "member first name",
    "member name",
    "team",
)

_BRACES = re.compile(r"\{([^{}\n]*)\}")


def known_fields(text: str) -> str:
    """Refuse a text with a field that nobody can fill in, at the place where it stands."""
    for found in _BRACES.finditer(text):
        if found[1] not in FIELDS:
            near = nearest(found[1], FIELDS)
            raise unreadable(
                f"A mail knows no field “{found[0]}”",
                nearest_word=near and f"{{{near}}}",
                offset=found.start(),
                written=found[0],
            )
    return text


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put the facts where their fields stand, once: braces inside a fact stay as they are.

    facts: field → text. Raises KeyError for a field without its fact.
    """
    return _BRACES.sub(lambda found: facts[found[1]], text)


def fill_line(text: str, facts: Mapping[str, str]) -> str:
    """Fill in a text that has to stay one line, as a mail's subject must."""
    return " ".join(fill(text, facts).split())


Letter = Annotated[str, BeforeValidator(scalar), AfterValidator(known_fields)]
