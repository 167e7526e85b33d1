"""Rules of the house on accounts: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

KNOWN_BY_MAIL = HouseRule(
    "who writes is known",
    "Whoever writes us a mail, or gets a copy of one, becomes a contact of no firm, once for each address.",
    steps=("accounts.contact added",),
)

RULES = (KNOWN_BY_MAIL,)
