"""Rules of the house on targets: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

CAUGHT_UP = HouseRule(
    "a new promise holds for what is there",
    "Where a manual with other targets comes into force, the tickets that are there are judged by them too, from each one's own beginning.",
    before=("targets.caught up",),
)

RULES = (CAUGHT_UP,)
