"""What the operating manual declares for the desk: kinds of tickets, queues, priorities, dates, holds and mail templates."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer

from rounds.basics.spans import Span, Unit
from rounds.desk.letters import OF_EVIDENCE, Letter, fields_in, fill, fill_line, with_something_to_say
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import (
    Asks,
    Choice,
    HolderWord,
    HoursName,
    KeepOrDrop,
    PriorityWord,
    RoleName,
    Spans,
    SpanText,
    TemplateName,
    Text,
    TicketKinds,
    Words,
    reader,
)


def _brief(text: str) -> Span:
    """Read a span that a person waits at the page for."""
    span = Span.parse(text)
    if span.unit not in {Unit.SECOND, Unit.MINUTE}:
        raise ValueError("Somebody who has sent an answer waits seconds or minutes")
    return span


def _count(text: str) -> int:
    """Read a whole number above zero."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_COUNTED:
        raise ValueError(f"A whole number from 1 to {MOST_COUNTED:,} belongs here, not “{text}”")
    return int(text)


MOST_COUNTED = 100_000
Count = Annotated[int, reader(int, _count), PlainSerializer(str)]
BriefSpan = Annotated[Span, reader(Span, _brief), PlainSerializer(str)]


class TicketKind(Clause):
    """What a ticket is about."""

    kind: ClassVar[str] = "ticket kind"

    answers_with: Annotated[TemplateName, Says("Answers go out in the template {}.")] = TemplateName("plain")
    asks_for: Annotated[
        Asks | None,
        Says(
            "Whoever opens one for a customer is asked for {}.",
            absent="Whoever opens one for a customer is asked for nothing else.",
        ),
    ] = None
    worked_by: Annotated[RoleName | None, Says("Whoever is {} works it.", absent="Whoever works its queue.")] = None
    stand_in: Annotated[
        RoleName | None,
        Field(alias="stand-in"),
        Says(
            "Whoever is {} works it too while nobody who does is at work.",
            absent="Whoever stands in for the role that works it.",
        ),
    ] = None


class Takes(Keys):
    """Which tickets a queue takes; a list means any of."""

    ticket_kind: Annotated[TicketKinds, Says("kind is {}", joined="or")]


class Given(Choice):
    """How a queue's tickets come to those who work it."""

    BY_HAND = "by hand"
    IN_TURN = "in turn"


class NobodyFits(Keys):
    """What happens where nobody can be given a ticket."""

    tell: Annotated[RoleName, Says("whoever is {} is told")]


class Queue(Clause):
    """Where tickets wait, and who works them."""

    kind: ClassVar[str] = "queue"

    takes: Annotated[Takes, Says("Every ticket whose {}.")]
    worked_by: Annotated[RoleName, Says("Whoever is {}.")]
    given: Annotated[
        Given, Says("Tickets are given {}; in turn only to whoever is at work: in their hours, here, and available.")
    ] = Given.BY_HAND
    open_tickets_each: Annotated[
        Count | None,
        Says(
            "At most {} each, however they are given; one that comes back to whoever has it may go over.",
            absent="As many as come.",
        ),
    ] = None
    if_nobody_fits: Annotated[
        NobodyFits | None, Says("The ticket waits, and {}.", absent="The ticket waits until somebody fits.")
    ] = None

    def takes_kind(self, ticket_kind: str) -> bool:
        """Say whether tickets of this kind come here."""
        return ticket_kind in self.takes.ticket_kind


class Priorities(Clause):
    """How urgent a ticket can be."""

    kind: ClassVar[str] = "priorities"
    declares: ClassVar[Mapping[str, str]] = {PriorityWord.register: "highest first"}

    highest_first: Annotated[Words, Says("{}, the highest first.")]
    to_begin_with: Annotated[Text, Says("A ticket begins as {}.")]

    def rank(self, priority: str | None) -> int:
        """Say how far down a priority stands, 0 for the highest; one that the manual does not have (any more) comes last."""
        return self.highest_first.index(priority) if priority in self.highest_first else len(self.highest_first)


class EndOrKeep(Choice):
    """What a customer's answer does to a hold."""

    END = "end the hold"
    KEEP = "keep the hold"


class Holds(Clause):
    """For whom a ticket can wait, and how long."""

    kind: ClassVar[str] = "holds"
    declares: ClassVar[Mapping[str, str]] = {HolderWord.register: "held by"}

    held_by: Annotated[Words, Says("A ticket waits for {}.", joined="or")]
    offer: Annotated[Spans, Says("{}, or until any other day.")]
    hours: Annotated[HoursName, Says("A hold ends by itself when the hours {} open on that day, or next after it.")]
    when_the_customer_answers: Annotated[EndOrKeep, Says("When the customer answers, we {}.")] = EndOrKeep.END


class LeavesAs(Choice):
    """In which forms a mail leaves."""

    BOTH = "text and HTML"
    TEXT = "text alone"


class Quotes(Choice):
    """What stands below an answer."""

    THE_MAIL = "the mail it answers"
    NOTHING = "nothing"


class Sending(Clause):
    """How answers leave."""

    kind: ClassVar[str] = "sending"

    undo_within: Annotated[
        BriefSpan, Says("An answer waits {} before it leaves; until then whoever wrote it can take it back.")
    ] = Span(10, Unit.SECOND)
    leaves_as: Annotated[LeavesAs, Says("Mails leave as {}; the HTML is made of the text and says the same.")] = (
        LeavesAs.BOTH
    )
    quotes: Annotated[Quotes, Says("Below an answer stands {}, in the copy of whoever wrote that mail alone.")] = (
        Quotes.THE_MAIL
    )


class PromisedDates(Clause):
    """The dates on which a ticket comes back by itself."""

    kind: ClassVar[str] = "promised dates"

    offer: Annotated[Spans, Says("{}, or any other day.")]
    hours: Annotated[HoursName, Says("A ticket comes back when the hours {} open on that day, or next after it.")]
    after_an_answer: Annotated[
        SpanText | None,
        Says(
            "A ticket comes back {} after our answer, unless another date was named.",
            absent="No date is set by itself.",
        ),
    ] = None
    when_the_customer_answers: Annotated[KeepOrDrop, Says("We {}.")] = KeepOrDrop.KEEP


class Template(Clause):
    """The text of a mail, written in a fence of its own, with fields in braces."""

    kind: ClassVar[str] = "template"

    subject: Annotated[Letter, Says("{}")]
    body: Annotated[Letter, Says("{}")]

    @property
    def speaks_of_evidence(self) -> bool:
        """Say whether it names what is known of a firm, which only a letter of a check-in can."""
        return not (fields_in(self.subject) | fields_in(self.body)).isdisjoint(OF_EVIDENCE)

    def subject_for(self, facts: dict[str, str]) -> str:
        """Fill in the subject: one line, whatever the facts hold."""
        return fill_line(self.subject, facts)

    def body_for(self, facts: dict[str, str]) -> str:
        """Fill in the body; a paragraph that has nothing to say of a firm is left out."""
        return fill(with_something_to_say(self.body, facts), facts)


CLAUSES: tuple[type[Clause], ...] = (TicketKind, Queue, Priorities, PromisedDates, Holds, Sending, Template)
