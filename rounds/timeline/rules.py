"""What an event is: who did it, why, and how it reads.

Rooms declare their events beside these in their own `events.py`, each with the sentence people read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from itertools import repeat
from typing import Any, ClassVar, Protocol, Self


class ActorKind(StrEnum):
    MEMBER = "member"
    CONTACT = "contact"
    CLAUSE = "clause"
    CONNECTOR = "connector"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member, a customer's contact, a clause of the manual, a connector, Rounds itself, or whoever runs it."""

    kind: ActorKind
    id: int | None = None
    name: str = ""

    @classmethod
    def member(cls, member_id: int) -> Self:
        return cls(ActorKind.MEMBER, member_id)

    @classmethod
    def contact(cls, contact_id: int) -> Self:
        return cls(ActorKind.CONTACT, contact_id)

    @classmethod
    def clause(cls, clause: str) -> Self:
        return cls(ActorKind.CLAUSE, None, clause)

    @classmethod
    def connector(cls, name: str) -> Self:
        return cls(ActorKind.CONNECTOR, None, name)

    @classmethod
    def system(cls) -> Self:
        """Whoever runs this Rounds: from a shell, or before there is any member."""
        return cls(ActorKind.SYSTEM)

    @classmethod
    def itself(cls) -> Self:
        """Rounds, by itself: what it records says why."""
        return cls(ActorKind.SYSTEM, None, ITSELF)

    @classmethod
    def whoever(cls, member_id: int | None) -> Self:
        """Whoever began what goes on later: the member who did, or whoever runs this Rounds where it was none."""
        return cls.member(member_id) if member_id else cls.system()

    @property
    def member_id(self) -> int | None:
        """Give a member's id, to be kept for `whoever`; None for anybody else."""
        return self.id if self.kind is ActorKind.MEMBER else None

    @property
    def is_somebody(self) -> bool:
        """Say whether a person did it, here or at a customer's; else Rounds did, and has to say why."""
        return self.kind in {ActorKind.MEMBER, ActorKind.CONTACT} or self == Actor.system()


ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was seen: a text (never personal), a moment (aware UTC) or a member, by their id.

    text: of a member, their name, which is looked up where it is shown and kept nowhere. theirs: it is a word of the team's own, as the
    manual has it, and is said as it stands.
    """

    label: str
    text: str = ""
    at: datetime | None = None
    member: int | None = None
    theirs: bool = False

    @classmethod
    def who(cls, label: str, by: Actor) -> Self:
        """Say who did something."""
        if by.kind is ActorKind.MEMBER:
            return cls(label, member=by.id)
        if by == Actor.system():
            return cls(label, "whoever runs Rounds")
        return (
            cls(label, "Rounds")
            if by.kind is ActorKind.SYSTEM
            else cls(label, by.name or "the customer", theirs=bool(by.name))
        )

    @classmethod
    def called(cls, label: str, name: object) -> Self:
        """Say what something is called in the manual, or what it writes."""
        return cls(label, str(name), theirs=True)


@dataclass(frozen=True, slots=True)
class Because:
    """Why something happened by itself (F2): the clause, what was seen, what comes next and when.

    keys: those of the clause's keys that decided; a page quotes their sentences. None where a person's own choice did.
    rule: a rule of the house that had a say, by its name; alone where no clause had: clause is empty then. also: other clauses that had.
    """

    clause: str
    manual_version: int
    facts: tuple[Fact, ...] = ()
    next: str = ""
    next_at: datetime | None = None
    keys: tuple[str, ...] = ()
    rule: str = ""
    also: tuple["Also", ...] = ()

    @property
    def clauses(self) -> tuple["Also", ...]:
        """List the clauses that had a say, the one that did it first."""
        return (*([Also(self.clause, self.keys)] if self.clause else []), *self.also)

    def as_json(self) -> dict[str, Any]:
        stored = {
            "clause": self.clause,
            "version": self.manual_version,
            "facts": facts_as_json(self.facts),
            "next": self.next,
            "next_at": _iso(self.next_at),
            "keys": list(self.keys),
        }
        also = [{"clause": each.clause, "keys": list(each.keys)} for each in self.also]
        return {**stored, **({"rule": self.rule} if self.rule else {}), **({"also": also} if also else {})}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            clause=stored["clause"],
            manual_version=stored["version"],
            facts=facts_from_json(stored["facts"]),
            next=stored["next"],
            next_at=_moment(stored["next_at"]),
            keys=tuple(stored.get("keys", ())),
            rule=stored.get("rule", ""),
            also=tuple(Also(each["clause"], tuple(each["keys"])) for each in stored.get("also", ())),
        )

    def naming(self, names: "Names") -> "Because":
        """Give it with the names of the members whom it speaks of."""
        return replace(self, facts=tuple(_naming(fact, names) for fact in self.facts))


@dataclass(frozen=True, slots=True)
class Also:
    """A clause that had a say, and which of its keys did."""

    clause: str
    keys: tuple[str, ...] = ()


class Names(Protocol):
    """Looks up the names of people for a sentence; erased people have a word of their own."""

    def member(self, member_id: int | None) -> str: ...

    def contact(self, contact_id: int | None) -> str: ...


GONE = "somebody who is gone"


@dataclass(frozen=True, slots=True)
class NamesById:
    """The names that some sentences need, looked up at once: by the ids of members and of contacts."""

    members: dict[int, str]
    contacts: dict[int, str]

    def member(self, member_id: int | None) -> str:
        return self.members.get(member_id or 0, GONE)

    def contact(self, contact_id: int | None) -> str:
        return self.contacts.get(contact_id or 0, GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. Fields are ids, facts and moments; never names, addresses or bodies.

    kind: stable, dotted. subject_kind: what record it is about; the field of that name holds its id.
    """

    kind: ClassVar[str]
    subject_kind: ClassVar[str]
    account: int | None = field(default=None)

    def sentence(self, names: Names) -> str:
        """Say what happened, as people read it, without the actor: "answered", "opened again by itself"."""
        raise NotImplementedError

    def asks(self) -> str:
        """Give the heading of its Why where that asks for more than who did it: "Why it waits in the queue support"; empty for none."""
        return ""

    @property
    def subject_id(self) -> int:
        subject: int = getattr(self, self.subject_kind)
        return subject

    def payload(self) -> dict[str, Any]:
        """Give the fields as they are stored, moments as ISO text."""
        names = _names(type(self))
        values = zip(names, map(getattr, repeat(self), names), strict=True)
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values}

    @classmethod
    def restore(cls, payload: Mapping[str, Any], *, account: int | None) -> Self:
        """Give the event back from what was stored; fields that came later take their defaults."""
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {
            name: _moment(value) if "datetime" in str(known[name].type) and value else value
            for name, value in payload.items()
            if name in known
        }
        return cls(account=account, **values)


def _names(kind: type[Event]) -> tuple[str, ...]:
    """Name what is stored of an event; the account has a column of its own."""
    if kind.kind not in _STORED:
        _STORED[kind.kind] = tuple(each.name for each in fields(kind) if each.name != "account")
    return _STORED[kind.kind]


_STORED: dict[str, tuple[str, ...]] = {}
"""What is stored of each kind of event, found out once."""


def facts_as_json(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Give facts as they are stored."""
    return [_fact_json(fact) for fact in facts]


def facts_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """Give them back."""
    return tuple(
        Fact(
            each["label"], each.get("text", ""), _moment(each.get("at")), each.get("member"), each.get("theirs", False)
        )
        for each in stored
    )


def _fact_json(fact: Fact) -> dict[str, Any]:
    if fact.member:
        return {"label": fact.label, "member": fact.member}
    if fact.at:
        return {"label": fact.label, "at": fact.at.isoformat()}
    return {"label": fact.label, "text": fact.text} | ({"theirs": True} if fact.theirs else {})


def _naming(fact: Fact, names: Names) -> Fact:
    return replace(fact, text=names.member(fact.member)) if fact.member else fact


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
