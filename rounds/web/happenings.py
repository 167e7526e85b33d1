"""What happened, as pages tell it: who, what, when, and why where no person did it."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.queries import contact_names
from rounds.basics.problems import NotThere
from rounds.desk.events import Assigned
from rounds.desk.models import Ticket
from rounds.policies.queries import book_of
from rounds.policies.sentences import Part
from rounds.team.queries import names_of
from rounds.timeline import queries as timeline
from rounds.timeline.models import TimelineEvent
from rounds.timeline.queries import Happening, people_in
from rounds.timeline.rules import Because
from rounds.web.marks import icon_of


@dataclass(frozen=True, slots=True)
class Told:
    """One happening in a thread or a history. until: a moment that its sentence ends with. number: of the ticket."""

    id: int
    at: datetime
    who: str
    sentence: str
    icon: str
    because: Because | None
    kind: str = ""
    until: datetime | None = None
    after: str = ""
    number: int | None = None
    subject: str = ""
    is_message: bool = False

    @property
    def title(self) -> str:
        """Say it as the heading of its Why."""
        short = self.sentence.split(", ")[0].removesuffix(" to").removesuffix(" until")
        return f"Why {self.who} {short}" if self.because else f"{self.who} {short}"

    @property
    def quote(self) -> tuple[tuple[Part, ...], ...]:
        """Give the clause's own sentences, in the version that decided."""
        return quote(self.because, self.kind) if self.because else ()


@dataclass(frozen=True, slots=True)
class People:
    """The names that sentences need, looked up at once."""

    members: dict[int, str]
    contacts: dict[int, str]

    def member(self, member_id: int | None) -> str:
        return self.members.get(member_id or 0, GONE)

    def contact(self, contact_id: int | None) -> str:
        return self.contacts.get(contact_id or 0, GONE)


DECIDED_BY: dict[str, tuple[str, ...]] = {
    "desk.woke": ("after an answer", "hours"),
    "desk.date set": ("after an answer", "hours"),
    "desk.date dropped": ("when the customer answers",),
}
"""The keys of its clause that decide an event; a card quotes only these."""

GONE = "somebody who is gone"


def one_told(event_id: int) -> Told:
    """Tell one event of the timeline, with the ticket it is about. Raises NotThere."""
    row = TimelineEvent.objects.filter(id=event_id).first()
    if row is None:
        raise NotThere(f"event {event_id}")
    members, contacts = people_in([row])
    names = People(names_of(members), contact_names(contacts))
    ticket = Ticket.objects.filter(id=row.subject_id).first() if row.subject_kind == "ticket" else None
    [happening] = timeline.told([row], names)
    return told(happening, number=ticket.number if ticket else None, subject=ticket.subject if ticket else "")


def told(happening: Happening, *, number: int | None = None, subject: str = "") -> Told:
    """Put a happening into the page's words."""
    event = happening.event
    until = getattr(event, "wakes_at", None)
    return Told(
        id=happening.id,
        at=happening.at,
        who=happening.by_name,
        sentence=_sentence(happening),
        icon=icon_of(happening.kind, by_itself=happening.because is not None),
        because=happening.because,
        kind=happening.kind,
        until=until,
        after=_after(event) if until else "",
        number=number,
        subject=subject,
    )


def _sentence(happening: Happening) -> str:
    """Say what was done; somebody who gave a ticket to themselves took it."""
    event = happening.event
    if isinstance(event, Assigned) and event.to_member == happening.by.id:
        return "took it"
    return happening.sentence


def quote(because: Because, event_kind: str) -> tuple[tuple[Part, ...], ...]:
    """Give the clause's sentences that decided this, as they stood in that version; all of them where that is not known."""
    kind, _, name = because.clause.partition(": ")
    clause = book_of(because.manual_version).clauses.get((kind, name))
    lines = clause.cards() if clause else []
    decided = [line for line in lines if line.key in DECIDED_BY.get(event_kind, ())]
    return tuple(line.parts for line in decided or lines)


def _after(event: object) -> str:
    return "; an answer keeps it" if getattr(event, "keeps", False) else "; an answer drops it"
