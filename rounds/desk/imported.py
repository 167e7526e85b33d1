"""Tickets from another help desk, with what happened to them there: values, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from pydantic_core import to_json

from rounds.accounts.coming import Named
from rounds.desk.rules import LastWord, State


class PastState(StrEnum):
    """Where a ticket stood in the other system, in our words. UNKNOWN: the file has a word that means nothing."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"
    UNKNOWN = ""


class Change(NamedTuple):
    """One change in the other system. word: its own word for the state. by, assignee: people as the file names them.

    holder: for whom it waits, a word of the clause `holds`, where a map says so.
    """

    at: datetime
    state: PastState = PastState.UNKNOWN
    word: str = ""
    by: str = ""
    assignee: str = ""
    group: str = ""
    priority: str = ""
    reopened: int = 0
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, by the source's id, else by address."""

    key: str = ""
    address: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ComingTicket:
    """One ticket of a file. line: where it stands there, or its first change. key: its id in the source.

    kind, queue: names of clauses; an empty queue is the kind's own. priority: the source's word, and urgency: the manual's.
    reopened: how often it was opened again there.
    changes: oldest first. facts: what else the file says, kept as it is.
    """

    line: int
    key: str
    subject: str
    kind: str
    opened_at: datetime
    state: PastState
    text: str = ""
    queue: str = ""
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    priority: str = ""
    urgency: str = ""
    reopened: int = 0
    firm: Named | None = None
    asker: Asker | None = None
    assignee: str = ""
    changes: tuple[Change, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    def history(self, many: int | None = None) -> str:
        """Give the digest of its first changes, so that a longer history is known to begin like a shorter one."""
        return _digest(self.changes if many is None else self.changes[:many])

    def digest(self, history: str) -> str:
        """Give the digest of all that the file says, where it stands left out. history: the digest of its changes."""
        return _digest([_SAID(self), sorted(self.facts.items()), history])


_SAID = attrgetter(*(name for name in ComingTicket.__slots__ if name not in {"line", "changes", "facts"}))
"""What a file says of a ticket, in the order of its fields: kept digests are of these."""


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a ticket stands with us when it has come in."""

    state: State
    last_word: LastWord
    said_at: datetime
    closed_at: datetime | None


def stands(ticket: ComingTicket) -> Stands:
    """Say where an imported ticket stands: what waits for the customer there is their turn here, solved is closed.

    The moments are the file's: closed where it says so, else solved, else its last change.
    """
    last = ticket.changes[-1].at if ticket.changes else ticket.opened_at
    if ticket.state in {PastState.SOLVED, PastState.CLOSED}:
        ended = ticket.closed_at or ticket.solved_at or last
        return Stands(State.CLOSED, LastWord.STAFF, max(last, ticket.opened_at), ended)
    if ticket.state is PastState.WAITING:
        return Stands(State.OPEN, LastWord.STAFF, last, None)
    state = State.NEW if ticket.state is PastState.NEW else State.OPEN
    return Stands(state, LastWord.CUSTOMER, last, None)


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which a ticket waited for somebody: [began_at, ended_at).

    ends_at_change: the position, from 1, of the change that ended it; None where it still waits.
    """

    began_at: datetime
    ended_at: datetime | None
    holder: str
    ends_at_change: int | None


def waits(changes: Sequence[Change]) -> list[Wait]:
    """Give the times in which a ticket waited for somebody else; another one to wait for begins another time.

    changes: oldest first. A word that means nothing changes nothing.
    """
    found: list[Wait] = []
    began: Change | None = None
    for position, change in enumerate(changes, start=1):
        if change.state is PastState.UNKNOWN:
            continue
        waiting = change.state is PastState.WAITING
        if began and not (waiting and change.holder == began.holder):
            found.append(Wait(began.at, change.at, began.holder, position))
            began = None
        if waiting and began is None:
            began = change
    return [*found, Wait(began.at, None, began.holder, None)] if began else found


def _digest(what: Sequence[object]) -> str:
    return sha256(to_json(what)).hexdigest()[:32]
