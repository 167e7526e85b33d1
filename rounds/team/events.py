"""What the team's room records."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.basics.text import counted
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
class MemberRenamed(Event):
    """A member got another name; which one stands in their row alone."""

    kind: ClassVar[str] = "team.member renamed"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"changed the name of {names.member(self.member)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """A member can no longer sign in here."""

    kind: ClassVar[str] = "team.member left"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"took {names.member(self.member)} off the team"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSet(Event):
    """A member's official hours were set. windows: as they are written."""

    kind: ClassVar[str] = "team.hours set"
    subject_kind: ClassVar[str] = "member"
    member: int
    zone: str
    windows: list[str]

    def sentence(self, names: Names) -> str:
        return f"set the hours of {names.member(self.member)}: {', '.join(self.windows)} in {self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursConfirmed(Event):
    """A member looked at their own hours and said that they are right."""

    kind: ClassVar[str] = "team.hours confirmed"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "said that their hours are right"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayTaken(Event):
    """A member will not work on these days, the last one included. Dates as 2026-12-24."""

    kind: ClassVar[str] = "team.away"
    subject_kind: ClassVar[str] = "member"
    member: int
    first_on: str
    last_on: str

    def sentence(self, names: Names) -> str:
        return f"set {names.member(self.member)} away from {self.first_on} to {self.last_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayGivenUp(Event):
    """A member works on these days after all."""

    kind: ClassVar[str] = "team.away given up"
    subject_kind: ClassVar[str] = "member"
    member: int
    first_on: str
    last_on: str

    def sentence(self, names: Names) -> str:
        return f"took back that {names.member(self.member)} is away from {self.first_on} to {self.last_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameAvailable(Event):
    """A member can be given work. until_at: when that ends by itself."""

    kind: ClassVar[str] = "team.became available"
    subject_kind: ClassVar[str] = "member"
    member: int
    until_at: datetime

    def sentence(self, names: Names) -> str:
        return "became available"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOff(Event):
    """A member is given no more work. by_itself: their official hours were over."""

    kind: ClassVar[str] = "team.signed off"
    subject_kind: ClassVar[str] = "member"
    member: int
    by_itself: bool

    def sentence(self, names: Names) -> str:
        over = f"signed {names.member(self.member)} off, since their hours were over"
        return over if self.by_itself else "signed off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A member took another password; their other sign-ins ended with it."""

    kind: ClassVar[str] = "team.password changed"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "took another password, and all other sign-ins of theirs ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInsEnded(Event):
    """A member ended sign-ins of their own."""

    kind: ClassVar[str] = "team.sign-ins ended"
    subject_kind: ClassVar[str] = "member"
    member: int
    count: int

    def sentence(self, names: Names) -> str:
        return f"ended {self.count} of their sign-ins"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesRead(Event):
    """A member looked at what they were told."""

    kind: ClassVar[str] = "team.notices read"
    subject_kind: ClassVar[str] = "member"
    member: int
    many: int

    def sentence(self, names: Names) -> str:
        return f"read {counted(self.many, 'notice')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(Event):
    """Somebody was asked to join, or asked again; who it is stands in the invitation's row alone."""

    kind: ClassVar[str] = "team.invited"
    subject_kind: ClassVar[str] = "invitation"
    invitation: int
    roles: list[str]
    expires_at: datetime

    def sentence(self, names: Names) -> str:
        return f"invited somebody as {', '.join(self.roles) or 'a member without a role'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation holds no more."""

    kind: ClassVar[str] = "team.invitation withdrawn"
    subject_kind: ClassVar[str] = "invitation"
    invitation: int

    def sentence(self, names: Names) -> str:
        return "withdrew an invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """Whoever was invited joined."""

    kind: ClassVar[str] = "team.invitation accepted"
    subject_kind: ClassVar[str] = "invitation"
    invitation: int
    member: int

    def sentence(self, names: Names) -> str:
        return "accepted their invitation"


EVENTS = (
    NoticesRead,
    MemberJoined,
    RolesChanged,
    MemberLeft,
    MemberRenamed,
    HoursSet,
    HoursConfirmed,
    AwayTaken,
    AwayGivenUp,
    BecameAvailable,
    SignedOff,
    PasswordChanged,
    SignInsEnded,
    Invited,
    InvitationWithdrawn,
    InvitationAccepted,
)
