"""What cannot be read of a call, in our words: which field, what is wrong with it, and what helps."""

from collections.abc import Callable, Mapping
from typing import Any

from rounds.api.shapes.base import ROOT
from rounds.basics.problems import Problem

type Said = tuple[str, str]
"""What is wrong, and what helps."""

LOOK = f"{ROOT}/openapi.json says what may stand here."
_NO_WHOLE: Said = ("This is no whole number.", "Send one, such as 7.")
_NO_NUMBER: Said = ("This is no number.", "Send one, such as 1.5, without quotes.")
_NEITHER: Said = ("This is neither true nor false.", "Send true or false, without quotes.")
_NO_OBJECT: Said = ("This is no object.", "Send names with their values, in braces.")

PLAIN: Mapping[str, Said] = {
    "string_type": ("This is no text.", "Send a text, in quotes."),
    "int_type": _NO_WHOLE,
    "int_parsing": _NO_WHOLE,
    "int_from_float": _NO_WHOLE,
    "float_type": _NO_NUMBER,
    "float_parsing": _NO_NUMBER,
    "bool_type": _NEITHER,
    "bool_parsing": _NEITHER,
    "list_type": ("This is no list.", "Send a list, in brackets, of one too."),
    "dict_type": _NO_OBJECT,
    "model_type": _NO_OBJECT,
    "model_attributes_type": _NO_OBJECT,
}
"""By the kind of an error, as pydantic names it, where nothing else has to be said."""


def _none_of(found: Mapping[str, Any]) -> Said:
    return "This is none of the words that may stand here.", f"Send {_quoted(found['expected'])}."


WITH: Mapping[str, Callable[[Mapping[str, Any]], Said]] = {
    "literal_error": _none_of,
    "enum": _none_of,
    "string_too_long": lambda found: (f"This has more than {found['max_length']:,} characters.", "Make it shorter."),
    "string_too_short": lambda found: (f"This has fewer characters than {found['min_length']:,}.", "Write more."),
    "too_long": lambda found: (f"These are more than {found['max_length']:,}.", "Send fewer at once."),
    "too_short": lambda found: (f"These are fewer than {found['min_length']:,}.", "Send more."),
    "greater_than_equal": lambda found: (f"This is less than {found['ge']}.", f"Send {found['ge']} or more."),
    "less_than_equal": lambda found: (f"This is more than {found['le']}.", f"Send {found['le']} or less."),
    "string_pattern_mismatch": lambda found: (
        "This is not written as it has to be.",
        f"It has to match {found['pattern']}",
    ),
}
"""By the kind of an error, where its own figures belong in the words."""


def problem_of(error: Mapping[str, Any]) -> Problem:
    """Say what is wrong with one field. error: as pydantic lists it."""
    place = [str(part) for part in error["loc"]]
    text, fix = _said(error, place[-1] if place else "")
    return Problem("unreadable", text, fix, field=".".join(place[-2:]) or None)


def _said(error: Mapping[str, Any], name: str) -> Said:
    kind = error["type"]
    if kind == "missing":
        return f"“{name}” is missing.", f"Send “{name}” too."
    if kind == "extra_forbidden":
        return f"“{name[:60]}” means nothing here.", f"Leave it out. {LOOK}"
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in WITH:
        return WITH[kind](error["ctx"])
    what, such, example = error["msg"].removeprefix("Value error, ").partition(", such as ")
    return f"{what[:1].upper()}{what[1:]}.", f"Write it as in {example}." if such else LOOK


def _quoted(words: str) -> str:
    """Give words with our quotes: 'new' or 'open' becomes “new” or “open”."""
    parts = words.split("'")
    return "".join(f"“{part}”" if place % 2 else part for place, part in enumerate(parts))
