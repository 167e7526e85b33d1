"""Check-ins on the wire: what stands of each, what was found, and what their acts take."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Given, Id, ItsId, Moment, Page, Text, Words
from rounds.api.shapes.tickets import AfterSpan, OnDay
from rounds.checkins.queries import CheckInRecord, FindingRecord, Letter, ReachOutRecord, RoundRecord

READ = "do check-ins"

Whose = Annotated[
    str,
    Field(pattern=r"^(me|nobody|[1-9][0-9]{0,8})?$", description="A member's id, “me” (the token's) or “nobody”."),
]


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
    beside: tuple[int, ...] = Field(
        description="The firm's check-ins by other programmes, by their ids.", examples=[[8]]
    )

    @classmethod
    def read(cls, record: CheckInRecord) -> Self:
        last_on = record.last_on.isoformat() if record.last_on else None
        return cls.of(record, url=f"{ROOT}/check-ins/{record.id}", last_on=last_on)


class CheckIns(Given):
    """A page of check-ins. next: asks for what follows; null on the last."""

    items: list[CheckIn]
    next: str | None


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


class TrainingWish(Asked):
    """What somebody there wants to be trained in."""

    text: Text = Field(examples=["A refresher for the whole group."])
    address_id: ItsId | None = Field(
        default=None,
        description="Of whoever wishes for it; `letter` lists them. null: whoever was written to last.",
    )
