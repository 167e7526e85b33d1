"""What the desk records. Sentences leave out who did it; the page puts the name before."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.basics.text import counted
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to a ticket."""

    subject_kind: ClassVar[str] = "ticket"
    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A ticket began, by a customer's mail or on the page."""

    kind: ClassVar[str] = "desk.ticket opened"
    ticket_kind: str
    queue: str
    by_way_of: str
    linked_to: int | None = None

    def sentence(self, names: Names) -> str:
        return f"wrote by {self.by_way_of}; the ticket was opened" if self.by_way_of == "mail" else "opened the ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWrote(TicketEvent):
    """A party of the ticket wrote on it."""

    kind: ClassVar[str] = "desk.customer wrote"
    message: int
    before: str
    keeps_date: bool | None = None

    def sentence(self, names: Names) -> str:
        opened = "; the ticket opened again" if self.before in {"asleep", "closed"} else ""
        kept = "; the reopen date stays" if self.keeps_date else ""
        return f"wrote by mail{opened}{kept}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotWrote(TicketEvent):
    """A robot of the customer's wrote, an out-of-office say; nobody has spoken, so nothing moved."""

    kind: ClassVar[str] = "desk.robot wrote"
    message: int

    def sentence(self, names: Names) -> str:
        return "sent an automatic answer; it moves nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(TicketEvent):
    """A member answered the customer."""

    kind: ClassVar[str] = "desk.answered"
    message: int
    before: str

    def sentence(self, names: Names) -> str:
        return "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(TicketEvent):
    """A member wrote a note that only the team sees."""

    kind: ClassVar[str] = "desk.noted"
    message: int

    def sentence(self, names: Names) -> str:
        return "wrote a note"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet(TicketEvent):
    """A reopen date was set, by a person or by the manual."""

    kind: ClassVar[str] = "desk.date set"
    wakes_at: datetime
    keeps: bool
    sleeps: bool = False

    def sentence(self, names: Names) -> str:
        return "put it to sleep until" if self.sleeps else "set the reopen date to"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDropped(TicketEvent):
    """A reopen date was taken away."""

    kind: ClassVar[str] = "desk.date dropped"
    was: datetime

    def sentence(self, names: Names) -> str:
        return "took the reopen date away"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWoke(TicketEvent):
    """A reopen date came, and the ticket opened by itself."""

    kind: ClassVar[str] = "desk.woke"
    before: str
    date_was: datetime

    def sentence(self, names: Names) -> str:
        return (
            "opened it again, for its date came"
            if self.before in {"asleep", "closed"}
            else "said that its date has come"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(TicketEvent):
    """A ticket was closed."""

    kind: ClassVar[str] = "desk.closed"
    before: str

    def sentence(self, names: Names) -> str:
        return "closed the ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(TicketEvent):
    """A closed or sleeping ticket was opened by a person."""

    kind: ClassVar[str] = "desk.reopened"
    before: str

    def sentence(self, names: Names) -> str:
        return "opened the ticket again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(TicketEvent):
    """A ticket was given to a member, or back to its queue."""

    kind: ClassVar[str] = "desk.assigned"
    to_member: int | None
    from_member: int | None

    def sentence(self, names: Names) -> str:
        return f"gave it to {names.member(self.to_member)}" if self.to_member else "gave it back to the queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyFitted(TicketEvent):
    """A queue that gives in turn found nobody who may be given the ticket. told: the role that heard of it."""

    kind: ClassVar[str] = "desk.nobody fitted"
    queue: str
    told: str = ""

    def sentence(self, names: Names) -> str:
        told = f"; whoever is {self.told} was told" if self.told else ""
        return f"found nobody in the queue {self.queue} who may be given it{told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedToQueue(TicketEvent):
    """A ticket got another kind, and with it its queue."""

    kind: ClassVar[str] = "desk.kind changed"
    ticket_kind: str
    queue: str

    def sentence(self, names: Names) -> str:
        return f"said what it is about, {self.ticket_kind}; it went to the queue {self.queue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySet(TicketEvent):
    """Somebody said how urgent a ticket is."""

    kind: ClassVar[str] = "desk.priority set"
    priority: str
    was: str | None = None

    def sentence(self, names: Names) -> str:
        return f"said how urgent it is: {self.priority}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(TicketEvent):
    """A ticket began to wait for somebody else, until a limit."""

    kind: ClassVar[str] = "desk.held"
    hold: int
    holder: str
    until: datetime

    def sentence(self, names: Names) -> str:
        return f"put it on hold for {self.holder} until"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(TicketEvent):
    """A hold ended: its limit came, somebody ended it, or something happened that ends holds."""

    kind: ClassVar[str] = "desk.hold ended"
    hold: int
    holder: str
    how: str

    def sentence(self, names: Names) -> str:
        return f"ended the hold for {self.holder}{_HOLD_ENDINGS.get(self.how, '')}"


_HOLD_ENDINGS = {
    "limit": ", for its limit came",
    "customer wrote": ", for the customer wrote",
    "date came": ", for the promised date came",
    "answer failed": ", for our answer did not leave",
    "closed": ", for the ticket was closed",
    "asleep": ", for the ticket was put to sleep",
    "held anew": ", for it is held anew",
    "undone": ", for that was taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLinked(TicketEvent):
    """A ticket was linked to another. other: its number. seen: what that one is, seen from this."""

    kind: ClassVar[str] = "desk.linked"
    other: int
    seen: str

    def sentence(self, names: Names) -> str:
        return f"linked it to #{self.other}: {_SEEN[self.seen]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnlinked(TicketEvent):
    """The link between two tickets was taken away. other: the other one's number."""

    kind: ClassVar[str] = "desk.unlinked"
    other: int
    seen: str

    def sentence(self, names: Names) -> str:
        return f"took the link to #{self.other} away"


_SEEN = {
    "parent": "this is part of it",
    "part": "that is part of this",
    "related": "they are related",
    "original": "this is a duplicate of it",
    "duplicate": "that is a duplicate of this",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(TicketEvent):
    """A member follows a ticket."""

    kind: ClassVar[str] = "desk.followed"
    of_member: int

    def sentence(self, names: Names) -> str:
        return "follows it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(TicketEvent):
    """A member follows a ticket no more."""

    kind: ClassVar[str] = "desk.unfollowed"
    of_member: int

    def sentence(self, names: Names) -> str:
        return "follows it no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned(TicketEvent):
    """A note called a member by name; they follow the ticket."""

    kind: ClassVar[str] = "desk.mentioned"
    message: int
    to_member: int

    def sentence(self, names: Names) -> str:
        return f"called {names.member(self.to_member)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUndone(TicketEvent):
    """What an act on many tickets had changed here was taken back. state, last_word: the ticket's, as they are now."""

    kind: ClassVar[str] = "desk.undone"
    many: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return "took that back; it is as before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyDone(Event):
    """A member did one thing to many tickets; each has its own event. refused: tickets that it could not be done to."""

    kind: ClassVar[str] = "desk.many done"
    subject_kind: ClassVar[str] = "many"
    many: int
    verb: str
    done: int
    refused: int

    def sentence(self, names: Names) -> str:
        return f"did one thing to {self.done} tickets: {self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyUndone(Event):
    """A member took an act on many tickets back. kept: tickets that somebody had changed since."""

    kind: ClassVar[str] = "desk.many undone"
    subject_kind: ClassVar[str] = "many"
    many: int
    undone: int
    kept: int

    def sentence(self, names: Names) -> str:
        return f"took that back on {self.undone} tickets"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNamed(TicketEvent):
    """A ticket got its account, since somebody said which firm its requester belongs to."""

    kind: ClassVar[str] = "desk.account named"

    def sentence(self, names: Names) -> str:
        return "said which firm this is about"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFailed(TicketEvent):
    """An answer of ours never left; the ticket opened, and the date that the manual had set with it went."""

    kind: ClassVar[str] = "desk.answer failed"
    message: int
    before: str
    date_was: datetime | None = None

    def sentence(self, names: Names) -> str:
        dropped = "; the date that was set with it is gone" if self.date_was else ""
        return f"could not deliver our answer: it is our turn again{dropped}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTakenBack(TicketEvent):
    """Whoever wrote an answer took it back before it left. state, last_word: the ticket's, as they are now."""

    kind: ClassVar[str] = "desk.answer taken back"
    message: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return "took an answer back before it left"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLeft(TicketEvent):
    """An answer that had not left did after all."""

    kind: ClassVar[str] = "desk.answer left"
    message: int

    def sentence(self, names: Names) -> str:
        return "delivered our answer after all"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvent(Event):
    """Something that happened to what a member had begun to write; a subject of its own, for the ticket has not changed."""

    subject_kind: ClassVar[str] = "unsent"
    unsent: int
    ticket: int
    message_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBegun(DraftEvent):
    """A member began to write and left it for later. Each later save of the same draft says nothing new."""

    kind: ClassVar[str] = "desk.draft begun"

    def sentence(self, names: Names) -> str:
        return "began a note" if self.message_kind == "note" else "began an answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDropped(DraftEvent):
    """A member gave up what they had begun to write."""

    kind: ClassVar[str] = "desk.draft dropped"

    def sentence(self, names: Names) -> str:
        return "dropped what was begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketImported(TicketEvent):
    """A ticket came in from another help desk, or more of its past did. The moments are those of that desk.

    import_id: which import. made: it is new here. changes: how many of its past came in. state, reopened: as it ended there.
    """

    kind: ClassVar[str] = "desk.ticket imported"
    import_id: int
    made: bool
    opened_at: datetime
    state: str
    changes: int = 0
    reopened: int = 0
    solved_at: datetime | None = None
    closed_at: datetime | None = None

    def sentence(self, names: Names) -> str:
        past = f", with {counted(self.changes, 'change')} of its past" if self.changes else ""
        return f"brought the ticket in by import{past}" if self.made else f"brought more in by import{past}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTakenBack(TicketEvent):
    """An imported ticket that nobody had worked on was taken back; it is gone."""

    kind: ClassVar[str] = "desk.ticket taken back"
    import_id: int

    def sentence(self, names: Names) -> str:
        return "took the imported ticket back"


EVENTS = (
    NobodyFitted,
    TicketImported,
    TicketTakenBack,
    AccountNamed,
    AnswerFailed,
    AnswerLeft,
    AnswerTakenBack,
    RobotWrote,
    TicketOpened,
    CustomerWrote,
    Answered,
    Noted,
    DateSet,
    DateDropped,
    TicketWoke,
    TicketClosed,
    TicketReopened,
    Assigned,
    MovedToQueue,
    PrioritySet,
    TicketHeld,
    TicketUndone,
    ManyDone,
    ManyUndone,
    TicketLinked,
    TicketUnlinked,
    Followed,
    Unfollowed,
    Mentioned,
    HoldEnded,
    DraftBegun,
    DraftDropped,
)
