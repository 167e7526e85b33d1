"""What the operating manual promises on time: which tickets, until what, within which span of whose hours."""

from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer

from rounds.basics.spans import Span, Unit
from rounds.basics.text import Misread
from rounds.desk.conditions import Unpromised
from rounds.policies.rules import Clause, InOrder, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import Choice, HoursName, RoleName, SpanText, reader

SHORT = {Unit.MINUTE, Unit.HOUR, Unit.WORKING_MINUTE, Unit.WORKING_HOUR}


class Until(Choice):
    """What ends a target's clock."""

    FIRST_ANSWER = "first answer"
    SOLVED = "solved"


def _early(text: str) -> Span:
    """Read "30 minutes before"."""
    try:
        span = Span.parse(text.strip().removesuffix("before"))
    except Misread as none:
        raise Misread(none.reason, meant=f"{none.meant} before" if none.meant else "") from none
    if not text.strip().endswith("before") or span.unit not in SHORT:
        reason = "A warning is written as “30 minutes before” or “1 working hour before”"
        raise Misread(reason, meant=f"{span} before" if span.unit in SHORT else "")
    return span


Early = Annotated[Span, reader(Span, _early), PlainSerializer(lambda span: f"{span} before")]


class Missed(Keys):
    """Who hears that a target was missed, or is about to be."""

    tell: Annotated[RoleName, Says("whoever is {} is told")]


class Target(Clause):
    """By when something is promised. Its clock stands still while a ticket is held, and while it is closed."""

    kind: ClassVar[str] = "target"
    in_order: ClassVar[InOrder | None] = InOrder("the first that fits counts", among="until")

    for_: Annotated[Unpromised, Says("Tickets where {}.")] = Field(alias="for")
    until: Annotated[Until, Says("The clock runs until the ticket has its {}.")] = Until.FIRST_ANSWER
    within: Annotated[SpanText, Says("It is due {} after the ticket was opened.")]
    hours: Annotated[HoursName, Says("Working time is that of the hours {}.")]
    warn: Annotated[Early | None, Says("A warning is given {} before.", absent="Nobody is warned.")] = None
    missed: Annotated[
        Missed | None, Says("Where it is missed, {}.", absent="Where it is missed, the ticket says so.")
    ] = None


CLAUSES: tuple[type[Clause], ...] = (Target,)
