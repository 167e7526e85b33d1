"""Check-ins, their findings, grades and reach-outs as programs read them: a page of a list at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db.models import Q, QuerySet

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn, Finding, GradeGiven, ReachOut
from rounds.checkins.queries.beside import ids_beside, with_beside
from rounds.checkins.queries.brought import is_brought, with_brought
from rounds.checkins.queries.narrowing import OPEN_SINCE, Narrow
from rounds.checkins.queries.one import Due, Person, check_in_page
from rounds.checkins.queries.standing import grades_of, own_cadence, phase_of, programme_of
from rounds.checkins.rules.states import Phase
from rounds.timeline.rules import Fact, facts_from_json


@dataclass(frozen=True, slots=True)
class CheckInRecord:
    """A check-in. version: of its ticket, which every act on it counts up. every: its cadence, the firm's own or the programme's;
    empty where the manual has no such programme any more, and note_needs and scale with it. last_brought: an import brought last_on.
    beside: the firm's check-ins by other programmes, by their ids.
    """

    id: int
    version: int
    programme: str
    account_id: int
    account: str
    ticket: int
    assignee_id: int | None
    assignee: str | None
    phase: Phase
    reach_out_due: bool
    wakes_at: datetime | None
    woke_at: datetime | None
    started_at: datetime | None
    last_on: date | None
    last_brought: bool
    every: str
    own_every: str | None
    grade: str | None
    scale: tuple[str, ...]
    note_needs: tuple[str, ...]
    exempt_at: datetime | None
    left_at: datetime | None
    entered_at: datetime
    beside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The reach-out that is due, and to whom it can go."""

    due: Due
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """What somebody found."""

    id: int
    said: dict[str, str]
    member_id: int
    at: datetime

    @classmethod
    def of(cls, row: Finding) -> Self:
        return cls(row.pk, row.said, row.by_id, row.at)


@dataclass(frozen=True, slots=True)
class GradeRecord:
    """A grade that was given. was: null where the firm had none. member_id: null where an import brought it in.

    suggested: by the figures then, null where nothing was; seen: what stood behind it.
    """

    id: int
    grade: str
    was: str | None
    member_id: int | None
    at: datetime
    suggested: str | None
    seen: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReachOutRecord:
    """One time that somebody reached out. void_at: when it was seen that it never left."""

    id: int
    how: str
    message_id: int | None
    member_id: int
    at: datetime
    void_at: datetime | None


def check_in_record(check_in_id: int) -> CheckInRecord:
    """Give one check-in. Raises NotThere."""
    found = _rows(Q(id=check_in_id)).first()
    if found is None:
        raise NotThere(f"check-in {check_in_id}")
    return _record(found)


def check_in_records(
    narrow: Narrow, *, oldest_first: bool = False, after: Sequence[Any] = (), limit: int
) -> list[CheckInRecord]:
    """List check-ins by their ids, or by how long they have been open, the longest first (A2).

    after: the place of the last row of the page before (`place_of`), none for the first.
    """
    rows = _rows(narrow.where)
    if oldest_first:
        rows = rows.annotate(since=OPEN_SINCE).order_by("since", "id")
        beyond = Q(since__gt=after[0]) | Q(since=after[0], id__gt=after[1]) if after else Q()
    else:
        rows = rows.order_by("id")
        beyond = Q(id__gt=after[0]) if after else Q()
    return [_record(each) for each in rows.filter(beyond)[:limit]]


def place_of(record: CheckInRecord, *, oldest_first: bool) -> tuple[object, ...]:
    """Give where a row stands in a list."""
    if not oldest_first:
        return (record.id,)
    since = CheckIn.objects.filter(id=record.id).annotate(since=OPEN_SINCE).values_list("since", flat=True).get()
    return (since.isoformat(), record.id)


def letter(check_in_id: int, *, member_id: int, at: datetime) -> Letter:
    """Give the reach-out that is due, in the words of its template. at: aware, UTC.

    Raises NotThere, Refused (no check-in is needed; the manual has lost the programme).
    """
    page = check_in_page(check_in_id, member_id=member_id, at=at)
    if page.due is None:
        text = page.problem or "Somebody said that this firm needs no check-in."
        raise Refused([Problem("no reach-out", text, "No reach-out is due.")])
    return Letter(page.due, page.people)


def finding_records(check_in_id: int, *, after: int = 0, limit: int) -> list[FindingRecord]:
    """List what was found, in order. Raises NotThere."""
    rows = Finding.objects.filter(check_in_id=there(check_in_id), id__gt=after).order_by("id")[:limit]
    return [FindingRecord.of(row) for row in rows]


def grade_records(check_in_id: int, *, after: int = 0, limit: int) -> list[GradeRecord]:
    """List the grades that were given, in order. Raises NotThere."""
    rows = GradeGiven.objects.filter(check_in_id=there(check_in_id), id__gt=after).order_by("id")[:limit]
    return [
        GradeRecord(
            row.pk, row.grade, row.was or None, row.by_id, row.at, row.suggested or None, facts_from_json(row.seen)
        )
        for row in rows
    ]


def reach_out_records(check_in_id: int, *, after: int = 0, limit: int) -> list[ReachOutRecord]:
    """List when somebody reached out, in order. Raises NotThere."""
    rows = ReachOut.objects.filter(check_in_id=there(check_in_id), id__gt=after).order_by("id")[:limit]
    return [ReachOutRecord(row.pk, row.how, row.message_id, row.by_id, row.at, row.void_at) for row in rows]


def there(check_in_id: int) -> int:
    """Give a check-in's id where there is such a check-in. Raises NotThere."""
    if not CheckIn.objects.filter(id=check_in_id).exists():
        raise NotThere(f"check-in {check_in_id}")
    return check_in_id


def _rows(narrow: Q) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(narrow).select_related("account", "ticket", "ticket__assignee")
    return with_beside(with_brought(rows))


def _record(check_in: CheckIn) -> CheckInRecord:
    ticket, phase = check_in.ticket, phase_of(check_in, check_in.ticket)
    programme, scale = _programme(check_in)
    every = own_cadence(check_in) or (programme.every if programme else "")
    return CheckInRecord(
        id=check_in.pk,
        version=ticket.version,
        programme=check_in.programme,
        account_id=check_in.account_id,
        account=check_in.account.name,
        ticket=ticket.number,
        assignee_id=ticket.assignee_id,
        assignee=ticket.assignee.name if ticket.assignee else None,
        phase=phase,
        reach_out_due=check_in.step is not None and phase in {Phase.DUE, Phase.STARTED},
        wakes_at=ticket.wakes_at,
        woke_at=ticket.woke_at,
        started_at=check_in.started_at,
        last_on=check_in.last_on,
        last_brought=is_brought(check_in),
        every=str(every),
        own_every=check_in.own_every or None,
        grade=check_in.grade or None,
        scale=scale,
        note_needs=tuple(programme.note_needs) if programme else (),
        exempt_at=check_in.exempt_at,
        left_at=check_in.left_at,
        entered_at=check_in.entered_at,
        beside=ids_beside(check_in),
    )


def _programme(check_in: CheckIn) -> tuple[Programme | None, tuple[str, ...]]:
    """Give the programme with the grades of its scale; none where the manual has lost it."""
    try:
        programme, manual = programme_of(check_in)
    except Refused:
        return None, ()
    grades = grades_of(programme, manual)
    return programme, tuple(each.word for each in grades.scale) if grades else ()
