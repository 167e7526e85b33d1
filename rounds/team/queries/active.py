"""The members who are here, by name."""

from rounds.team.models import Member
from rounds.workspaces.current import known


def active_members() -> dict[str, int]:
    """Give the ids of the active members by name, once a transaction."""
    return known("active members", lambda: dict(Member.objects.filter(active=True).values_list("name", "id")))
