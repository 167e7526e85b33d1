"""Grades on the wire: those that were given, what the figures suggest, and what giving one takes."""

from typing import Any, ClassVar, Self

from pydantic import Field

from rounds.api.shapes.base import Asked, Given, Moment, Words
from rounds.api.shapes.check_ins import READ
from rounds.checkins.queries import GradeRecord, GradeStands
from rounds.timeline.rules import Fact


class NewGrade(Asked):
    """A grade of the programme's scale."""

    grade: Words = Field(examples=["B"])


class FactSeen(Given):
    """One thing that was seen: a text or a moment."""

    label: str = Field(description="What was seen.", examples=["features used"])
    text: str | None = Field(examples=["4"])
    at: Moment | None

    @classmethod
    def read(cls, fact: Fact) -> Self:
        return cls.of(fact, text=None if fact.at else fact.text)


class Grade(Given):
    """A grade that was given, with what stood behind it."""

    id: int
    grade: str
    was: str | None = Field(description="The one before.")
    member_id: int | None = Field(description="Who gave it; null: it was brought in by import.")
    at: Moment
    suggested: str | None = Field(description="What the figures suggested then; null where nothing was.")
    seen: list[FactSeen] = Field(description="The figures that stood behind it.")

    @classmethod
    def read(cls, record: GradeRecord) -> Self:
        return cls.of(record, seen=[FactSeen.read(each) for each in record.seen])


class GradeNotMet(Given):
    """A grade that comes before the suggested one, and something that it asks for and that is not so."""

    grade: str = Field(examples=["A"])
    asks_for: str = Field(description="And what there is.", examples=["features used at least 5; there are 4"])


class GradeSuggested(Given):
    """The grade that the figures suggest now, with its reasons, beside the one that was given; a person decides."""

    shows: ClassVar[str] = READ

    grade: str | None = Field(description="Null where the figures fit none, or could not be asked.", examples=["B"])
    given: str | None = Field(description="The one that was given last.", examples=["D"])
    differs_since: Moment | None = Field(
        description="Since when the two differ, as they are compared each day; null where they agree."
    )
    told_at: Moment | None = Field(description="When whoever the manual names was told that they differ for long.")
    seen: list[FactSeen] = Field(description="What speaks for the suggested grade.")
    against: list[GradeNotMet] = Field(description="Why it is none of those before it.")
    because: dict[str, Any] | None = Field(description="Clause, version, facts, what is next and when.")
    trouble: str | None = Field(description="Why the figures could not be asked; null where they could.")

    @classmethod
    def read(cls, found: GradeStands) -> Self:
        said = found.suggested
        return cls.of(
            found,
            grade=(said.grade if said else "") or None,
            given=found.given or None,
            seen=[FactSeen.read(each) for each in said.because.facts] if said else [],
            against=[GradeNotMet.of(None, grade=grade, asks_for=text) for grade, text in said.against] if said else [],
            because=said.because.as_json() if said else None,
            trouble=found.trouble or None,
        )


class GradesGiven(Given):
    """A page of grades, the first one first."""

    items: list[Grade]
    next: str | None
