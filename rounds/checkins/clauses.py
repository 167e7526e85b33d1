"""What the operating manual says of check-ins: who is on a programme, how often, what follows where nobody answers, and the grades."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator

from rounds.accounts.conditions import ACCOUNT
from rounds.basics.hours import Hours
from rounds.basics.spans import Span, Unit
from rounds.basics.text import nearest
from rounds.basics.windows import Window
from rounds.checkins.evidence.clauses import CLAUSES as OF_EVIDENCE
from rounds.checkins.evidence.clauses import EvidenceName
from rounds.policies.conditions import Condition, Over
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Part, Says
from rounds.policies.values import (
    Choice,
    HoursName,
    ListOrOne,
    Meanings,
    NameIn,
    RoleName,
    TemplateName,
    Text,
    TicketKindName,
    Words,
    reader,
    scalar,
    unreadable,
)
from rounds.telemetry.figures import OverFacts

BY_THE_CALENDAR = {Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.WORKING_DAY}


def _whole_days(text: str) -> Span:
    """Read a span of whole days: a check-in comes back on a morning."""
    span = Span.parse(text)
    if span.unit not in BY_THE_CALENDAR:
        raise ValueError(f"A check-in comes back on a day; {span} is less than that")
    if span.is_too_long:
        raise ValueError(f"A check-in comes back within ten years; {span} is longer than that")
    return span


DaysText = Annotated[Span, reader(Span, _whole_days), PlainSerializer(str)]


AccountCondition = Annotated[Condition, Over(ACCOUNT)]


class GradesName(NameIn):
    """A scale of grades, declared by a clause `grades`."""

    register = "grades"
    missing = "There are no {register} “{name}”"


class Afterwards(Choice):
    """What becomes of a check-in that nobody answered in the end."""

    NEXT_CADENCE = "next cadence"


class OwnPace(Span):
    """A span after which a check-in comes round that nobody answered, whatever its cadence."""

    def parts(self) -> tuple[Part, ...]:
        """Say it in a ladder's sentence."""
        return Part("next check-in in "), Part(str(self), bold=True)


def _afterwards(value: object) -> Afterwards | OwnPace:
    """Read what comes in the end: the cadence by its name, or a span of its own."""
    if isinstance(value, Afterwards | OwnPace):
        return value
    text = scalar(value).strip()
    if text == Afterwards.NEXT_CADENCE:
        return Afterwards.NEXT_CADENCE
    try:
        found = _whole_days(text)
    except ValueError as wrong:
        known = f"“{text}” is neither “{Afterwards.NEXT_CADENCE}” nor a span of whole days, such as “6 months”"
        near = nearest(text, list(Afterwards))
        raise unreadable(str(wrong).rstrip(".") if text[:1].isdigit() else known, nearest_word=near) from wrong
    return OwnPace(found.count, found.unit)


InTheEnd = Annotated[Afterwards | OwnPace, PlainValidator(_afterwards), PlainSerializer(str)]


class Step(Keys):
    """One step of a ladder: one act, by its verb."""

    wait: Annotated[DaysText | None, Says("wait {}")] = None
    send: Annotated[TemplateName | None, Says("send {}")] = None
    tell: Annotated[RoleName | None, Says("tell whoever is {}")] = None
    note: Annotated[Text | None, Says("note “{}”")] = None
    then: Annotated[InTheEnd | None, Says("go on with the {}")] = None

    def acts(self) -> list[str]:
        """Name the acts that stand in this step; there ought to be one."""
        return [name for name in type(self).model_fields if getattr(self, name) is not None]


def _some_steps(value: object) -> object:
    """Say what a ladder needs where it has no step at all."""
    if value in ([], (), None, ""):
        raise unreadable(
            "The list is empty; a ladder begins with “- wait: 2 weeks”, and “- then: next cadence” ends it"
        )
    return value


Ladder = Annotated[tuple[Step, ...], ListOrOne, BeforeValidator(_some_steps)]


class Spread(Choice):
    """When the first check-in of a firm is due that comes onto a programme."""

    EVENLY = "evenly"
    AFTER = "after the cadence"


class StartsWith(Keys):
    """The first reach-out."""

    send: Annotated[TemplateName, Says("with the template {}")]


class TrainingWish(Keys):
    """What becomes of a wish for training."""

    open_a_ticket: Annotated[TicketKindName, Says("a ticket of the kind {} is opened")]


class Programme(Clause):
    """Check-ins that come round: each firm that it is for has one ticket, which sleeps until its date and then opens by itself (A1–A11).

    A firm that another programme is for instead goes on with that one, on the same ticket, once no answer is waited for.
    Where none is for it any more, somebody is asked.
    """

    kind: ClassVar[str] = "programme"

    for_: Annotated[AccountCondition, Says("Firms where {}.")] = Field(alias="for")
    ticket_kind: Annotated[TicketKindName, Says("Each has one ticket of the kind {}.")]
    every: Annotated[DaysText, Says("It comes round every {}, unless another day was chosen.")]
    hours: Annotated[HoursName, Says("It opens when the hours {} open on that day, or next after it.")]
    spread: Annotated[Spread, Says("First check-ins come round {}.")] = Spread.AFTER
    starts_with: Annotated[StartsWith, Says("The first reach-out is written {}.")]
    unanswered: Annotated[Ladder, Says("After a reach-out we {}.")]
    note_needs: Annotated[Words, Says("A finding says: {}.")]
    grades: Annotated[
        GradesName | None, Says("Each check-in is graded by the {}.", absent="Check-ins are not graded.")
    ] = None
    evidence: Annotated[
        EvidenceName | None, Says("Whoever does it looks at {} first.", absent="No evidence is shown.")
    ] = None
    training_wish: Annotated[
        TrainingWish | None,
        Says("Where somebody wishes for training, {}.", absent="A wish for training is written down, no more."),
    ] = None
    was: Annotated[
        Words | None,
        Says("It was called {} before: check-ins of that name go on with it.", absent="It has had no other name."),
    ] = None


class Suggests(Keys):
    """One grade, and the figures that it is suggested for."""

    joined: ClassVar[str] = ""

    grade: Annotated[Text, Says("{}")]
    when: Annotated[Condition, OverFacts(), Says("where the figures say {}")]


Suggestions = Annotated[tuple[Suggests, ...], ListOrOne]


class IfTheyDiffer(Keys):
    """What happens where the grade that was given and the one that the figures suggest are not the same for long."""

    for_: Annotated[DaysText, Says("after {}")] = Field(alias="for")
    tell: Annotated[RoleName, Says("whoever is {} is told, and whoever has its ticket")]


class Grades(Clause):
    """How a check-in is graded (A7)."""

    kind: ClassVar[str] = "grades"

    scale: Annotated[Meanings, Says("{}, the best first.")]
    in_the_title: Annotated[
        Meanings | None,
        Says("The ticket’s title says, by the grade: {}.", absent="No grade stands in the ticket’s title."),
    ] = None

    suggest: Annotated[
        Suggestions | None,
        Says("The first that fits is suggested, and a person decides: {}.", absent="No grade is suggested."),
    ] = None
    if_they_differ: Annotated[
        IfTheyDiffer | None,
        Says("Where what was given and what is suggested differ, {}.", absent="Nobody is told where they differ."),
    ] = None

    def has(self, grade: str) -> bool:
        """Say whether the scale has this grade."""
        return any(each.word == grade for each in self.scale)

    def title_word(self, grade: str | None) -> str:
        """Give what a grade puts into the title, empty for most."""
        return next((each.means for each in self.in_the_title or () if each.word == grade), "")


CLAUSES: tuple[type[Clause], ...] = (Programme, Grades, *OF_EVIDENCE)

At = tuple[tuple[str | int, ...], str]
"""A path to what is at fault, and the reason."""

_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_ALL_DAY = Hours(ZoneInfo("UTC"), (Window.parse("0:00-24:00"),), frozenset())


def contradictions(programme: Programme) -> list[At]:
    """Say what in a programme cannot be kept: pairs of the path to what is at fault, and the reason."""
    ladder = programme.unanswered
    if programme.name in (programme.was or ()):
        return [(("was",), f"“{programme.name}” is its name now; write the one that it had before")]
    found: list[At] = [
        (("unanswered", place), _not_one(step)) for place, step in enumerate(ladder) if len(step.acts()) != 1
    ]
    if found:
        return found
    found += [(("unanswered", place), reason) for place, reason in _out_of_order(ladder)]
    waited = _together([step.wait for step in ladder if step.wait])
    if not found and waited > programme.every.after(_ANY_DAY, hours=_ALL_DAY) - _ANY_DAY:
        reason = f"The waits are longer than {programme.every} together: it would come round before they are over"
        found.append((("unanswered",), reason))
    if programme.training_wish and programme.training_wish.open_a_ticket == programme.ticket_kind:
        reason = f"“{programme.ticket_kind}” is the kind of its check-ins; name one that comes to whoever trains"
        found.append((("training wish", "open a ticket"), reason))
    return found


def _not_one(step: Step) -> str:
    acts = step.acts()
    if not acts:
        return "This step does nothing"
    return f"One step does one thing; write “{acts[1]}” as a step of its own"


def _out_of_order(ladder: tuple[Step, ...]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    last = len(ladder) - 1
    if not ladder[0].wait:
        found.append((0, "After a reach-out comes a wait; begin with “wait”"))
    if not ladder[last].then:
        found.append(
            (last, "What becomes of it in the end? The last step is “then: next cadence”, or “then: 6 months”")
        )
    for place, step in enumerate(ladder):
        after = ladder[place + 1] if place < last else None
        if step.then and after:
            found.append((place, "Nothing comes behind “then”"))
        if step.wait and after and after.wait:
            found.append((place + 1, "Nothing happens between these two waits; write one"))
        if step.send and after and not after.wait:
            found.append((place, "How long is the answer waited for? A “wait” stands behind “send”"))
    return found


def _together(waits: list[Span]) -> timedelta:
    at = _ANY_DAY
    for wait in waits:
        at = wait.after(at, hours=_ALL_DAY)
    return at - _ANY_DAY


def grade_contradictions(grades: Grades) -> list[At]:
    """Say which grades are spoken of that the scale does not have, and what cannot come about."""
    found: list[At] = [
        (("in the title", each.word), f"The scale has no grade “{each.word}”")
        for each in grades.in_the_title or ()
        if not grades.has(each.word)
    ]
    found += [
        (("suggest", place, "grade"), f"The scale has no grade “{each.grade}”")
        for place, each in enumerate(grades.suggest or ())
        if not grades.has(each.grade)
    ]
    if grades.if_they_differ and not grades.suggest:
        found.append((("if they differ",), "Nothing is suggested that could differ; write “suggest”"))
    return found
