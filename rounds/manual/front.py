"""The front matter: what the manual is called, on whose clock it runs, and which days are free."""

from typing import Annotated

import holidays
from pydantic import BeforeValidator

from rounds.policies.rules import Keys
from rounds.policies.values import ListOrOne, Text, Zone, scalar, unreadable
from rounds.policies.words import Words

COUNTRIES = frozenset(holidays.list_supported_countries())


def _country(code: object) -> str:
    """Refuse a country whose holidays nobody knows."""
    text = scalar(code)
    if text not in COUNTRIES:
        reason = f"There are no holidays for “{text}”; a country is written in two letters, as in US or DE"
        raise unreadable(reason, nearest_word=text.upper() if text.upper() in COUNTRIES else None)
    return text


Country = Annotated[str, BeforeValidator(_country)]
Countries = Annotated[tuple[Country, ...], ListOrOne]


class Front(Keys):
    """What stands between the dashes at the head of a manual."""

    manual: Text
    zone: Zone
    holidays: Countries = ()
    words: Words | None = None
