"""Programmes of check-ins on the wire: how far each is, how its days are spread, and how one ends that the manual has no more."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Flag, Given, Moment, Page, Text, Words
from rounds.api.shapes.check_ins import READ, Whose
from rounds.checkins.queries import CountedRow, DryRun, Ending, Lost, Progress, Wakes

Words100 = Annotated[list[Annotated[Words, Field(min_length=1)]], Field(max_length=100, min_length=1)]


class FirmsWhere(Asked):
    """Which firms are meant; all that is given has to hold, of several words any."""

    lifecycle: Words100 | None = None
    tier: Words100 | None = None
    region: Words100 | None = None
    type: Words100 | None = None


class NewSpreading(Asked):
    """Over which days check-ins are spread that sleep."""

    programme: Words = Field(examples=["annual check-in"])
    where: FirmsWhere = Field(default_factory=FirmsWhere, description="Firms; all where nothing is given.")
    first: Day = Field(description="A day to come, of the team's calendar.")
    last: Day = Field(description="Not before the first, and at most two years after it.")
    dry_run: Flag = Field(default=False, description="Only say what would be done.")


class WeekOfWakes(Given):
    """A week, and how many check-ins wake in it before and after."""

    monday: str = Field(examples=["2027-03-01"])
    before: int
    after: int


class SpreadingDone(Given):
    """What spreading did, or would do. id: of the act, by which it is taken back; null for a dry run."""

    id: int | None
    many: int = Field(description="Check-ins that have another day.")
    left_alone: int = Field(
        description="Check-ins that sleep and keep their day: a customer answered late, and nobody ended that round."
    )
    weeks: list[WeekOfWakes]

    @classmethod
    def read(cls, spreading_id: int | None, run: DryRun) -> Self:
        """Say it by weeks, in order."""
        mondays = sorted({*run.before, *run.after})
        weeks = [
            WeekOfWakes.of(None, monday=str(each), before=run.before.get(each, 0), after=run.after.get(each, 0))
            for each in mondays
        ]
        return cls.of(None, id=spreading_id, many=run.many, left_alone=run.left_alone, weeks=weeks)


class SpreadingUndone(Given):
    """How many check-ins have the day again that they had; those on which something was done since stay."""

    id: int
    back: int


class ProgrammeGone(Given):
    """A programme that the manual has no more, and none goes on with."""

    programme: str = Field(examples=["annual check-in"])
    check_ins: int = Field(description="Of it, that come round still.")

    @classmethod
    def read(cls, lost: Lost) -> Self:
        return cls.of(None, programme=lost.programme, check_ins=lost.many)


class ProgrammesGone(Given):
    """Programmes that the manual has no more: their firms are taken on by no other until somebody says that none is needed."""

    items: list[ProgrammeGone]


class NewProgrammeEnding(Asked):
    """Of which programme that is gone no firm needs a check-in."""

    programme: Words = Field(examples=["annual check-in"])
    reason: Text = Field(description="Kept as a note on each ticket.", examples=["We stopped these."])


class ProgrammeEnded(Given):
    """What was ended together. id: of the act, by which it is taken back."""

    id: int
    check_ins: int = Field(description="Each closed, and with the reason as a note.")

    @classmethod
    def read(cls, ending: Ending) -> Self:
        return cls.of(None, id=ending.id, check_ins=ending.many)


class ProgrammeEndingUndone(Given):
    """How many stand as before: not those on which something was done since, nor of firms that another programme has taken on."""

    id: int
    back: int


class ProgressFilter(Asked):
    """Which programme's progress is asked for, in which year of the team's calendar."""

    programme: Words = Field(examples=["annual check-in"])
    year: Annotated[int, Field(ge=2000, le=2200, examples=[2026])]


class Mark(Given):
    """How many check-ins of one kind somebody has in a month."""

    member_id: int | None = Field(description="null: nobody's.")
    which: Literal["done", "due", "late", "not needed"] = Field(
        description="late: open since an earlier day. due: open, or comes back within the year."
    )
    month: int = Field(description="1 to 12: when it was done, came, or comes.")
    count: int


class GradeCount(Given):
    """How many firms have a grade, and had it when the year began."""

    grade: str | None = Field(description="null: none.")
    count: int
    before: int


class ProgrammeProgress(Given):
    """How a programme gets on in a year."""

    marks: list[Mark]
    unanswered: int = Field(
        description="Of those that are done: nobody answered, up to the end of the ladder or since."
    )
    grades: list[GradeCount]
    went_up: int
    went_down: int
    on_another_programme_too: int = Field(
        description="Firms that have a check-in by another programme, too, as they stand now."
    )

    @classmethod
    def read(cls, found: Progress) -> Self:
        """Say the figures, each kind on its own."""
        marks = [
            Mark.of(None, member_id=who or None, which=which.value, month=month, count=count)
            for (who, which, month), count in sorted(found.marks.items())
        ]
        grades = [
            GradeCount.of(None, grade=word or None, count=found.grades.get(word, 0), before=found.before.get(word, 0))
            for word in sorted({*found.grades, *found.before})
        ]
        return cls.of(
            None,
            marks=marks,
            unanswered=found.silent,
            grades=grades,
            went_up=found.up,
            went_down=found.down,
            on_another_programme_too=found.on_another,
        )


class CountedFilter(Page):
    """Behind which figure rows are asked for. A word by which that figure is not narrowed is refused."""

    programme: Words = Field(examples=["annual check-in"])
    which: Annotated[
        Literal[
            "done",
            "done without an answer",
            "due",
            "late",
            "not needed",
            "done, due and late",
            "graded",
            "graded before",
            "went up",
            "went down",
            "wakes",
            "on another programme too",
        ],
        Field(description="As `progress` counts them; wakes: as `wakes` does."),
    ]
    member: Whose = ""
    year: Annotated[
        int | None, Field(ge=2000, le=2200, description="Of the team's calendar; left out: the one that runs.")
    ] = None
    month: Annotated[int | None, Field(ge=1, le=12, description="Of done, due, late and not needed.")] = None
    grade: Annotated[
        Words | None, Field(description="Of graded and graded before; left out or empty: firms that have none.")
    ] = None
    first: Annotated[Day | None, Field(description="Of wakes; left out: today.")] = None
    last: Annotated[Day | None, Field(description="Of wakes, included; left out: the first.")] = None


class RowCounted(Given):
    """A row behind a figure: a check-in as it stands now, and when and whose it counts."""

    url: str = Field(examples=[f"{ROOT}/check-ins/7"])
    check_in_id: int
    account_id: int
    account: str = Field(description="The firm's name.")
    ticket: int = Field(description="Number of its ticket.", examples=[42])
    phase: Literal["asleep", "due", "started", "waiting for an answer", "answered", "exempt"]
    grade: str | None = Field(description="The last one given.", examples=["B"])
    at: Moment | None = Field(
        description="When it was done, came, comes, or was graded last; null: it never was, or comes by no day."
    )
    member_id: int | None = Field(description="Whose it counts as; null: nobody's.")
    member: str | None = Field(description="Their name.")

    @classmethod
    def read(cls, counted: CountedRow) -> Self:
        row = counted.row
        return cls.of(
            row,
            url=f"{ROOT}/check-ins/{row.id}",
            check_in_id=row.id,
            ticket=row.number,
            grade=row.grade or None,
            at=counted.at,
            member_id=counted.member_id,
            member=counted.who or None,
        )


class RowsCounted(Given):
    """A page of the rows behind a figure, the earliest first."""

    shows: ClassVar[str] = READ

    items: list[RowCounted]
    next: str | None


class WakesFilter(Asked):
    """Between which days wakes are counted, both included, at most two years; of one member, or of all."""

    programme: Words = Field(examples=["annual check-in"])
    first: Day
    last: Day
    member: Whose = ""


class DayOfWakes(Given):
    """A day of the team's calendar, and how many check-ins come back on it by themselves."""

    day: str = Field(examples=["2027-03-01"])
    count: int


class DaysOfWakes(Given):
    """Days on which any wakes. most_done: in the best week of the last year; 0 where none was."""

    items: list[DayOfWakes]
    most_done: int

    @classmethod
    def read(cls, found: Wakes) -> Self:
        """Say them in order."""
        items = [DayOfWakes.of(None, day=str(day), count=count) for day, count in sorted(found.days.items())]
        return cls.of(None, items=items, most_done=found.most)
