"""Rules of the house on the team: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

SIGNED_OFF = HouseRule(
    "a forgotten sign-off ends with the hours",
    "Whoever is available and does not sign off is signed off at the end of that day's official hours, and is given no more work.",
    before=("team.signed off",),
)

INVITED = HouseRule(
    "who is invited joins by their own act",
    "Whoever was invited and shows their link is a member from then on, in the roles that the invitation names and the manual still has.",
)

RULES = (SIGNED_OFF, INVITED)
