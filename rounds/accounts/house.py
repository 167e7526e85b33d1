"""Rules of the house on accounts: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

KNOWN_BY_MAIL = HouseRule(
    "who writes is known",
    "Whoever writes us a mail, or gets a copy of one, becomes a contact of no firm, once for each address.",
    steps=("accounts.contact added",),
)

CANNOT_BE_ERASED = HouseRule(
    "somebody is erased whole or not at all",
    "Where something stands in the way of erasing somebody, nothing of theirs is gone, and their page says what it is. Once that is "
    "settled, whoever may asks for it again.",
)

RULES = (CANNOT_BE_ERASED, KNOWN_BY_MAIL)
