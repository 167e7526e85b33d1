"""Check-ins on the wire: what stands of each, what was found and graded, and what their acts take."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Flag, Given, Id, ItsId, Moment, Page, Text, Words
from rounds.api.shapes.tickets import AfterSpan, OnDay
from rounds.checkins.queries import (
    CheckInRecord,
    CountedRow,
    DryRun,
    Ending,
    FindingRecord,
    GradeRecord,
    GradeStands,
    Letter,
    Lost,
    Progress,
    ReachOutRecord,
    RoundRecord,
    Wakes,
)
from rounds.timeline.rules import Fact

READ = "do check-ins"


class CheckIn(Given):
    """A firm on a programme of the manual, with its one ticket."""

    shows: ClassVar[str] = READ

    url: str = Field(examples=[f"{ROOT}/check-ins/7"])
    id: int
    version: int = Field(description="Of its ticket, which each act on either counts up; the ETag, without its quotes.")
    programme: str = Field(description="A programme of the manual.", examples=["annual check-in"])
    account_id: int
    account: str = Field(description="The firm's name.")
    ticket: int = Field(description="Number of its ticket, where all that is said stands.", examples=[42])
    assignee_id: int | None = Field(description="The member who has it.")
    assignee: str | None = Field(description="Their name.")
    phase: Literal["asleep", "due", "started", "waiting for an answer", "answered", "exempt"]
    reach_out_due: bool = Field(description="Nobody answered, and another reach-out is due.")
    wakes_at: Moment | None = Field(description="When it comes back by itself; null while it is open, or exempt.")
    woke_at: Moment | None = Field(description="When its day came, where that opened it.")
    started_at: Moment | None = Field(description="When somebody began with this round.")
    last_on: str | None = Field(description="Day of the last check-in, in the team's zone.", examples=["2026-11-23"])
    last_brought: bool = Field(description="That day was brought in by import: it was in another system.")
    every: str = Field(description="Its cadence: its own, else the programme's.", examples=["1 year"])
    own_every: str | None = Field(description="The firm's own cadence; null where it is the programme's.")
    grade: str | None = Field(description="The last one given.", examples=["B"])
    scale: tuple[str, ...] = Field(
        description="The grades that can be given, the best first.", examples=[["A", "B", "C"]]
    )
    note_needs: tuple[str, ...] = Field(description="What a finding has to say.", examples=[["contact", "usage"]])
    exempt_at: Moment | None = Field(description="Since when no check-in is needed.")
    left_at: Moment | None = Field(description="Since when the programme is not for this firm any more.")
    entered_at: Moment

    @classmethod
    def read(cls, record: CheckInRecord) -> Self:
        last_on = record.last_on.isoformat() if record.last_on else None
        return cls.of(record, url=f"{ROOT}/check-ins/{record.id}", last_on=last_on)


class CheckIns(Given):
    """A page of check-ins. next: asks for what follows; null on the last."""

    items: list[CheckIn]
    next: str | None


Whose = Annotated[
    str,
    Field(pattern=r"^(me|nobody|[1-9][0-9]{0,8})?$", description="A member's id, “me” (the token's) or “nobody”."),
]


class CheckInFilter(Page):
    """Which check-ins are asked for; all of it has to hold. Open ones come by how long they are, the longest first."""

    standing: Annotated[
        Literal["open", "waiting", "asleep", "exempt", "asked about"] | None,
        Field(description="open: our turn. asked about: the programme is not for the firm any more."),
    ] = None
    assignee: Whose = ""
    programme: Words = ""
    account: Annotated[Id | None, Field(description="Of this firm.")] = None
    grade: Words = ""
    wakes_from: Annotated[Day | None, Field(description="Comes back on this day or later, in the team's zone.")] = None
    wakes_until: Annotated[Day | None, Field(description="Comes back on this day or sooner.")] = None


class LetterTo(Given):
    """Somebody at the firm who can be written to. chosen: whoever was written to last, else the first by name."""

    address_id: int
    contact_id: int
    name: str
    address: str
    chosen: bool


class ReachOutLetter(Given):
    """The reach-out that is due, as the manual's template writes it; nothing is sent by reading it."""

    template: str = Field(examples=["yearly reach-out"])
    subject: str
    text: str
    waits: str = Field(description="How long an answer is waited for.", examples=["2 weeks"])
    until: Moment = Field(description="When it comes back, were it sent now.")
    to: list[LetterTo]

    @classmethod
    def read(cls, letter: Letter) -> Self:
        due = letter.due
        return cls.of(
            None,
            template=str(due.name),
            subject=due.words.subject,
            text=due.words.text,
            waits=due.waits,
            until=due.until,
            to=[LetterTo.of(each) for each in letter.people],
        )


class NewReachOut(Asked):
    """A mail to somebody at the firm. It counts as the reach-out: day, wait and date are set with it."""

    address_id: ItsId = Field(description="An address of somebody at the firm; `letter` lists them.")
    subject: Words = Field(examples=["How is it going?"])
    text: Text = Field(examples=["Hello Dana, how do you get on?"])


class NewCall(Asked):
    """A call or a visit that counts as the reach-out."""

    how: Literal["call", "visit"]
    text: Text = Field(description="What was said, and by whom.", examples=["Left word with Dana."])


class ReachOut(Given):
    """One time that somebody reached out. void_at: when it was seen that it never left; null where it counts."""

    id: int
    how: Literal["mail", "call", "visit"]
    message_id: int | None = Field(description="The mail on its ticket.")
    member_id: int
    at: Moment
    void_at: Moment | None

    @classmethod
    def read(cls, record: ReachOutRecord) -> Self:
        return cls.of(record)


class ReachOuts(Given):
    """A page of reach-outs, the first one first."""

    items: list[ReachOut]
    next: str | None


class PartsPage(Page):
    """Which part of what was done with a check-in is asked for."""


Said = Annotated[
    dict[Annotated[str, Field(max_length=200, pattern=r"^[^\x00]+$")], Text],
    Field(
        max_length=100,
        description="What was found, by what the programme asks for (`note_needs`); all of it.",
        examples=[{"contact": "Dana Whitlock", "usage": "40 spots a week"}],
        json_schema_extra={"additionalProperties": False},
    ),
]


class NewFinding(Asked):
    """What somebody found at a firm."""

    said: Said


class Finding(Given):
    """What somebody found at a firm."""

    id: int
    said: dict[str, str]
    member_id: int
    at: Moment

    @classmethod
    def read(cls, record: FindingRecord) -> Self:
        return cls.of(record)


class Findings(Given):
    """A page of findings, the first one first."""

    items: list[Finding]
    next: str | None


class RoundOver(Given):
    """A round that is over. Whether it is answered may be known later: the customer writes before another begins."""

    id: int
    ended_at: Moment
    member_id: int | None = Field(
        description="Who ended it, or had its ticket where nobody answered to the end of the ladder; null: nobody."
    )
    unanswered: bool = Field(description="Nobody answered, up to the end of the ladder or since.")
    again: bool = Field(description="The round before went on after its end; the two count as one.")
    follow_ups: str | None = Field(description="What has to follow.", examples=["Send them the price list."])
    findings: list[Finding] = Field(description="What was found in it, the first one first.")

    @classmethod
    def read(cls, record: RoundRecord) -> Self:
        return cls.of(record, findings=[Finding.read(each) for each in record.findings])


class RoundsOver(Given):
    """A page of rounds that are over, the last one first."""

    items: list[RoundOver]
    next: str | None


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


class RoundEnd(Asked):
    """When the firm is looked at again."""

    date: AfterSpan | OnDay | None = Field(default=None, description="null: by its cadence.")
    follow_ups: Text | None = Field(
        default=None,
        description="What has to follow: kept as a note on its ticket. null: nothing has to.",
        examples=["Send them the price list of the new product."],
    )


class AnotherDay(Asked):
    """Until when a check-in sleeps now."""

    date: AfterSpan | OnDay


class ExemptionEnd(Asked):
    """When the firm is looked at next."""

    day: Annotated[Day | None, Field(description="Left out: by its cadence.")] = None


class Cadence(Asked):
    """How often a firm is checked in with, from its next round on."""

    every: Annotated[Words, Field(examples=["6 months"])] | None = Field(
        description="Days, weeks, months or years; null: the programme's."
    )


class Exemption(Asked):
    """Why no check-in is needed."""

    reason: Text = Field(examples=["They use the product no more."])


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


class TrainingWish(Asked):
    """What somebody there wants to be trained in."""

    text: Text = Field(examples=["A refresher for the whole group."])
    address_id: ItsId | None = Field(
        default=None,
        description="Of whoever wishes for it; `letter` lists them. null: whoever was written to last.",
    )
