"""The date of a check-in comes: it opens for whoever has it, or the ladder goes on where nobody answered (A1, A10)."""

from collections.abc import Sequence
from datetime import datetime

from rounds.checkins.clauses import Programme
from rounds.checkins.commands.loading import locked_of
from rounds.checkins.commands.renaming import keep_title
from rounds.checkins.commands.settling import about, clause_of, settle
from rounds.checkins.events import NobodyAnswered
from rounds.checkins.models import CheckIn, RoundDone
from rounds.checkins.queries.ahead import next_date
from rounds.checkins.queries.standing import at_a_wait, programme_then
from rounds.checkins.rules.ladders import Silence, after_silence
from rounds.checkins.rules.reasons import because_came_round, because_nothing_left, because_silent, late
from rounds.desk.commands.recurring import (
    date_recurring,
    note_recurring,
    open_many_recurring_again,
    open_recurring_again,
    take_sleepers,
)
from rounds.desk.models import Ticket
from rounds.desk.queries.dated import reasons_of_dates
from rounds.policies.book import Book
from rounds.policies.queries import book, book_of
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch, find, insert, update


@command
def come_round(*, ticket_id: int, at: datetime) -> bool:
    """Do what is due on a check-in whose date has come: exactly once, however many loops try. False where nothing is due any more.

    A row that another loop holds is left to it; the date goes, or another is set, in the same transaction, so that nobody finds it
    again. at: aware, UTC. Source: A1, A3, A10, F2.
    """
    due = find(Ticket, "id = %s AND wakes_at <= %s AND wake_clause <> '' FOR UPDATE SKIP LOCKED", [ticket_id, at])
    if not due:
        return False
    [ticket] = due
    check_in = locked_of(ticket_id)
    settle(check_in, ticket, at=at)
    if ticket.wakes_at is None:
        return True  # an answer has come meanwhile, and nobody waits any more
    keep_title(check_in, ticket, firm=check_in.account.name, at=at)
    if at_a_wait(check_in):
        manual = _manual_of(check_in, ticket)
        _go_on(check_in, ticket, _programme(check_in, manual), manual, at=at)
    else:
        was = reasons_of_dates([ticket_id]).get(ticket_id)
        open_recurring_again(ticket=ticket, because=_why_it_opens(check_in, ticket, was, at=at), at=at)
    return True


@command
def come_round_many(*, ticket_ids: Sequence[int], at: datetime) -> tuple[int, list[int]]:
    """Do as `come_round` does, for all of these that sleep and are on no ladder, in few statements.

    Gives how many opened, and which have to be done one by one. at: aware, UTC. Source: A1, F2.
    """
    plain = {ticket_id for (ticket_id,) in fetch(PLAIN, [list(ticket_ids)])}
    tickets = {ticket.pk: ticket for ticket in take_sleepers(plain, at=at)}
    found = find(CheckIn, "ticket_id = ANY (%s) AND step IS NULL ORDER BY id FOR NO KEY UPDATE", [list(tickets)])
    _keep_titles([(each, tickets[each.ticket_id]) for each in found], at=at)
    dated = reasons_of_dates(tickets)
    reasons = [
        (ticket := tickets[each.ticket_id], _why_it_opens(each, ticket, dated.get(ticket.pk), at=at)) for each in found
    ]
    open_many_recurring_again(reasons=reasons, at=at)
    return len(reasons), [each for each in ticket_ids if each not in plain]


PLAIN = """
    SELECT check_in.ticket_id FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.ticket_id = ANY (%s) AND check_in.step IS NULL AND ticket.state = 'asleep' AND ticket.held_until IS NULL
        AND ticket.wake_keeps
"""


def _why_it_opens(check_in: CheckIn, ticket: Ticket, was: Because | None, *, at: datetime) -> Because:
    """Say why it opens: its day has come, or somebody began with it and nothing has left since. was: why it had that day."""
    manual = _manual_of(check_in, ticket)
    programme, date_at, zone = _programme(check_in, manual), ticket.wakes_at or at, book().zone
    if check_in.started_at:
        return because_nothing_left(
            programme, manual.version, started_at=check_in.started_at, date_at=date_at, at=at, zone=zone
        )
    set_at = ticket.wake_set_at
    return because_came_round(programme, manual.version, date_at=date_at, set_at=set_at, was=was, at=at, zone=zone)


def _keep_titles(pairs: Sequence[tuple[CheckIn, Ticket]], *, at: datetime) -> None:
    """Have those that open called by the names of their firms, whenever those were given: one question for all of them."""
    names = dict(fetch(NAMES, [[check_in.account_id for check_in, _ in pairs]]))
    for check_in, ticket in pairs:
        keep_title(check_in, ticket, firm=names[check_in.account_id], at=at)


NAMES = "SELECT id, name FROM account WHERE id = ANY (%s)"


def _manual_of(check_in: CheckIn, ticket: Ticket) -> Book:
    """Give the version that a check-in's ladder keeps, else that its date was set under."""
    return book_of(check_in.version or ticket.wake_version or 0)


def _programme(check_in: CheckIn, manual: Book) -> Programme:
    """Give its programme in the version that decides, whatever it was called there."""
    found = programme_then(check_in, manual)
    assert found, "a date is set by a programme of the version that it names"
    return found


def _go_on(check_in: CheckIn, ticket: Ticket, programme: Programme, manual: Book, *, at: datetime) -> None:
    """Nobody answered: do what the ladder says, up to the next reach-out, the next wait, or its end."""
    silence = after_silence(programme, check_in.step or 0)
    reached = fetch(LAST_REACHED, [check_in.pk])
    date = next_date(check_in, programme, manual, silence, at=at)
    because = because_silent(
        programme,
        manual.version,
        silence,
        reached_at=reached[0][0] if reached else at,
        date_at=ticket.wakes_at or at,
        next_at=date.at if date else late(at, book().zone),
    )
    check_in.step = silence.step
    if silence.step is None:
        check_in.version, check_in.started_at = None, None
        _done(check_in, ticket, at=at)
    update(check_in, "step", "version", "started_at")
    _say(check_in, silence, because, waits=date is not None and silence.step is not None, at=at)
    for note in silence.notes:
        note_recurring(ticket=ticket, text=note, by=Actor.clause(clause_of(check_in)), at=at, because=because)
    if date:
        date_recurring(ticket=ticket, date=date, at=at, sleeps=True)
    else:
        open_recurring_again(ticket=ticket, because=because, at=at)


LAST_REACHED = "SELECT at FROM reach_out WHERE check_in_id = %s AND void_at IS NULL ORDER BY id DESC LIMIT 1"


def _done(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Count the round as done by whoever had its ticket: they reached out, and nobody answered to the end."""
    had_by = ticket.assignee_id
    insert(RoundDone(workspace_id=here(), check_in_id=check_in.pk, member_id=had_by, ended_at=at, unanswered=True))


def _say(check_in: CheckIn, silence: Silence, because: Because, *, waits: bool, at: datetime) -> None:
    happened = NobodyAnswered(**about(check_in), step=silence.step, waits=waits)
    event = entry(happened, by=Actor.clause(because.clause), at=at, because=because)
    told = [member.pk for role in silence.tell for member in told_of(role, at=at)]
    insert(event, *notices_of(event, told, at=at))
