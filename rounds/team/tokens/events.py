"""What making and ending tokens records."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Event):
    """A member got an API token. scopes: what it is for."""

    kind: ClassVar[str] = "team.token made"
    subject_kind: ClassVar[str] = "member"
    member: int
    token: int
    scopes: list[str]

    def sentence(self, names: Names) -> str:
        return f"made an API token for {names.member(self.member)}: {', '.join(self.scopes)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEnded(Event):
    """An API token was ended; no program comes in with it any more."""

    kind: ClassVar[str] = "team.token ended"
    subject_kind: ClassVar[str] = "member"
    member: int
    token: int

    def sentence(self, names: Names) -> str:
        return f"ended an API token of {names.member(self.member)}"


EVENTS = (TokenMade, TokenEnded)
