"""Who is here, what they may do, and when they work."""

from rounds.team.queries.members import (
    Membership,
    Standing,
    is_known,
    member_name,
    members_with,
    memberships_of,
    names_of,
    require,
    rights_of,
    roles_of,
    standing_key,
    standing_of,
)
from rounds.team.queries.times import at_work, duty_of, own_hours, times_of, zones

__all__ = [
    "Membership",
    "Standing",
    "at_work",
    "duty_of",
    "is_known",
    "member_name",
    "members_with",
    "memberships_of",
    "names_of",
    "own_hours",
    "require",
    "rights_of",
    "roles_of",
    "standing_key",
    "standing_of",
    "times_of",
    "zones",
]
