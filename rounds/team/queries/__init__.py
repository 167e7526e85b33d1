"""Who is here, what they may do, and when they work."""

from rounds.team.queries.active import active_members
from rounds.team.queries.inviting import Asked, Welcome, asked, welcome
from rounds.team.queries.members import (
    Membership,
    Standing,
    is_known,
    limit,
    member_name,
    members_with,
    memberships_of,
    names_of,
    require,
    rights_of,
    roles_of,
    standing_key,
    standing_of,
    told_of,
)
from rounds.team.queries.notices import NoticeRow, notices, unread_count
from rounds.team.queries.people import Colleague, HeldRole, Profile, colleagues, profile, roles_held
from rounds.team.queries.signing_in import SignedIn, signed_in
from rounds.team.queries.times import at_work, duty_of, own_hours, times_of, zone_names, zones

__all__ = [
    "Asked",
    "Colleague",
    "HeldRole",
    "Membership",
    "NoticeRow",
    "Profile",
    "SignedIn",
    "Standing",
    "Welcome",
    "active_members",
    "asked",
    "at_work",
    "colleagues",
    "duty_of",
    "is_known",
    "limit",
    "member_name",
    "members_with",
    "memberships_of",
    "names_of",
    "notices",
    "own_hours",
    "profile",
    "require",
    "rights_of",
    "roles_held",
    "roles_of",
    "signed_in",
    "standing_key",
    "standing_of",
    "times_of",
    "told_of",
    "unread_count",
    "welcome",
    "zone_names",
    "zones",
]
