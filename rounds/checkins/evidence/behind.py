"""The rows behind each figure of a firm's evidence: as many as it says, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial

from django.db.models import Exists, OuterRef

from rounds.accounts.models import Asset
from rounds.basics.dates import months_after
from rounds.basics.localtime import start_of
from rounds.basics.problems import NotThere
from rounds.basics.text import counted
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import INSTANT, Dates
from rounds.checkins.evidence.gathering import tickets_since
from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket, TicketKnownAs
from rounds.desk.rules import State
from rounds.policies.book import Book
from rounds.policies.conditions import When
from rounds.telemetry.answering import Question
from rounds.telemetry.asking import Row, ask
from rounds.telemetry.clauses import Counts, NamedFact
from rounds.telemetry.queries.behind import as_rows
from rounds.telemetry.queries.people import as_users
from rounds.telemetry.questions.behind import Rows, how_many, some_of
from rounds.telemetry.questions.counting import By, Stretch, counted_of
from rounds.telemetry.questions.holding import how_many_items, how_many_open, some_items, some_open
from rounds.telemetry.questions.people import how_many_people, people, people_where


class Of(StrEnum):
    """Which sort of figure is opened."""

    FIGURE = "fact"
    MONTH = "month"
    MEDIA = "media kind"
    USERS = "users"
    ACTIVE = "active users"
    QUIET = "quiet users"
    USED = "used"
    WANTED = "wanted"
    ASSETS = "assets"
    INTEGRATION = "integration"
    DRAFTS = "drafts"
    TICKETS = "tickets"
    IMPORTED = "imported tickets"


@dataclass(frozen=True, slots=True)
class Which:
    """One figure. name: of the fact, the feature, the integration or the kind of asset. product: of a feature.

    month: its first day. word: the media kind, "" where a record says none. person: who has the drafts, 0 whom nobody names; None
    for all. before: the same dates a year before.
    """

    of: Of
    name: str = ""
    product: str = ""
    month: date | None = None
    word: str = ""
    person: int | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One row. title: what it is; who: did it, empty where nobody is said; note: what else is known; ticket: its number, 0 for others.

    at: aware, UTC.
    """

    id: int
    at: datetime
    title: str
    who: str = ""
    note: str = ""
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of the rows. many: how many there are in all, which is the figure."""

    many: int
    rows: tuple[BehindRow, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose figure is opened, and which part of its rows is asked for."""

    account: int
    evidence: Evidence
    dates: Dates
    manual: Book
    limit: int
    skip: int

    @property
    def now(self) -> datetime:
        """Give the last moment that counts."""
        return self.dates.usage_until - INSTANT


def behind(which: Which, opened: Opened) -> Behind:
    """Give a page of the rows that a figure counts. Raises NotThere where the manual shows no such figure, UsageTrouble."""
    if which.of is Of.ASSETS:
        return _assets(which, opened)
    if which.of in {Of.TICKETS, Of.IMPORTED}:
        return _tickets(which, opened)
    if opened.dates.as_of is None:
        return Behind(0, ())
    if which.of in {Of.USERS, Of.ACTIVE, Of.QUIET}:
        return _people(which, opened)
    if which.of is Of.DRAFTS:
        return _drafts(which, opened)
    if which.of is Of.FIGURE and (fact := _fact(which.name, opened)).count != Counts.USAGE:
        return _by_fact(fact, which, opened)
    return _usage(_rows(which, opened), opened)


def _rows(which: Which, opened: Opened) -> Rows:
    """Say which records a figure counts."""
    evidence, dates = opened.evidence, opened.dates
    if which.of is Of.FIGURE:
        return Rows(_stretch(_fact(which.name, opened), which, opened))
    if which.of is Of.MONTH and which.month and evidence.by_month:
        return Rows(_month(_fact(evidence.by_month, opened), which, which.month, opened))
    if which.of is Of.MEDIA and evidence.by_media_kind:
        word = (("media", which.word or None),)
        return Rows(_stretch(_fact(evidence.by_media_kind, opened), which, opened), words=word)
    feature = (("product", which.product or None), ("feature", which.name))
    if which.of is Of.INTEGRATION and (switches := evidence.integrations):
        return Rows(words=feature, events=(switches.on, switches.off))
    if which.of is Of.WANTED and evidence.features and evidence.features.wanted_with:
        return Rows(words=feature, events=(evidence.features.wanted_with,))
    if which.of is Of.USED and evidence.features:
        return Rows(words=feature, no_events=evidence.no_use(), since=dates.since)
    raise NotThere(f"figure {which.of}")


def _fact(name: str, opened: Opened) -> NamedFact:
    """Find a fact that the evidence shows. Raises NotThere."""
    found = opened.manual.find(NamedFact, name) if name in opened.evidence.facts() else None
    if found is None:
        raise NotThere(f"fact {name}")
    return found


def _ends(which: Which, opened: Opened) -> tuple[datetime, datetime]:
    return opened.dates.a_year_before() if which.before else (opened.dates.since, opened.dates.usage_until)


def _stretch(fact: NamedFact, which: Which, opened: Opened) -> Stretch:
    since, until = _ends(which, opened)
    return Stretch(fact.where, When(until - INSTANT, opened.manual.first_hours), since, until)


def _month(fact: NamedFact, which: Which, month: date, opened: Opened) -> Stretch:
    """Keep to a month, as far as the dates go; of the year before, to the month that it is compared with."""
    whole, zone = _stretch(fact, which, opened), opened.dates.zone
    first = months_after(month, -12) if which.before else month
    since, until = _ends(which, opened)
    begin, end = start_of(first, zone), start_of(months_after(first, 1), zone)
    return Stretch(whole.condition, whole.when, max(since, begin), min(until, end))


def _usage(rows: Rows, opened: Opened) -> Behind:
    [[total], found] = _asked(
        opened, partial(how_many, rows=rows), partial(some_of, rows=rows, limit=opened.limit, skip=opened.skip)
    )
    return Behind(total["many"], _records(found))


def _records(found: Sequence[Row]) -> tuple[BehindRow, ...]:
    return tuple(
        BehindRow(
            row.id,
            row.at,
            row.event,
            row.user,
            _joined(row.product, row.feature, row.media, row.item, _much(row.quantity)),
        )
        for row in as_rows(found)
    )


def _people(which: Which, opened: Opened) -> Behind:
    """List people: all, those who did something in the dates, or those who are quiet."""
    users = opened.evidence.users
    if users is None:
        raise NotThere("figure users")
    when = When(opened.now, opened.manual.first_hours)
    ends = {
        Of.ACTIVE: {"seen_since": opened.dates.since},
        Of.QUIET: {"quiet_since": users.quiet_after.before(when.now, hours=when.hours)},
    }.get(which.of, {})
    listed = partial(people, limit=opened.limit, skip=opened.skip, **ends)
    [[total], found] = _asked(opened, partial(how_many_people, **ends), listed)
    return Behind(total["many"], _named(found))


def _named(found: Sequence[Row]) -> tuple[BehindRow, ...]:
    return tuple(
        BehindRow(one.person, one.last_at, one.name, note=counted(one.rows, "record")) for one in as_users(found)
    )


def _drafts(which: Which, opened: Opened) -> Behind:
    if (drafts := opened.evidence.drafts) is None:
        raise NotThere("figure drafts")
    count = partial(how_many_open, begun=drafts.begun, ended=drafts.ended, person=which.person)
    some = partial(some_open, begun=drafts.begun, ended=drafts.ended, person=which.person)
    [[total], found] = _asked(opened, count, partial(some, limit=opened.limit, skip=opened.skip))
    return Behind(total["many"], _records(found))


def _by_fact(fact: NamedFact, which: Which, opened: Opened) -> Behind:
    """Open a fact that does not count records: the items, each by its latest record; or people, months, features, which are never many."""
    stretch = _stretch(fact, which, opened)
    if fact.count == Counts.ITEMS:
        rows = Rows(stretch)
        count, some = partial(how_many_items, rows=rows), partial(some_items, rows=rows)
        [[total], found] = _asked(opened, count, partial(some, limit=opened.limit, skip=opened.skip))
        return Behind(total["many"], _records(found))
    if fact.count == Counts.USERS:
        [found] = _asked(opened, partial(people_where, condition=fact.where, when=stretch.when))
        return _part(_named(found), opened)
    by = (By.MONTH,) if fact.count == Counts.MONTHS else (By.PRODUCT, By.FEATURE)
    [found] = _asked(opened, partial(counted_of, which=stretch, by=by, zone=opened.dates.zone))
    kept = [row for row in found if fact.count == Counts.MONTHS or row["feature"] is not None]
    return _part(tuple(_summed(place, row, opened) for place, row in enumerate(kept, start=1)), opened)


def _summed(place: int, row: Row, opened: Opened) -> BehindRow:
    """Say a month or a feature with how many records it has."""
    if "month" in row:
        return BehindRow(
            place,
            start_of(row["month"], opened.dates.zone),
            f"{row['month']:%Y-%m}",
            note=counted(row["rows"], "record"),
        )
    return BehindRow(
        place, opened.now, row["feature"], note=_joined(row["product"] or "", counted(row["rows"], "record"))
    )


def _part(rows: tuple[BehindRow, ...], opened: Opened) -> Behind:
    return Behind(len(rows), rows[opened.skip : opened.skip + opened.limit])


def _assets(which: Which, opened: Opened) -> Behind:
    if which.name not in (opened.evidence.assets or ()):
        raise NotThere(f"assets {which.name}")
    found = Asset.objects.filter(account=opened.account, kind=which.name, created_at__lt=opened.dates.until)
    rows = found.order_by("name", "serial", "id")[opened.skip : opened.skip + opened.limit]
    return Behind(found.count(), tuple(_asset(row) for row in rows))


def _asset(row: Asset) -> BehindRow:
    called = row.name or row.serial or row.kind
    return BehindRow(row.pk, row.created_at, called, note=_joined(row.serial, row.software))


def _tickets(which: Which, opened: Opened) -> Behind:
    """List the firm's tickets, those of its check-ins left out, of such as it needs no more too."""
    if opened.evidence.earlier_tickets is None:
        raise NotThere("figure tickets")
    since = tickets_since(opened.evidence, opened.dates, opened.manual)
    theirs = Ticket.objects.filter(account=opened.account, opened_at__gte=since, opened_at__lt=opened.dates.until)
    found = theirs.filter(~Exists(CheckIn.objects.filter(ticket=OuterRef("pk")))).exclude(state=State.MERGED)
    if which.of is Of.IMPORTED:
        found = found.filter(pk__in=TicketKnownAs.objects.values("record_id"))
    rows = list(found.order_by("-opened_at", "-id")[opened.skip : opened.skip + opened.limit])
    sources = dict(TicketKnownAs.objects.filter(record__in=rows).values_list("record_id", "source"))
    return Behind(found.count(), tuple(_ticket(row, sources.get(row.pk, "")) for row in rows))


def _ticket(row: Ticket, source: str) -> BehindRow:
    return BehindRow(row.pk, row.opened_at, row.subject, note=_joined(_stands(row), source), ticket=row.number)


def _stands(ticket: Ticket) -> str:
    """Say how a ticket stands, or how long it took."""
    if ticket.closed_at is None:
        return ticket.state
    days = (ticket.closed_at - ticket.opened_at) // timedelta(days=1)
    return f"closed after {counted(days, 'day')}" if days else "closed on the same day"


def _asked(opened: Opened, *questions: Question) -> list[list[Row]]:
    return ask(*questions, accounts=[opened.account], until=opened.dates.usage_until)


def _much(quantity: float | None) -> str:
    return "" if quantity is None else f"{quantity:g}"


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)
