"""A team that comes from another system brings its check-ins' past along: an import notes it, and check-ins take it (A1, A7).

What was noted waits until its firm is on a programme. A check-in takes it while it has had no round here and nobody has set its day;
else it is left as it is, and the import's page says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from rounds.accounts.models import Account
from rounds.basics.hours import Hours
from rounds.basics.problems import NotThere
from rounds.basics.spans import Span
from rounds.checkins.brought import (
    Outcome,
    Pasts,
    Stood,
    because_brought,
    catch_up,
    comes_by,
    date_brought,
    last_to_catch_up,
)
from rounds.checkins.clauses import Programme
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.titling import title_said
from rounds.checkins.events import BroughtIn, PastNoted
from rounds.checkins.models import Brought, CheckIn, GradeGiven
from rounds.checkins.queries.brought import check_ins_of, judged, mornings_taken, news_of
from rounds.checkins.queries.standing import grades_of, hours_of, mornings_of, own_cadence, programmes_in
from rounds.checkins.queries.titles import words_of_grades
from rounds.checkins.rules.titles import title
from rounds.desk.commands.recurring import as_it_stands, date_many_recurring, recur_by
from rounds.desk.dates import ReopenDate
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.team.queries import require
from rounds.timeline.commands import entry, record_alike, record_many
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch

MOST = 500
"""Check-ins that take what was brought in one transaction, in few statements; the next takes the rest."""


@command
def note_pasts(*, pasts: Pasts, by: Actor, at: datetime) -> None:
    """Note what an import says of the check-ins of firms. What was noted of a firm last is not noted again.

    Of check-ins that are left as they are it is said at once; the others take it with the engine's next look. at: aware, UTC.
    Raises NotAllowed, NotThere (no such account). Source: A1, A7.
    """
    require(by, "import data")
    if missing := set(pasts.of) - set(Account.objects.filter(id__in=list(pasts.of)).values_list("id", flat=True)):
        raise NotThere(f"account {min(missing)}")
    new = news_of(pasts.of)
    waits = Brought.objects.filter(account__in=list(new), outcome="")
    told_anew = [row.pk for row in waits if new[row.account_id].meets(row.past)]
    Brought.objects.filter(id__in=told_anew).update(outcome=Outcome.REPLACED)
    rows = [{"account_id": account_id, **asdict(past)} for account_id, past in new.items()]
    setwise.insert(Brought, rows, import_id=pasts.import_id, at=at, outcome="", check_in_id=None)
    record_alike([PastNoted(account=account_id, import_id=pasts.import_id) for account_id in new], by=by, at=at)
    _leave(new)


def _leave(account_ids: Iterable[int]) -> None:
    """Say of check-ins of these firms that stand already which of them are left as they are."""
    rows = list(Brought.objects.filter(account__in=list(account_ids), outcome=""))
    _note_left([(each.brought, each.check_in.pk, each.left) for each in judged(rows, check_ins_of(rows)) if each.left])


def _note_left(left: Sequence[tuple[Brought, int, Outcome]]) -> None:
    setwise.update(Brought, [{"id": row.pk, "check_in_id": number, "outcome": why} for row, number, why in left])


def take_pasts(manual: Book, *, at: datetime) -> bool:
    """Let check-ins take what was brought since they stand. True where any did: there may be more. at: aware, UTC. Source: A1, A7."""
    if not fetch(ANY_WAITS):
        return False
    programmes = {each.name: each for each in manual.all(Programme)}
    _follow_names(manual, programmes)
    on_any = CheckIn.objects.filter(programme__in=list(programmes), account=OuterRef("account_id"))
    on_it = on_any.filter(programme=OuterRef("programme"))
    to_take = Brought.objects.filter(Q(Exists(on_any), programme="") | Q(Exists(on_it)), outcome="")
    rows = list(to_take.order_by("id")[:MOST])
    if not rows:
        return False
    theirs = CheckIn.objects.filter(programme__in=list(programmes), account__in=[row.account_id for row in rows])
    ids = list(theirs.values_list("ticket_id", flat=True))
    tickets = Ticket.objects.select_for_update().filter(id__in=ids).order_by("id").in_bulk()
    locked = theirs.filter(ticket__in=list(tickets)).select_for_update(no_key=True, of=("self",))
    check_ins = list(locked.select_related("account").order_by("id"))
    for check_in in check_ins:
        check_in.ticket = tickets[check_in.ticket_id]
    found = judged(rows, check_ins)
    _note_left([(each.brought, each.check_in.pk, each.left) for each in found if each.left])
    for programme in programmes.values():
        takes = [each for each in found if not each.left and each.check_in.programme == programme.name]
        asked = [Taking(each.check_in.account, each.brought, own_cadence(each.check_in)) for each in takes]
        dates = dates_brought(asked, programme, manual, at=at)
        took = [Took(each.check_in, each.brought, dates.get(each.check_in.account_id)) for each in takes]
        take_over(took, tickets, programme, manual, at=at)
    return True


def _follow_names(manual: Book, programmes: Collection[str]) -> None:
    """Let what waits for a programme by a name that it has no more wait for what it is called now; of each firm what was said last."""
    named = Brought.objects.filter(outcome="").exclude(programme__in=["", *programmes])
    for name in named.values_list("programme", flat=True).distinct():
        if len(heirs := programmes_in(manual, name)) == 1:
            Brought.objects.filter(outcome="", programme=name).update(programme=heirs[0].name)
            later = Brought.objects.filter(
                account=OuterRef("account_id"), programme=heirs[0].name, outcome="", id__gt=OuterRef("id")
            )
            told_anew = Brought.objects.filter(Exists(later), outcome="", programme=heirs[0].name)
            told_anew.update(outcome=Outcome.REPLACED)


ANY_WAITS = "SELECT 1 FROM check_in_brought WHERE outcome = '' LIMIT 1"
"""It is asked whenever anything happened to a firm, and most teams bring a past once."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A firm whose check-in is to take what was brought. own: its cadence, None where it is the programme's."""

    account: Account
    brought: Brought
    own: Span | None = None


@dataclass(frozen=True, slots=True)
class Took:
    """A check-in that takes what was brought, and its date by that; None where no day was brought. began: it begins with it."""

    check_in: CheckIn
    brought: Brought
    date: ReopenDate | None
    began: bool = False


def dates_brought(
    takings: Sequence[Taking], programme: Programme, manual: Book, *, at: datetime
) -> dict[int, ReopenDate]:
    """Give the dates that follow from what was brought, by firm; those that are over come on the next mornings, the longest due first."""
    comes: list[tuple[Taking, Hours, datetime]] = []
    for each in takings:
        hours = mornings_of(each.account, programme, manual)
        if came := comes_by(each.brought.past, programme, own=each.own, hours=hours, at=at):
            comes.append((each, hours, came))
    over = sorted((came, each.brought.last_on or date.max, each.account.pk) for each, _, came in comes if came <= at)
    days = _next_mornings([account_id for _, _, account_id in over], programme, manual, at=at)
    return {
        each.account.pk: date_brought(
            programme,
            manual.version,
            each.brought.past,
            import_id=each.brought.import_id,
            came=came,
            caught_up=days.get(each.account.pk),
            own=each.own,
            hours=hours,
            at=at,
        )
        for each, hours, came in comes
    }


def _next_mornings(account_ids: Sequence[int], programme: Programme, manual: Book, *, at: datetime) -> dict[int, date]:
    if not account_ids:
        return {}
    hours = hours_of(programme, manual)
    taken = mornings_taken(programme, hours=hours, at=at, until=last_to_catch_up(programme, hours=hours, at=at))
    days = catch_up(programme, len(account_ids), taken=taken, hours=hours, at=at)
    return dict(zip(account_ids, days, strict=True))


def take_over(
    took: Sequence[Took], tickets: Mapping[int, Ticket], programme: Programme, manual: Book, *, at: datetime
) -> None:
    """Write what check-ins of a programme take over, and how they stood before. tickets: theirs, locked, by their ids. at: aware, UTC."""
    words, graded_here = words_of_grades(programme, manual), _graded_here(each.check_in for each in took)
    rows, given, told, named, before = [], [], [], [], {}
    grade_ids = setwise.new_ids(GradeGiven, len(took))
    for each, grade_id in zip(took, grade_ids, strict=True):
        check_in, past, was = each.check_in, each.brought.past, each.check_in.grade
        grade = "" if check_in.pk in graded_here else past.grade
        told.append(_taken(each, grade, programme, manual, at=at))
        is_given = grade not in {"", was}
        before[check_in.pk] = _as_it_stood(each, tickets, given=grade_id if is_given else None)
        if is_given:
            given.append({"id": grade_id, "check_in_id": check_in.pk, "grade": grade, "was": was})
        check_in.last_on, check_in.grade = past.last_on or check_in.last_on, grade or was
        rows.append({"id": check_in.pk, "last_on": check_in.last_on, "grade": check_in.grade, **NOT_COMPARED})
        ticket, says = tickets[check_in.ticket_id], words.get(check_in.grade, "")
        if says != ticket.mark:
            told.append(title_said(check_in, says, programme, manual, was=ticket.mark, at=at))
            named.append((ticket, title(ticket.subject, was=ticket.mark, now=says), says))
    setwise.update(CheckIn, rows)
    setwise.insert(GradeGiven, given, at=at, suggested="", seen=[], by_id=None)
    recur_by(tickets=named, clause=programme.identity)
    record_many(told)
    dates = [(tickets[each.check_in.ticket_id], each.date) for each in took if each.date and not each.began]
    date_many_recurring(dates=dates, at=at)
    _note_taken(took, tickets, before)


def _as_it_stood(each: Took, tickets: Mapping[int, Ticket], *, given: int | None) -> Stood:
    check_in, ticket = each.check_in, tickets[each.check_in.ticket_id]
    if each.began:
        return Stood(check_in.last_on, check_in.grade, given)
    return Stood(check_in.last_on, check_in.grade, given, as_it_stands(ticket), ticket.version)


def _note_taken(took: Sequence[Took], tickets: Mapping[int, Ticket], before: Mapping[int, Stood]) -> None:
    """Note which check-in took what, how it stood before, and at which version of its ticket: until another, it can give it back."""
    rows = [
        {
            "id": each.brought.pk,
            "check_in_id": each.check_in.pk,
            "outcome": Outcome.TAKEN,
            "was": before[each.check_in.pk].to_json(),
            "version": tickets[each.check_in.ticket_id].version,
        }
        for each in took
    ]
    setwise.update(Brought, rows)


NOT_COMPARED = {"suggested": "", "compared_at": None, "differs_since": None, "told_at": None}
"""Its grade is compared anew."""


def _taken(each: Took, grade: str, programme: Programme, manual: Book, *, at: datetime) -> TimelineEvent:
    """Make the event. grade: that it takes, empty for none."""
    past, grades = each.brought.past, grades_of(programme, manual)
    because = because_brought(
        programme,
        manual.version,
        past,
        import_id=each.brought.import_id,
        date=each.date,
        on_scale=bool(grades and grades.has(past.grade)),
        stays="" if grade else each.check_in.grade,
    )
    taken = BroughtIn(
        **about(each.check_in),
        import_id=each.brought.import_id,
        last_on=str(past.last_on or ""),
        grade=grade,
        due_at=each.date.at if each.date else None,
    )
    return entry(taken, by=Actor.clause(because.clause), at=at, because=because)


def _graded_here(check_ins: Iterable[CheckIn]) -> set[int]:
    """Say which check-ins have a grade that somebody here gave, by their ids; an import brought the others'."""
    ids = [each.pk for each in check_ins if each.grade]
    last = GradeGiven.objects.filter(check_in__in=ids).order_by("check_in_id", "-id").distinct("check_in_id")
    return {check_in_id for check_in_id, by_id in last.values_list("check_in_id", "by_id") if by_id} if ids else set()
