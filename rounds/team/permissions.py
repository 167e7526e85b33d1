"""The one table of permission: every act that anybody can do, and who may do it.

The acts stand here; which role may do them stands in the manual's `role` clauses. A door never asks a role by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rounds.basics.problems import NotAllowed, Problem
from rounds.policies.book import Book
from rounds.team.rules import Role
from rounds.timeline.rules import Actor, ActorKind

ACTS: frozenset[str] = frozenset(
    {
        "read the desk",
        "open tickets",
        "answer customers",
        "write notes",
        "assign tickets",
        "close tickets",
        "set dates",
        "set priorities",
        "hold tickets",
        "link tickets",
        "merge tickets",
        "share views",
        "read accounts",
        "look after accounts",
        "import data",
        "read the manual",
        "adopt the manual",
        "see the outbox",
        "settle the outbox",
        "see quarantine",
        "settle quarantine",
        "see reports",
        "do check-ins",
        "keep own hours",
        "manage people",
        "make API tokens",
    }
)

CAME_LATER: Mapping[str, str] = {
    "look after accounts": "open tickets",
    "import data": "adopt the manual",
    "keep own hours": "read the desk",
    "set priorities": "answer customers",
    "hold tickets": "set dates",
    "link tickets": "answer customers",
    "make API tokens": "settle the outbox",
    "merge tickets": "answer customers",
    "share views": "assign tickets",
    "see reports": "settle the outbox",
    "do check-ins": "answer customers",
}
"""Acts that the first manuals could not know, each with the older one whose holders are offered it. A new act enters here too."""


ON_TICKETS = frozenset(
    {
        "answer customers",
        "write notes",
        "assign tickets",
        "close tickets",
        "set dates",
        "set priorities",
        "hold tickets",
        "link tickets",
        "merge tickets",
        "share views",
        "do check-ins",
    }
)
"""Acts on what stands on the desk: whoever may not read it may do none of them, for their pages and answers show it."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What one member may do, by the manual in force."""

    member_id: int
    acts: frozenset[str]

    def may(self, act: str) -> bool:
        return all(each in self.acts for each in needed(act))


def needed(act: str) -> tuple[str, ...]:
    """List the rights that an act asks for: its own, and where it is done on the desk, that to read it."""
    return (act, "read the desk") if act in ON_TICKETS else (act,)


def acts_of(roles: list[str], book: Book) -> frozenset[str]:
    """Collect what the holder of these roles may do. A role that the manual no longer has gives nothing."""
    held = (book.find(Role, name) for name in roles)
    return frozenset[str]().union(*(role.may for role in held if role))


def refusal(act: str, book: Book) -> Problem:
    """Say why an act is not allowed, and who may do it."""
    able = [role.name for role in book.all(Role) if act in role.may]
    return Problem(
        code="not allowed",
        text=f"You may not {act}.",
        fix=f"Whoever is {' or '.join(able)} may." if able else "No role of the manual may.",
    )


def allow(actor: Actor, act: str, *, acts: frozenset[str], book: Book) -> None:
    """Refuse a member without the right. Clauses, connectors and Rounds itself act for the manual and may.

    Raises NotAllowed; ValueError for an act that does not stand in ACTS.
    """
    if act not in ACTS:
        raise ValueError(f"“{act}” does not stand in the table of permission")
    if actor.kind is ActorKind.CONTACT:
        raise NotAllowed([Problem("not allowed", f"A customer cannot {act}.")])
    if actor.kind is ActorKind.MEMBER and (missing := [each for each in needed(act) if each not in acts]):
        raise NotAllowed([refusal(each, book) for each in missing])
