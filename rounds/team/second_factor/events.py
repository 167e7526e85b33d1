"""What second factors record: ids and ways, never a secret, a code or a device's name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rounds.basics.text import counted
from rounds.timeline.rules import Event, Names


class Way(StrEnum):
    """How somebody proved themselves beside, or instead of, their password."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY = "recovery code"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppTurnedOn(Event):
    """A member's sign-in asks for a code of their app from here on."""

    kind: ClassVar[str] = "team.authenticator app on"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "set up an authenticator app for their sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppTurnedOff(Event):
    """A member's app counts no more at their sign-in."""

    kind: ClassVar[str] = "team.authenticator app off"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "turned their authenticator app off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """A passkey of a member's counts at their sign-in from here on; on which device stands in its row alone."""

    kind: ClassVar[str] = "team.passkey added"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "added a passkey to their sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Event):
    """A passkey of a member's counts no more at their sign-in."""

    kind: ClassVar[str] = "team.passkey removed"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return "removed a passkey from their sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(Event):
    """A member got a new set of recovery codes; the old set holds no more."""

    kind: ClassVar[str] = "team.recovery codes made"
    subject_kind: ClassVar[str] = "member"
    member: int
    many: int

    def sentence(self, names: Names) -> str:
        return f"got {counted(self.many, 'new recovery code')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepTaken(Event):
    """A member came in with more than a password. way: app or passkey."""

    kind: ClassVar[str] = "team.second step taken"
    subject_kind: ClassVar[str] = "member"
    member: int
    way: str

    def sentence(self, names: Names) -> str:
        return "signed in with a passkey" if self.way == Way.PASSKEY else "signed in with a code of their app"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A member came in with a recovery code, which holds no more. left: how many of the set still do."""

    kind: ClassVar[str] = "team.recovery code used"
    subject_kind: ClassVar[str] = "member"
    member: int
    left: int

    def sentence(self, names: Names) -> str:
        return f"signed in with a recovery code; {counted(self.left, 'code')} left"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorTakenAway(Event):
    """Somebody else took away a member's app, passkeys and recovery codes, and ended their sign-ins."""

    kind: ClassVar[str] = "team.second factor taken away"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"took away the second factor of {names.member(self.member)}, and ended their sign-ins"


EVENTS = (
    AppTurnedOn,
    AppTurnedOff,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesMade,
    SecondStepTaken,
    RecoveryCodeUsed,
    SecondFactorTakenAway,
)
