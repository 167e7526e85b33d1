"""The front matter: what the manual is called, on whose clock it runs, and the team's own words."""

from typing import Annotated

import holidays
from pydantic import AfterValidator

from rounds.policies.rules import Keys
from rounds.policies.values import Names, Text, Zone, unreadable

COUNTRIES = frozenset(holidays.list_supported_countries())


def _known_countries(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a country whose holidays nobody knows."""
    for code in codes:
        if code not in COUNTRIES:
            reason = f"There are no holidays for “{code}”; a country is written in two letters, as in US or DE"
            raise unreadable(reason, nearest_word=code.upper() if code.upper() in COUNTRIES else None)
    return codes


class Words(Keys):
    """Words of the page that a team may replace by its own."""

    account: Text | None = None
    accounts: Text | None = None


class Front(Keys):
    """What stands between the dashes at the head of a manual."""

    manual: Text
    zone: Zone
    holidays: Annotated[Names, AfterValidator(_known_countries)] = ()
    words: Words = Words()
