"""What is known of a check-in's firm, on the wire: each figure with the address of the rows that it counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Given, Moment, Page, Words
from rounds.checkins.evidence.behind import BehindRow, Of, Which
from rounds.checkins.evidence.clauses import People
from rounds.checkins.evidence.naming import switched, used, wanted
from rounds.checkins.evidence.seen import Month, Switch, Use
from rounds.checkins.queries import EvidencePage
from rounds.telemetry.queries import User

READ = "do check-ins"


class Dates(Asked):
    """Of which days, of the team's calendar; both are included. Left out: since the last check-in, until today."""

    from_: Annotated[Day | None, Field(alias="from", description="From this day on.")] = None
    until: Annotated[Day | None, Field(description="Until this day.")] = None


class Count(Given):
    """A figure. rows: lists what it counts, just as many."""

    number: int
    rows: str = Field(examples=[f"{ROOT}/check-ins/7/evidence/rows?figure=fact&name=airings"])


class FactFigure(Given):
    """What a fact of the manual comes to in the dates, and in the same ones a year before."""

    fact: str = Field(examples=["airings"])
    now: Count
    before: Count


class MonthFigure(Given):
    """A month as far as it lies in the dates, and the same one a year before."""

    month: str = Field(description="Its first day.", examples=["2026-11-01"])
    now: Count
    before: Count


class MediaFigure(Given):
    """A media kind."""

    media: str = Field(description="Empty where a record says none.")
    count: Count


class SomebodySeen(Given):
    """Somebody who uses the product there."""

    name: str
    role: str = Field(
        description="What they are there, as our contacts of the firm say it; empty where not known.",
        examples=["producer"],
    )
    last_at: Moment
    records: int


class SomebodyUnseen(Given):
    """Somebody whom we know at the firm, and who was never seen to use the product."""

    contact_id: int
    name: str
    title: str = Field(description="What they are there; empty where not known.")


class Offered(Given):
    """What a part of a finding begins with."""

    need: str = Field(description="What the programme asks for.", examples=["usage"])
    text: str = Field(examples=["airings: 312, 280 a year before (counted from 2025-11-23 to 2026-11-23)"])


class PeopleSeen(Given):
    """Who uses the product there. last_active, quiet_people: the first ten of each; the rows list all."""

    all: Count
    active: Count
    quiet: Count
    quiet_for: str = Field(examples=["60 days"])
    last_active: list[SomebodySeen]
    quiet_people: list[SomebodySeen] = Field(description="Whoever did something last stands first.")
    never_seen: list[SomebodyUnseen] = Field(description="The first ten by name, of the firm’s people.")


class FeatureSeen(Given):
    """A feature of a product."""

    product: str
    feature: str
    had: bool
    used: Count = Field(description="In the dates.")
    wanted: Count = Field(description="Ever.")


class AssetsSeen(Given):
    """What they have of ours, of one kind."""

    kind: str
    count: Count


class IntegrationSeen(Given):
    """An integration, and since when it is on or off."""

    product: str
    name: str
    on: bool
    since: Moment
    rows: str


class HolderSeen(Given):
    """Somebody who has drafts. name: empty where nobody is said."""

    name: str
    since: Moment = Field(description="Of the oldest.")
    count: Count


class DraftsSeen(Given):
    """What is begun and not finished. holders: the first ten."""

    all: Count
    holders: list[HolderSeen]


class TicketsSeen(Given):
    """Tickets of the firm before the end of the dates, the check-in's own left out."""

    all: Count
    imported: Count


class Evidence(Given):
    """What is known of a firm before somebody reaches out. A piece that the manual does not ask for is null, and so is all of usage
    where it could not be asked."""

    shows: ClassVar[str] = READ

    url: str = Field(examples=[f"{ROOT}/check-ins/7/evidence"])
    check_in_id: int
    clause: str = Field(description="The clause that says what is looked at.", examples=["evidence: what we look at"])
    from_day: str = Field(description="The first day.", examples=["2025-11-23"])
    until_day: str = Field(description="The last day.", examples=["2026-11-23"])
    usage_until: Moment | None = Field(description="Usage is known until then; null where none is here at all.")
    last_used_at: Moment | None = Field(
        description="When the firm did something last; null where nothing was ever told of it: zeros say nothing then."
    )
    trouble: str | None = Field(description="Why usage could not be asked; null where it could.")
    figures: list[FactFigure] | None
    by_month: list[MonthFigure] | None
    by_media_kind: list[MediaFigure] | None
    users: PeopleSeen | None
    features: list[FeatureSeen] | None
    assets: list[AssetsSeen] | None
    integrations: list[IntegrationSeen] | None
    drafts: DraftsSeen | None
    earlier_tickets: TicketsSeen | None
    for_the_finding: list[Offered] = Field(
        description="What a finding begins with, by the manual; a person changes it. Nothing once one of this round is written."
    )

    @classmethod
    def read(cls, page: EvidencePage, rows: Callable[[Which], str]) -> Self:
        """Say it. rows: writes the address of the rows behind a figure."""
        dates = page.dates
        pieces = dict.fromkeys(PIECES) if page.trouble else Saying(page, rows).pieces()
        return cls.of(
            None,
            url=f"{ROOT}/check-ins/{page.check_in}/evidence",
            check_in_id=page.check_in,
            clause=page.clause,
            from_day=dates.first_day.isoformat(),
            until_day=dates.last_day.isoformat(),
            usage_until=dates.as_of,
            last_used_at=page.seen.last_at,
            trouble=page.trouble or None,
            for_the_finding=[Offered.of(None, need=need, text=text) for need, text in page.offers.items()],
            **pieces,
        )


PIECES = (
    "figures",
    "by_month",
    "by_media_kind",
    "users",
    "features",
    "assets",
    "integrations",
    "drafts",
    "earlier_tickets",
)


@dataclass(frozen=True, slots=True)
class Saying:
    """Says the pieces of a firm's evidence, each that the manual asks for. rows: writes the address of the rows behind a figure."""

    page: EvidencePage
    rows: Callable[[Which], str]

    def count(self, number: int, which: Which) -> Count:
        """Say a figure."""
        return Count.of(None, number=number, rows=self.rows(which))

    def fact(self, name: str) -> FactFigure:
        """Say what a fact comes to."""
        figure, which, before = self.page.seen.figures[name], *_both(Of.FIGURE, name=name)
        return FactFigure.of(
            None, fact=name, now=self.count(figure.number, which), before=self.count(figure.before, before)
        )

    def month(self, month: Month) -> MonthFigure:
        """Say a month."""
        which, before = _both(Of.MONTH, month=month.first)
        now, earlier = self.count(month.number, which), self.count(month.before, before)
        return MonthFigure.of(None, month=month.first.isoformat(), now=now, before=earlier)

    def media(self, word: str, number: int) -> MediaFigure:
        """Say a media kind."""
        return MediaFigure.of(None, media=word, count=self.count(number, Which(Of.MEDIA, word=word)))

    def users(self, asked: People) -> PeopleSeen:
        """Say who uses the product there."""
        seen = self.page.seen
        return PeopleSeen.of(
            None,
            all=self.count(seen.users, Which(Of.USERS)),
            active=self.count(seen.active, Which(Of.ACTIVE)),
            quiet=self.count(seen.quiet, Which(Of.QUIET)),
            quiet_for=str(asked.quiet_after),
            last_active=_somebody(self.page.active),
            quiet_people=_somebody(self.page.quiet),
            never_seen=[SomebodyUnseen.of(each, contact_id=each.contact) for each in self.page.unseen],
        )

    def feature(self, use: Use) -> FeatureSeen:
        """Say a feature."""
        return FeatureSeen.of(use, used=self.count(use.used, used(use)), wanted=self.count(use.wanted, wanted(use)))

    def assets(self, kind: str, number: int) -> AssetsSeen:
        """Say what they have of a kind."""
        return AssetsSeen.of(None, kind=kind, count=self.count(number, Which(Of.ASSETS, name=kind)))

    def integration(self, switch: Switch) -> IntegrationSeen:
        """Say an integration."""
        return IntegrationSeen.of(switch, rows=self.rows(switched(switch)))

    def drafts(self) -> DraftsSeen:
        """Say what is begun."""
        holders = [
            HolderSeen.of(each, count=self.count(each.items, Which(Of.DRAFTS, person=each.person or 0)))
            for each in self.page.holders
        ]
        return DraftsSeen.of(None, all=self.count(self.page.seen.drafts, Which(Of.DRAFTS)), holders=holders)

    def tickets(self) -> TicketsSeen:
        """Say their tickets."""
        seen = self.page.seen
        return TicketsSeen.of(
            None,
            all=self.count(seen.tickets, Which(Of.TICKETS)),
            imported=self.count(seen.imported, Which(Of.IMPORTED)),
        )

    def pieces(self) -> dict[str, object]:
        """Say all of it, by the names of the shape."""
        asked, seen = self.page.evidence, self.page.seen
        return {
            "figures": _if(asked.figures, lambda names: [self.fact(name) for name in names]),
            "by_month": _if(asked.by_month, lambda _: [self.month(each) for each in seen.months]),
            "by_media_kind": _if(asked.by_media_kind, lambda _: [self.media(*each) for each in seen.media]),
            "users": _if(asked.users, self.users),
            "features": _if(asked.features, lambda _: [self.feature(each) for each in seen.features]),
            "assets": _if(asked.assets, lambda _: [self.assets(*each) for each in seen.assets.items()]),
            "integrations": _if(asked.integrations, lambda _: [self.integration(each) for each in seen.integrations]),
            "drafts": _if(asked.drafts, lambda _: self.drafts()),
            "earlier_tickets": _if(asked.earlier_tickets, lambda _: self.tickets()),
        }


def _if[T](asked: T | None, say: Callable[[T], object]) -> object:
    """Say a piece where the manual asks for it."""
    return say(asked) if asked else None


def _both(of: Of, *, name: str = "", month: date | None = None) -> tuple[Which, Which]:
    """Open a figure, and the same one a year before."""
    return Which(of, name=name, month=month), Which(of, name=name, month=month, before=True)


def _somebody(people: Iterable[User]) -> list[SomebodySeen]:
    return [SomebodySeen.of(each, records=each.rows) for each in people]


class FigureFilter(Page, Dates):
    """Which figure is opened: take the address that stands beside it."""

    figure: Literal[
        "fact",
        "month",
        "media kind",
        "users",
        "active users",
        "quiet users",
        "used",
        "wanted",
        "assets",
        "integration",
        "drafts",
        "tickets",
        "imported tickets",
    ]
    name: Annotated[Words, Field(description="Of the fact, the feature, the integration or the kind of asset.")] = ""
    product: Annotated[Words, Field(description="Of the feature or the integration.")] = ""
    month: Annotated[Day | None, Field(description="Its first day.")] = None
    word: Annotated[Words, Field(description="The media kind; empty where a record says none.")] = ""
    person: Annotated[
        str, Field(pattern=r"^([0-9]{1,15})?$", description="Who has the drafts; 0 for those of nobody named.")
    ] = ""
    before: Annotated[Literal["", "yes"], Field(description="yes: the same dates a year before.")] = ""


class EvidenceRow(Given):
    """One row that a figure counts: a record of usage, a person, an asset, a ticket, a month or a feature."""

    id: int
    at: Moment
    title: str = Field(description="What it is.", examples=["item submitted"])
    by: str = Field(description="Who did it; empty where nobody is said.")
    note: str = Field(description="What else is known of it.", examples=["desk, audio"])
    ticket: int | None = Field(description="The ticket's number, where it is one.")

    @classmethod
    def read(cls, row: BehindRow) -> Self:
        return cls.of(row, by=row.who, ticket=row.ticket or None)


class EvidenceRows(Given):
    """A page of the rows that a figure counts. number: how many there are in all, which is the figure."""

    shows: ClassVar[str] = READ

    number: int
    items: list[EvidenceRow]
    next: str | None
