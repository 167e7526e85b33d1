"""What happened, as pages tell it: who, what, when, and why where no person did it."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.queries import contact_names
from rounds.basics.problems import NotThere
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
    until: datetime | None = None
    after: str = ""
    number: int | None = None
    subject: str = ""
    is_message: bool = False

    @property
    def title(self) -> str:
        """Say it as the heading of its Why."""
        return f"Why it {self.sentence}" if self.because else f"{self.who} {self.sentence}"

    @property
    def quote(self) -> tuple[tuple[Part, ...], ...]:
        """Give the clause's own sentences, in the version that decided."""
        return quote(self.because) if self.because else ()


@dataclass(frozen=True, slots=True)
class People:
    """The names that sentences need, looked up at once."""

    members: dict[int, str]
    contacts: dict[int, str]

    def member(self, member_id: int | None) -> str:
        return self.members.get(member_id or 0, GONE)

    def contact(self, contact_id: int | None) -> str:
        return self.contacts.get(contact_id or 0, GONE)


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
        sentence=happening.sentence,
        icon=icon_of(happening.kind, by_itself=happening.because is not None),
        because=happening.because,
        until=until,
        after=_after(event) if until else "",
        number=number,
        subject=subject,
    )


def quote(because: Because) -> tuple[tuple[Part, ...], ...]:
    """Give the sentences of a clause as it stood in the version that decided, without keys left out."""
    kind, _, name = because.clause.partition(": ")
    clause = book_of(because.manual_version).clauses.get((kind, name))
    return tuple(line.parts for line in clause.cards() if not line.left_out) if clause else ()


def _after(event: object) -> str:
    return "; an answer keeps it" if getattr(event, "keeps", False) else "; an answer drops it"
