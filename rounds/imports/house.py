"""Rules of the house on imports: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

CANNOT_GO_ON = HouseRule(
    "an import that cannot go on stops",
    "An import that cannot go on stops there. What has come in stays. Mended, it goes on from there; nothing comes in twice.",
)

RULES = (CANNOT_GO_ON,)
