"""Rules of the house on usage: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

WAITED = HouseRule(
    "usage waits for what it names",
    "Records of usage that name a firm or an asset that nobody knows, or a moment to come, wait. They count as soon as that is here.",
    before=("telemetry.usage came in",),
)

RULES = (WAITED,)
