"""What the operating manual declares for the desk: kinds of tickets, queues, promised dates and mail templates."""

from typing import Annotated, ClassVar

from rounds.desk.letters import Letter, fill, fill_line
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import (
    HoursName,
    KeepOrDrop,
    RoleName,
    Spans,
    SpanText,
    TemplateName,
    TicketKinds,
)


class TicketKind(Clause):
    """What a ticket is about."""

    kind: ClassVar[str] = "ticket kind"

    answers_with: Annotated[TemplateName, Says("Answers go out in the template {}.")] = TemplateName("plain")


class Takes(Keys):
    """Which tickets a queue takes; a list means any of."""

    ticket_kind: Annotated[TicketKinds, Says("kind is {}", joined="or")]


class Queue(Clause):
    """Where tickets wait, and who works them."""

    kind: ClassVar[str] = "queue"

    takes: Annotated[Takes, Says("Every ticket whose {}.")]
    worked_by: Annotated[RoleName, Says("Whoever is {}.")]

    def takes_kind(self, ticket_kind: str) -> bool:
        """Say whether tickets of this kind come here."""
        return ticket_kind in self.takes.ticket_kind


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

    def subject_for(self, facts: dict[str, str]) -> str:
        """Fill in the subject: one line, whatever the facts hold."""
        return fill_line(self.subject, facts)

    def body_for(self, facts: dict[str, str]) -> str:
        """Fill in the body."""
        return fill(self.body, facts)


CLAUSES: tuple[type[Clause], ...] = (TicketKind, Queue, PromisedDates, Template)
