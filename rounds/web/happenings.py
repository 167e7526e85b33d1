"""What happened, as pages tell it: who, what, when, and why where no person did it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from rounds.accounts.queries import contact_names
from rounds.basics.problems import NotThere
from rounds.desk.events.giving import Assigned
from rounds.desk.models import Ticket
from rounds.policies.queries import book_of, speech
from rounds.policies.sentences import Line
from rounds.policies.words import Speech
from rounds.team.queries import names_of
from rounds.timeline import house
from rounds.timeline import queries as timeline
from rounds.timeline.models import TimelineEvent
from rounds.timeline.queries import Happening, people_in
from rounds.timeline.rules import Actor, ActorKind, Also, Because, Event, NamesById
from rounds.web.addresses import anchor, url
from rounds.web.marks import icon_of
from rounds.workspaces.current import here


@dataclass(frozen=True, slots=True)
class Told:
    """One happening in a thread or a history. until: a moment that its sentence ends with. number: of the ticket.

    elsewhere: it happened in the system that an import came from. member_id: of the member who did it, 0 for all others. asks: the heading
    of its Why, where that asks for more than who did it. by_rounds: no person did it. outside: somebody at a customer's did.
    """

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
    by_rounds: bool = False
    subject_kind: str = ""
    elsewhere: bool = False
    member_id: int = 0
    asks: str = ""
    outside: bool = False

    @property
    def title(self) -> str:
        """Say it as the heading of its Why."""
        short = self.sentence.split(", ")[0].removesuffix(" to").removesuffix(" until")
        if self.because is None:
            return f"{self.who} {short}"
        return self.asks or f"Why {_within(self.who)} {short}"

    @property
    def quote(self) -> tuple["Quote", ...]:
        """Give the sentences that decided: the clauses' own, in the version that decided, and a rule of the house."""
        if self.because is None:
            return ()
        return quoted(self.because)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a clause or a rule of the house says. name: as it is called there; url: where it stands; opens: the word of that link."""

    name: str
    url: str
    opens: str
    lines: tuple[SafeString | str, ...]


def one_told(event_id: int) -> Told:
    """Tell one event of the timeline, with the ticket it is about. Raises NotThere."""
    row = TimelineEvent.objects.filter(id=event_id).first()
    if row is None:
        raise NotThere(f"event {event_id}")
    members, contacts = people_in([row])
    names = NamesById(names_of(members), contact_names(contacts))
    ticket = Ticket.objects.filter(id=row.subject_id).first() if row.subject_kind == "ticket" else None
    [happening] = timeline.told([row], names)
    return told(happening, number=ticket.number if ticket else None, subject=ticket.subject if ticket else "")


def told(happening: Happening, *, number: int | None = None, subject: str = "", more: str = "") -> Told:
    """Put a happening into the page's words. more: what a person wrote with it, which the history does not hold."""
    event = happening.event
    by_rounds = not happening.by.is_somebody or (happening.by == Actor.system() and happening.because is not None)
    until = getattr(event, "wakes_at", None) or getattr(event, "until", None)
    return Told(
        id=happening.id,
        at=happening.at,
        who=happening.by_name,
        sentence=speech().said(_sentence(happening), keep=[*_others_words(event), *happening.named]),
        icon=icon_of(happening.kind, by_itself=by_rounds and happening.because is not None),
        because=happening.because,
        kind=happening.kind,
        until=until,
        after=more or (_after(event) if hasattr(event, "keeps") else ""),
        number=number,
        subject=subject,
        by_rounds=by_rounds,
        outside=happening.by.kind is ActorKind.CONTACT,
        asks=speech().said(event.asks()) if event else "",
        subject_kind=happening.subject_kind,
        member_id=(happening.by.id or 0) if happening.by.kind is ActorKind.MEMBER else 0,
    )


def _sentence(happening: Happening) -> str:
    """Say what was done; somebody who gave a ticket to themselves took it."""
    event = happening.event
    if isinstance(event, Assigned) and event.to_member == happening.by.id:
        return "took it"
    return happening.sentence


def _others_words(event: Event | None) -> list[str]:
    """List what a happening holds that others wrote, and that a sentence may say."""
    values = event.payload().values() if event else ()
    return [value for value in values if isinstance(value, str) and " " in value]


def quoted(because: Because) -> tuple[Quote, ...]:
    """Quote the sentences that decided: of each clause that had a say, and of the rule of the house."""
    return _quotes(here(), because.clauses, because.manual_version, because.rule, speech())


@lru_cache(maxsize=512)
def _quotes(workspace_id: int, clauses: tuple[Also, ...], version: int, rule: str, spoken: Speech) -> tuple[Quote, ...]:
    """Make the quotes of a reason; a version never changes, so they are made once a process."""
    said = [
        Quote(
            f"§ {each.clause}",
            f"{url('manual-version', version)}#{anchor(each.clause)}",
            "Open the clause",
            _quoted(each.clause, version, each.keys, spoken),
        )
        for each in clauses
    ]
    if rule:
        known = house.called(rule)
        at = f"{url('house')}#{anchor(rule)}"
        said.append(Quote(capfirst(rule), at, "Open the rule", (spoken.said(known.says),) if known else ()))
    return tuple(said)


def _within(who: str) -> str:
    """Write who did it in the middle of a sentence."""
    return f"{who[0].lower()}{who[1:]}" if who.startswith("The ") else who


def _quoted(identity: str, version: int, keys: tuple[str, ...], spoken: Speech) -> tuple[SafeString, ...]:
    """Quote the sentences of a clause whose keys decided; none where a person's choice did."""
    kind, _, name = identity.partition(": ")
    clause = book_of(version).clauses.get((kind, name))
    lines = clause.cards() if clause else []
    return tuple(_sentence_of(line, spoken) for line in lines if line.key in keys)


def _sentence_of(line: Line, spoken: Speech) -> SafeString:
    """Put a line into HTML, what can be changed in bold: that is the manual's own word."""
    parts = ((format_html("<b>{}</b>", part.text) if part.bold else spoken.said(part.text),) for part in line.parts)
    return format_html_join("", "{}", parts)


def _after(event: object) -> str:
    return "; an answer keeps it" if getattr(event, "keeps", False) else "; an answer drops it"
