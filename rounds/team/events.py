"""What the team's room records."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """A person became a member of the workspace."""

    kind: ClassVar[str] = "team.member joined"
    subject_kind: ClassVar[str] = "member"
    member: int
    roles: list[str]

    def sentence(self, names: Names) -> str:
        return f"added {names.member(self.member)} as {', '.join(self.roles) or 'a member without a role'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Event):
    """A member's roles were set anew."""

    kind: ClassVar[str] = "team.roles changed"
    subject_kind: ClassVar[str] = "member"
    member: int
    before: list[str]
    after: list[str]

    def sentence(self, names: Names) -> str:
        return f"made {names.member(self.member)} {', '.join(self.after) or 'a member without a role'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """A member can no longer sign in here."""

    kind: ClassVar[str] = "team.member left"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"took {names.member(self.member)} off the team"


EVENTS = (MemberJoined, RolesChanged, MemberLeft)
