"""Firms come onto a programme, and leave it: each that it is for gets one check-in; one that it is for no more moves to another, or
somebody is asked."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, IsNull

from rounds.accounts.models import Account
from rounds.basics.problems import Refused
from rounds.checkins.clauses import Programme
from rounds.checkins.commands.bringing_in import Taking, Took, dates_brought, take_over, take_pasts
from rounds.checkins.commands.keeping_hours import keep_hours
from rounds.checkins.commands.loading import locked_of
from rounds.checkins.commands.moving import move_firms
from rounds.checkins.commands.renaming import keep_titles, rename_programmes, waits_for_an_heir
from rounds.checkins.commands.settling import about, clause_of, settle, to_settle
from rounds.checkins.commands.titling import say_grades_anew
from rounds.checkins.commands.ways_back import ways_back_kept
from rounds.checkins.events import FirmEntered, FirmLeft
from rounds.checkins.models import CheckIn, ProgrammesFollowed
from rounds.checkins.queries.brought import waiting_of
from rounds.checkins.queries.lost import lost_programmes
from rounds.checkins.queries.meant import Meant, firms_with_strays, meant_by, other_than, waits_to_move
from rounds.checkins.queries.narrowing import STANDING, Standing
from rounds.checkins.queries.standing import hours_of, mornings_of, programme_of
from rounds.checkins.rules.coming_round import first_date
from rounds.checkins.rules.mornings import day_meant, same_day
from rounds.checkins.rules.titles import subject_of
from rounds.desk.clauses import Queue
from rounds.desk.commands.nobody_fits import who_hears
from rounds.desk.commands.recurring import Recurring, date_recurring, open_many_recurring, take
from rounds.desk.dates import ReopenDate
from rounds.desk.models import Ticket
from rounds.desk.queries.dated import reasons_of_dates
from rounds.desk.rules import State
from rounds.policies.book import Book
from rounds.policies.conditions import Condition
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.timeline.commands import entry, record_many
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch, find, insert, update

MOST = 1_000
"""Firms that come onto a programme in one transaction, in few statements; the next round takes the rest."""

MOST_LEAVE = 200
"""Firms of which somebody is asked in one transaction, one after the other."""

READ = 2_000
"""Sealed events that are read in one transaction."""

AGAIN = timedelta(hours=1)
"""How soon all firms are looked through again where nothing happened: plumbing, for a condition may hold by time alone."""

MINE = "workspace_id = %s FOR UPDATE SKIP LOCKED"
BEGUN = "INSERT INTO programmes_followed (workspace_id, number) VALUES (%s, 0) ON CONFLICT (workspace_id) DO NOTHING"

TOLD = ("desk.%", "mail.sent", "mail.stopped", "mail.came back", "mail.dropped")
"""Kinds of events on a ticket after which its check-in is settled: a mail that leaves, or that fails after another one left, moves nothing
on the desk."""

NEWS = """
    SELECT max(seal.number), bool_or(event.subject_kind IN ('account', 'manual')), bool_or(event.subject_kind = 'manual'),
           array_agg(DISTINCT event.subject_id) FILTER (WHERE event.subject_kind = 'ticket' AND event.kind LIKE ANY (%s)),
           array_agg(DISTINCT event.subject_id) FILTER (WHERE event.subject_kind = 'account' AND event.payload->'changed' ? 'zone'),
           array_agg(DISTINCT event.subject_id) FILTER (WHERE event.subject_kind = 'account' AND event.payload->'changed' ? 'name')
    FROM (SELECT number, event_id FROM timeline_seal WHERE number > %s ORDER BY number LIMIT %s) seal
    CROSS JOIN LATERAL (SELECT * FROM timeline_event WHERE id = seal.event_id OFFSET 0) event
"""
"""OFFSET 0: the few that are new are each looked up; a plan made once for any number of them would read the whole history."""


@command
def follow_programmes(*, at: datetime) -> bool:
    """Take in what happened: answers stop ladders, firms come and go. False where another loop does it. at: aware, UTC.

    Source: A1, A3, A8; clause kind `programme`, key `for`.
    """
    found = find(ProgrammesFollowed, MINE, [here()])
    if not found:  # another loop has it, or there is none yet
        execute(BEGUN, [here()])
        found = find(ProgrammesFollowed, MINE, [here()])
    if not found:
        return False
    [followed] = found
    [(last, firms, adopted, tickets, moved, named)] = fetch(NEWS, [list(TOLD), followed.number, READ])
    looks = firms or followed.looks_at is None or followed.looks_at <= at
    lost, programmes = (lost_programmes(book()), meant_by(book(), at=at)) if looks else ([], ())
    # each alone in its transaction: they lock tickets of their own; all else is done next
    if (
        rename_programmes(book(), lost, at=at)
        or (adopted and _follow_manual(book(), at=at))
        or (looks and move_firms(book(), programmes, at=at))
        or (looks and take_pasts(book(), at=at))
    ):
        followed.looks_at = at
        update(followed, "looks_at")
        return True
    happened_to = to_settle(tickets or ())
    _lock([ticket_id for _, ticket_id in happened_to], moved or (), named or ())
    _settle_all(happened_to, at=at)
    _keep_mornings(moved or (), at=at)
    keep_titles(named or (), at=at)
    if looks:
        more = _look_through(book(), programmes, lost, at=at)
        followed.looks_at = at if more else at + AGAIN
    followed.number = last or followed.number
    update(followed, "number", "looks_at")
    return True


def _follow_manual(manual: Book, *, at: datetime) -> bool:
    """Let check-ins take what a manual that came into force says of them; True where there may be more."""
    return say_grades_anew(manual, at=at) or keep_hours(manual, at=at)


def _lock(ticket_ids: Collection[int], moved: Collection[int], named: Collection[int]) -> None:
    """Lock all tickets that may be written below, in the order in which everybody locks several. moved, named: firms."""
    if not ticket_ids and not moved and not named:
        return
    execute(LOCKED, [list(ticket_ids), [*moved, *named]])


LOCKED = """
    SELECT 1 FROM ticket WHERE id IN (SELECT ticket_id FROM check_in WHERE ticket_id = ANY (%s) OR account_id = ANY (%s))
    ORDER BY id FOR UPDATE
"""


def _settle_all(happened_to: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """Settle these check-ins. happened_to: their ids and their tickets', in the order of the tickets."""
    for _, ticket_id in happened_to:
        ticket = take(ticket_id)
        settle(locked_of(ticket_id), ticket, at=at)


DATED = STANDING[Standing.ASLEEP] | Q(exempt_at=None, ticket__wake_clause__gt="")
"""Check-ins that come back on a day: those that sleep, those that somebody began with, and those that wait for an answer."""


def _keep_mornings(account_ids: Collection[int], *, at: datetime) -> None:
    """Have check-ins come back on the same day's morning of the clocks that their firms have now (A1)."""
    if not account_ids:
        return
    dated = CheckIn.objects.filter(DATED, account_id__in=list(account_ids)).order_by("ticket_id")
    for check_in_id, ticket_id in dated.values_list("id", "ticket_id"):
        ticket = take(ticket_id)
        check_in = CheckIn.objects.select_related("account").get(id=check_in_id)
        try:
            programme, manual = programme_of(check_in)
        except Refused:
            continue  # its programme is gone: the date stays
        if ticket.wakes_at is None or ticket.wakes_at <= at:
            continue  # it woke meanwhile, or it wakes now
        hours = mornings_of(check_in.account, programme, manual)
        day = day_meant(ticket.wakes_at, hours, team=hours_of(programme, manual))
        was, keeps = reasons_of_dates([ticket_id]).get(ticket_id), ticket.wake_keeps
        date = same_day(programme, manual.version, day, was=was, hours=hours, at=at, keeps=keeps)
        if date.at != ticket.wakes_at:
            with ways_back_kept([ticket_id]):
                date_recurring(ticket=ticket, date=date, at=at, sleeps=ticket.state == State.ASLEEP)


def _look_through(manual: Book, programmes: Meant, lost: list[str], *, at: datetime) -> bool:
    """See who comes and who leaves; True where there is more to do than one transaction takes. lost: as in `_coming`."""
    moved = [_look_at(programme, manual, programmes, lost, at=at) for programme in manual.all(Programme)]
    return any(moved)


def _look_at(programme: Programme, manual: Book, programmes: Meant, lost: list[str], *, at: datetime) -> bool:
    if not lost and not _anybody_moves(programme.name, programmes):
        return False
    come = _coming(programme.name, programmes, lost)
    _enter(programme, manual, come, at=at)
    if len(come) == MOST:
        _count_anew(programme)
    left = _leaving(programme.name, programmes)
    for check_in, back in left:
        _ask(check_in, programme, manual, back=back, at=at)
    return len(come) == MOST or len(left) == MOST_LEAVE


def _anybody_moves(name: str, programmes: Meant) -> bool:
    """Say whether any firm comes onto a programme or leaves it, while none is lost: it is asked every hour, and hardly ever does one."""
    [(moves,)] = fetch(*_asking(name, programmes))
    return bool(moves)


@lru_cache(maxsize=100)
def _asking(name: str, programmes: Meant) -> tuple[str, tuple[Any, ...]]:
    """Write that question; Django writes it anew each time, which costs more than asking it."""
    (come, of_those), (left, of_these) = (
        asked.values("id").query.sql_with_params()
        for asked in (_not_on_it(name, programmes), _other_than_noted(name, programmes))
    )
    return f"SELECT EXISTS ({come}) OR EXISTS ({left})", (*of_those, *of_these)


def _coming(name: str, programmes: Meant, lost: list[str]) -> list[Account]:
    """Find the firms that come. lost: programmes that the manual has no more; who is on one has a check-in, and gets no second by
    another, until the manual says which one goes on with it (`was`), or somebody says then that none is needed. Who needed none before
    that needs none of another either."""
    found = _not_on_it(name, programmes)
    if lost:
        found = found.filter(~Exists(CheckIn.objects.filter(waits_for_an_heir(lost), account=OuterRef("pk"))))
    return list(found.order_by("id")[:MOST])


def _enter(programme: Programme, manual: Book, come: list[Account], *, at: datetime) -> None:
    """Give each firm its ticket, which sleeps until its first check-in: by what an import brought of its past, where one did."""
    if not come:
        return
    before = CheckIn.objects.filter(programme=programme.name).count()
    pasts = waiting_of([account.pk for account in come], programme.name)
    takings = [Taking(account, pasts[account.pk]) for account in come if account.pk in pasts]
    dates = dates_brought(takings, programme, manual, at=at)
    openings = [
        Recurring(
            subject_of(account.name, programme.name),
            account.pk,
            dates.get(account.pk) or _first_date(account, programme, manual, place, at),
        )
        for place, account in enumerate(come, start=before + 1)
    ]
    tickets = open_many_recurring(openings=openings, kind=programme.ticket_kind, at=at)
    ids = setwise.new_ids(CheckIn, len(openings))
    rows, told = [], []
    for check_in_id, ticket_id, opening in zip(ids, tickets, openings, strict=True):
        rows.append({"id": check_in_id, "account_id": opening.account_id, "ticket_id": ticket_id})
        entered = FirmEntered(
            ticket=ticket_id,
            account=opening.account_id,
            check_in=check_in_id,
            programme=programme.name,
            due_at=opening.date.at,
        )
        told.append(entry(entered, by=Actor.clause(programme.identity), at=at, because=opening.date.because))
    setwise.insert(CheckIn, rows, programme=programme.name, entered_at=at)
    record_many(told)
    if pasts:
        check_ins = [CheckIn(**row, programme=programme.name) for row in rows if row["account_id"] in pasts]
        took = [Took(each, pasts[each.account_id], dates.get(each.account_id), began=True) for each in check_ins]
        theirs = Ticket.objects.in_bulk([each.ticket_id for each in check_ins])
        take_over(took, theirs, programme, manual, at=at)


def _first_date(account: Account, programme: Programme, manual: Book, place: int, at: datetime) -> ReopenDate:
    hours = mornings_of(account, programme, manual)
    return first_date(programme, manual.version, place=place, hours=hours, at=at)


def _count_anew(programme: Programme) -> None:
    """Let PostgreSQL count check-ins and tickets whenever there are twice as many as when it counted last.

    It plans by what it counted, and checks keys by those plans: of a programme that fills, it would read all rows for each new one until
    it counts by itself.
    """
    batches = CheckIn.objects.filter(programme=programme.name).count() // MOST
    if batches & (batches - 1) == 0:
        execute("SELECT count_check_ins_anew()")


def _not_on_it(name: str, programmes: Meant) -> QuerySet[Account]:
    """Find the firms that a programme is for, that are not on it, and that bring no check-in along.

    Who has one on a programme that is for them no more goes on with that, at once or once its ladder is over; or somebody said that
    none is needed, and none is of this one either. name: the programme's.
    """
    on_it = CheckIn.objects.filter(programme=name, account=OuterRef("pk"))
    found = Account.objects.filter(dict(programmes)[name]).filter(~Exists(on_it))
    others = other_than(name, programmes)
    return found.filter(~firms_with_strays(others)) if others else found


def _leaving(name: str, programmes: Meant) -> list[tuple[CheckIn, bool]]:
    """Find the check-ins whose firm is meant no more and was, or is meant again."""
    order = F("left_at").asc(nulls_first=True)
    found = _other_than_noted(name, programmes).select_related("account").order_by(order, "id")[:MOST_LEAVE]
    return [(check_in, check_in.left_at is not None) for check_in in found]


def _other_than_noted(name: str, programmes: Meant) -> QuerySet[CheckIn]:
    """Find the check-ins of which it is not noted whether their firm is meant still; nobody is asked of those that will move."""
    is_meant = Exists(Account.objects.filter(dict(programmes)[name]).filter(pk=OuterRef("account_id")))
    is_other_than_noted = Exact(is_meant, IsNull(F("left_at"), rhs=False))
    found = CheckIn.objects.filter(is_other_than_noted, programme=name, exempt_at=None)
    moves = waits_to_move(name, programmes)
    return found.exclude(moves, left_at=None) if other_than(name, programmes) else found


def _what_is_asked(account: Account, condition: Condition) -> Iterator[Fact]:
    """Say what a firm is, of all that a condition asks of it; but not its name, which may be somebody's."""
    for field in dict.fromkeys(condition.fields()):
        value = field.of(account)
        if isinstance(value, datetime):
            yield Fact(f"its {field.name} is", at=value)
        elif field.lookup != "name":
            yield Fact.called(f"its {field.name} is", value) if value else Fact(f"its {field.name} is", "not known")


def _ask(check_in: CheckIn, programme: Programme, manual: Book, *, back: bool, at: datetime) -> None:
    """Ask whoever has the ticket what becomes of it, or whoever hears of those that nobody has. Until somebody says, it comes round."""
    CheckIn.objects.filter(id=check_in.pk).update(left_at=None if back else at)
    seen = (
        Fact.called("the programme is for firms where", programme.for_),
        *_what_is_asked(check_in.account, programme.for_),
        Fact("this firm", "is one" if back else "is none"),
    )
    next_ = (
        "it comes round as before"
        if back
        else "it comes round as before, until somebody says that no check-in is needed"
    )
    why = Because(clause_of(check_in), manual.version, seen, next_, None, ("for",))
    event = entry(FirmLeft(**about(check_in), back=back), by=Actor.clause(why.clause), at=at, because=why)
    [(had_by, queue)] = Ticket.objects.filter(id=check_in.ticket_id).values_list("assignee_id", "queue")
    asked = [had_by] if had_by else who_hears(manual.find(Queue, queue), at=at)
    insert(event, *notices_of(event, asked, at=at))
