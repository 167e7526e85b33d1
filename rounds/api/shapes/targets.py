"""Targets on the wire: how promises were kept, which tickets a number counts, and what is promised on one."""

from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Given, Moment, Page, Words
from rounds.targets.counting import By, Counted, Which
from rounds.targets.queries import ClauseFigures, CountedRow, Figure, Sum

Since = Annotated[
    Day | None,
    Field(description="Only what was due, or done, from this day on, and what stands still; none for everything."),
]


class Numbers(Given):
    """Promises that belong together: kept, missed and running ones are all that was promised."""

    key: str = Field(
        description="A week's Monday, a queue or a priority; “none” without one, empty for all of a clause."
    )
    promised: int
    kept: int
    running: int
    warned: int = Field(description="Of those that run: near, and warned of.")
    missed: int
    undone: int = Field(description="Of those that were missed: still to be done.")

    @classmethod
    def read(cls, figure: Figure) -> Self:
        numbers: dict[str, Any] = {which.value: figure[which] for which in Which}
        return cast("Self", cls.model_construct(key=figure.key, **numbers))


class TargetFigures(Given):
    """How the promises of one clause were kept."""

    target: str = Field(description="The clause's name.", examples=["first answer"])
    every: Numbers
    figures: list[Numbers]

    @classmethod
    def read(cls, found: ClauseFigures) -> Self:
        figures = [Numbers.read(each) for each in found.figures]
        made = cls.model_construct(target=found.target, every=Numbers.read(found.every), figures=figures)
        return cast("Self", made)


class Targets(Given):
    """The figures of every clause, by its name."""

    items: list[TargetFigures]


class Figures(Asked):
    """What promises are told apart by."""

    by: By = By.WEEK
    since: Since = None
    target: Words = ""


class PromiseFilter(Page):
    """Which promises are asked for: the words of a number."""

    by: By = By.WEEK
    since: Since = None
    target: Words = ""
    which: Which = Which.PROMISED
    key: Annotated[Words | None, Field(description="As the number says it; none for all.")] = None

    def counted(self) -> Counted:
        """Say it as the figures do."""
        return Counted(self.since, self.target, self.which, self.by, self.key)


class Promise(Given):
    """A target of a ticket."""

    ticket: int = Field(description="The ticket's number.")
    url: str = Field(description="The ticket's address.", examples=[f"{ROOT}/tickets/42"])
    target: str
    until: str = Field(description="What ends its clock.", examples=["first answer"])
    which: Which = Field(description="How it stands, in the word that says most.")
    due_at: Moment | None = Field(description="Null while its clock stands still.")
    ended_at: Moment | None
    warned_at: Moment | None
    missed_at: Moment | None = Field(description="When it was due and not kept.")

    @classmethod
    def read(cls, row: CountedRow) -> Self:
        return cls.of(row, ticket=row.number, url=f"{ROOT}/tickets/{row.number}")


class Promises(Given):
    """A page of promises. next: asks for what follows; null on the last."""

    shows: ClassVar[str] = "read the desk"

    items: list[Promise]
    next: str | None


class TicketTarget(Given):
    """A target of one ticket, with the sum that says why it is due when it is."""

    target: str
    until: str = Field(description="What ends its clock.", examples=["first answer"])
    due_at: Moment | None = Field(description="Null while its clock stands still.")
    ended_at: Moment | None
    warned_at: Moment | None
    missed_at: Moment | None = Field(description="When it was due and not kept.")
    because: dict[str, Any] = Field(description="Clause, version, what counted and what stood still, and what is next.")

    @classmethod
    def read(cls, found: Sum) -> Self:
        return cls.of(found, because=found.because.as_json())


class TicketTargets(Given):
    """What is promised on a ticket."""

    items: list[TicketTarget]
