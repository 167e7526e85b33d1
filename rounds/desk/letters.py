"""The text of a mail with fields in braces: which fields there are, and how they are filled in."""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from rounds.basics.text import nearest
from rounds.policies.values import Fault, faulty, scalar

GOING_WELL, NOT_USED, TRAINING, QUIET = "what goes well", "what is not used", "training", "quiet users"
OF_EVIDENCE = (GOING_WELL, NOT_USED, TRAINING, QUIET)
"""Fields of a letter to a firm that is checked in with: what is known of it."""

FIELDS: Mapping[str, str] = {
    "text": "what whoever answers has typed; the template of an answer has to have it",
    "subject": "the ticket's subject, without what a grade says in it to the team",
    "ticket number": "the ticket's number",
    "contact first name": "the first name of whom the mail goes to",
    "account": "the firm that the ticket belongs to",
    "member first name": "the first name of whoever writes",
    "member name": "their whole name",
    "team": "the name of the workspace",
    GOING_WELL: "what the firm uses a lot; only in a letter that a programme with `evidence` sends",
    NOT_USED: "what it has and does not use; there too",
    TRAINING: "how one learns what is not used, by the `tips` of `evidence`; there too",
    QUIET: "who has not been seen for as long as `users` of `evidence` says, the first ones by name; there too",
}
"""Each field, with what is filled in for it."""

MOST_FAULTS = 50
"""So many unknown fields of one mail are told at once."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")


def known_fields(text: str) -> str:
    """Refuse a text with fields that nobody can fill in, each at the place where it stands."""
    unknown = (_fault(found) for found in _BRACES.finditer(text) if found[1] not in FIELDS)
    if faults := list(islice(unknown, MOST_FAULTS)):
        raise faulty(faults)
    return text


def _fault(found: re.Match[str]) -> Fault:
    near = nearest(found[1], FIELDS)
    return Fault(f"A mail knows no field “{found[0]}”", near and f"{{{near}}}", offset=found.start(), written=found[0])


def fields_in(text: str) -> frozenset[str]:
    """List the fields that a text has."""
    return frozenset(found[1] for found in _BRACES.finditer(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put the facts where their fields stand, once: braces inside a fact stay as they are.

    facts: field → text. Raises KeyError for a field without its fact.
    """
    return _BRACES.sub(lambda found: facts[found[1]], text)


def with_something_to_say(text: str, facts: Mapping[str, str]) -> str:
    """Leave out the paragraphs that name what is known of a firm where there is nothing to say: their introduction too."""
    paragraphs = re.split(r"(\n[ \t]*\n\s*)", text)
    empty = {field for field in OF_EVIDENCE if not facts.get(field, "").strip()}
    kept = ["" if fields_in(each) & empty else each for each in paragraphs]
    return "".join(kept)


def fill_line(text: str, facts: Mapping[str, str]) -> str:
    """Fill in a text that has to stay one line, as a mail's subject must."""
    return " ".join(fill(text, facts).split())


Letter = Annotated[str, BeforeValidator(scalar), AfterValidator(known_fields)]
