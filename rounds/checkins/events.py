"""What check-ins record, on their tickets: ids, days and words of the manual, never what was written."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypedDict

from rounds.basics.text import listed
from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInEvent(TicketEvent):
    """Something that happened to a check-in. check_in: its id; programme: the clause's name."""

    check_in: int
    programme: str


class About(TypedDict):
    """What every event of a check-in says."""

    ticket: int
    account: int
    check_in: int
    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmEntered(CheckInEvent):
    """A firm came onto a programme and got its ticket. due_at: of its first check-in."""

    kind: ClassVar[str] = "checkins.entered"
    due_at: datetime

    def sentence(self, names: Names) -> str:
        return f"put the firm on {self.programme}; its first check-in is due"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNoted(Event):
    """An import said when a firm's last check-in was, how it was graded, or when the next is due, in another system.

    import_id: which import. back: it was taken back.
    """

    kind: ClassVar[str] = "checkins.past noted"
    subject_kind: ClassVar[str] = "account"
    import_id: int
    back: bool = False

    def sentence(self, names: Names) -> str:
        what = "what another system knew of its check-ins"
        return f"took back {what}" if self.back else f"brought in by import {what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn(CheckInEvent):
    """A check-in took what an import had brought of its past. import_id: which import.

    last_on, grade: of the last check-in, empty where nothing is taken. due_at: when it comes round; None where no day was brought.
    """

    kind: ClassVar[str] = "checkins.brought in"
    import_id: int
    last_on: str
    grade: str
    due_at: datetime | None

    def sentence(self, names: Names) -> str:
        past = [
            *([f"its last check-in was on {self.last_on}"] if self.last_on else []),
            *([f"it was graded {self.grade}"] if self.grade else []),
            *(["it is due"] if self.due_at else []),
        ]
        return f"took over what was brought in by import: {listed(past, last='and') or 'nothing new'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGivenBack(CheckInEvent):
    """Somebody took an import back, and a check-in gave back what it had taken of it. import_id: which import.

    due_at: when it comes round now.
    """

    kind: ClassVar[str] = "checkins.past given back"
    import_id: int
    due_at: datetime | None

    def sentence(self, names: Names) -> str:
        return "took an import back; the check-in stands as before it"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmLeft(CheckInEvent):
    """A firm meets the programme's condition no more; its check-in stays, and somebody is asked. back: it meets it again."""

    kind: ClassVar[str] = "checkins.left"
    back: bool = False

    def sentence(self, names: Names) -> str:
        return (
            f"saw that {self.programme} is for this firm again"
            if self.back
            else f"asks whether this firm needs no check-in any more: {self.programme} is not for it now"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmMoved(CheckInEvent):
    """Another programme is for the firm now, and its own no more: its check-in goes on with that one, on the same ticket.

    was: the name of the programme before. due_at: when it comes round now; None where a round runs.
    """

    kind: ClassVar[str] = "checkins.moved"
    was: str
    due_at: datetime | None

    def sentence(self, names: Names) -> str:
        return f"moved the firm from {self.was} to {self.programme}, with all that is known of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInStarted(CheckInEvent):
    """Somebody began with a round; the date was set with it (A3)."""

    kind: ClassVar[str] = "checkins.started"
    step: int | None

    def sentence(self, names: Names) -> str:
        return "began with the check-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedOut(CheckInEvent):
    """Somebody reached out; date and reminder were set from it (A3). how: mail, call or visit. step: the wait that begins."""

    kind: ClassVar[str] = "checkins.reached out"
    how: str
    step: int
    message: int | None = None

    def sentence(self, names: Names) -> str:
        return {"mail": "reached out by mail", "call": "called the firm", "visit": "visited the firm"}[self.how]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOutVoid(CheckInEvent):
    """A reach-out never left, and is no attempt (A3). why: failed, or taken back."""

    kind: ClassVar[str] = "checkins.reach-out void"
    message: int
    why: str

    def sentence(self, names: Names) -> str:
        return f"counts the reach-out no more: it was {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStopped(CheckInEvent):
    """Nobody is waited for any more: the customer answered, or somebody chose another day (A8). step: at which the ladder was."""

    kind: ClassVar[str] = "checkins.ladder stopped"
    answered: bool
    step: int | None = None

    def sentence(self, names: Names) -> str:
        return (
            "stopped the reminders: the customer answered"
            if self.answered
            else "stopped the reminders: another day was chosen"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderWentOn(CheckInEvent):
    """Whoever had chosen another day took that back: an answer is waited for again, as before (A10). step: at which."""

    kind: ClassVar[str] = "checkins.ladder went on"
    step: int

    def sentence(self, names: Names) -> str:
        return "waits for an answer again: the other day was taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAnswered(CheckInEvent):
    """A wait was over without an answer (A10). step: at which the check-in is now, None where the ladder has come to its end.

    waits: it waits on there; else another reach-out is due.
    """

    kind: ClassVar[str] = "checkins.nobody answered"
    step: int | None
    waits: bool = False

    def sentence(self, names: Names) -> str:
        if self.step is None:
            return "saw that nobody answered; it sleeps until its next round"
        then = "it waits on" if self.waits else "another reach-out is due"
        return f"saw that nobody answered; {then}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWritten(CheckInEvent):
    """Somebody wrote what they found (A6). finding: its id."""

    kind: ClassVar[str] = "checkins.finding written"
    finding: int

    def sentence(self, names: Names) -> str:
        return "wrote down what they found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(CheckInEvent):
    """Somebody graded the firm (A7). was: empty where it had none."""

    kind: ClassVar[str] = "checkins.graded"
    grade: str
    was: str

    def sentence(self, names: Names) -> str:
        return f"graded it {self.grade}, before {self.was}" if self.was else f"graded it {self.grade}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSaid(CheckInEvent):
    """What a grade says came into the ticket's title, or an earlier one's went (A7). says: a word of the manual, empty for none."""

    kind: ClassVar[str] = "checkins.title said"
    says: str
    was: str

    def sentence(self, names: Names) -> str:
        return f"put “{self.says}” into the title" if self.says else f"took “{self.was}” out of the title"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRenamed(CheckInEvent):
    """The ticket is called by the name that its firm has now."""

    kind: ClassVar[str] = "checkins.title renamed"

    def sentence(self, names: Names) -> str:
        return "put the firm’s new name into the title"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRenamed(CheckInEvent):
    """The manual calls the check-in's programme otherwise, and it goes on with it. was: the name before."""

    kind: ClassVar[str] = "checkins.programme renamed"
    was: str

    def sentence(self, names: Names) -> str:
        return f"went on with it as {self.programme}, which was called {self.was}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeDiffers(CheckInEvent):
    """The grade that was given and the one that the figures suggest have differed for long (A7)."""

    kind: ClassVar[str] = "checkins.grade differs"
    grade: str
    suggested: str

    def sentence(self, names: Names) -> str:
        return f"says that the figures speak for {self.suggested}, and it was graded {self.grade}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnded(CheckInEvent):
    """A round is done, and the next day is set (A9). chosen: a person named the day. note: on the ticket, of what has to follow."""

    kind: ClassVar[str] = "checkins.round ended"
    due_at: datetime
    chosen: bool
    note: int | None = None

    def sentence(self, names: Names) -> str:
        noted = " and noted what has to follow" if self.note else ""
        return f"ended the round{noted}; the next check-in is due"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMoved(CheckInEvent):
    """Somebody gave a check-in that sleeps another day; no round was done. was: the day that it had."""

    kind: ClassVar[str] = "checkins.day moved"
    due_at: datetime
    was: datetime | None

    def sentence(self, names: Names) -> str:
        return "gave the check-in another day; it is due then"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadOut(CheckInEvent):
    """Somebody spread many check-ins over days, this one among them. spreading: the act. back: they took it back."""

    kind: ClassVar[str] = "checkins.spread"
    spreading: int
    back: bool = False

    def sentence(self, names: Names) -> str:
        return "took the spreading of its day back" if self.back else "spread the check-ins; it has another day"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(CheckInEvent):
    """Somebody took back what they had just done: all stands as before. what: started, logged, ended, moved or exempted."""

    kind: ClassVar[str] = "checkins.taken back"
    what: str

    def sentence(self, names: Names) -> str:
        return {
            "started": "took back that they had begun; the check-in stands as before",
            "logged": "took the call or visit back; the check-in stands as before",
            "ended": "took back that the round had ended; it goes on",
            "moved": "took back the other day; it has the one that it had",
            "exempted": "took back that no check-in is needed; it stands as before",
        }[self.what]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWished(CheckInEvent):
    """Somebody there wishes for training, and a ticket was opened for it (A9). training: its id."""

    kind: ClassVar[str] = "checkins.training wished"
    training: int

    def sentence(self, names: Names) -> str:
        return "opened a ticket for the training that they wish for"


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceChanged(CheckInEvent):
    """The firm has a cadence of its own from now on, or the programme's again (empty)."""

    kind: ClassVar[str] = "checkins.cadence changed"
    every: str
    was: str

    def sentence(self, names: Names) -> str:
        return (
            f"set the firm’s own cadence to {self.every}"
            if self.every
            else "gave the firm the programme’s cadence again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted(CheckInEvent):
    """No check-in is needed: the date is gone and the ticket closed (A11). note: id of the message with the reason."""

    kind: ClassVar[str] = "checkins.exempted"
    note: int

    def sentence(self, names: Names) -> str:
        return "said that no check-in is needed; it comes back no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionEnded(CheckInEvent):
    """The firm is checked in with again (A11)."""

    kind: ClassVar[str] = "checkins.exemption ended"
    due_at: datetime

    def sentence(self, names: Names) -> str:
        return "put the firm back on its check-ins; the next is due"


EVENTS = (
    PastNoted,
    FirmEntered,
    BroughtIn,
    PastGivenBack,
    FirmLeft,
    FirmMoved,
    CheckInStarted,
    ReachedOut,
    ReachOutVoid,
    LadderStopped,
    LadderWentOn,
    NobodyAnswered,
    FindingWritten,
    Graded,
    TitleSaid,
    TitleRenamed,
    ProgrammeRenamed,
    GradeDiffers,
    RoundEnded,
    DayMoved,
    SpreadOut,
    TakenBack,
    TrainingWished,
    CadenceChanged,
    Exempted,
    ExemptionEnded,
)
