"""What the program can do since the manual in force was written, and no role of it may: a room must not be lost in silence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.team.permissions import ACTS, CAME_LATER
from rounds.team.rules import NEVER_WITHOUT, Role


@dataclass(frozen=True, slots=True)
class NewActs:
    """Acts that are new since the manual in force. roles: role → those that it is offered, in the order of the manual."""

    acts: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]


def new_acts() -> NewActs | None:
    """Give what no role may because its manual is older than the act; None where there is nothing. Raises Refused without a manual."""
    version, roles = book().version, book().all(Role)
    known = Manual.objects.values_list("acts", flat=True).get(version=version)
    lacking = _lacking(known, roles)
    if not lacking:
        return None
    offered = {role.name: tuple(act for act in lacking if _fits(act, role, roles)) for role in roles}
    return NewActs(lacking, {name: acts for name, acts in offered.items() if acts})


def _lacking(known: Collection[str] | None, roles: Collection[Role]) -> tuple[str, ...]:
    """List the acts that are newer than the manual, and that none of its roles has.

    known: the acts that there were when it was adopted; None for one from before that was kept.
    """
    since = ACTS - set(known) if known is not None else frozenset(CAME_LATER)
    held = {str(act) for role in roles for act in role.may}
    return tuple(sorted(since - held))


def _fits(act: str, role: Role, roles: Collection[Role]) -> bool:
    """Say whether a role is offered an act: whoever may do what it stands beside, else whoever adopts the manual."""
    beside = CAME_LATER.get(act, "")
    if any(beside in each.may for each in roles):
        return beside in role.may
    return NEVER_WITHOUT[-1] in role.may
