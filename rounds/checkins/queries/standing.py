"""How a check-in stands: by which programme, on whose mornings, and how far it is."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from rounds.accounts.models import Account
from rounds.basics.hours import Hours
from rounds.basics.problems import Problem, Refused
from rounds.basics.spans import Span
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.events import FirmMoved, ProgrammeRenamed
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.this_round import is_answered_late
from rounds.checkins.rules.states import Phase, is_in_a_round, phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, LastWord, State
from rounds.policies.book import Book
from rounds.policies.queries import book, book_of, version_in_force
from rounds.team.rules import HoursClause
from rounds.workspaces.current import known
from rounds.workspaces.rows import fetch

OF_WAS = """jsonb_array_elements_text(
        CASE jsonb_typeof(clause.data->'was') WHEN 'array' THEN clause.data->'was' ELSE jsonb_build_array(clause.data->'was') END
    )"""
"""The names that a programme had before; one may stand there without a list."""


def programme_of(check_in: CheckIn) -> tuple[Programme, Book]:
    """Give a check-in's programme: as its ladder began with it, else as it is in force. Raises Refused where it has none any more."""
    manual = book_of(check_in.version) if check_in.version else book()
    programme = programme_then(check_in, manual)
    if programme is None:
        text = f"The manual in force has no programme “{check_in.programme}” any more."
        fix = f"Bring it back, write “was: {check_in.programme}” where another goes on with it, or say that no check-in is needed."
        raise Refused([Problem("programme gone", text, fix)])
    return programme, manual


def programme_then(check_in: CheckIn, manual: Book) -> Programme | None:
    """Give a check-in's programme in a version, by the name that this check-in had then; None where the version has none such.

    Several programmes may have become one since, each with a ladder of its own: what the one was called does not say which of them it was.
    """
    found = manual.find(Programme, check_in.programme)
    if found and not _became_anew(found, manual.version):
        return found  # it was called so by then already
    then = manual.find(Programme, name_then(check_in, manual.version))
    return then or found or programme_in(manual, check_in.programme)


def _became_anew(programme: Programme, version: int) -> bool:
    """Say whether others became this programme after a version, whatever it says of them now: its name alone tells no more which it was."""
    if version == version_in_force():
        return False
    since = known(("became", programme.name, version), lambda: fetch(BECAME, [programme.name, version]))
    return any(was not in (programme.was or ()) for (was,) in since)


BECAME = f"""
    SELECT DISTINCT was.word FROM clause JOIN manual ON manual.id = clause.manual_id CROSS JOIN LATERAL {OF_WAS} AS was (word)
    WHERE clause.kind = 'programme' AND clause.name = %s AND clause.data ? 'was' AND manual.version > %s
"""  # noqa: S608 - words of ours


def name_then(check_in: CheckIn, version: int) -> str:
    """Give the name by which a check-in's programme went under a version of the manual.

    No ladder runs while a firm moves to another programme: one that keeps the version of that day began behind it.
    """
    name = check_in.programme
    for was, changed_under in fetch(WAS, [check_in.ticket_id, [ProgrammeRenamed.kind, FirmMoved.kind]]):
        if changed_under <= version:
            break
        name = was
    return name


WAS = """
    SELECT payload->>'was', (because->>'version')::integer FROM timeline_event
    WHERE subject_kind = 'ticket' AND subject_id = %s AND kind = ANY (%s) ORDER BY id DESC
"""
"""What a check-in's programme was, the latest first, and under which version it was called otherwise, or became another."""


def programme_in(manual: Book, name: str) -> Programme | None:
    """Give a programme of a version by the name that it has now, or by one that it had then; None where it has none such."""
    return next(iter(programmes_in(manual, name)), None)


def programmes_in(manual: Book, name: str) -> tuple[Programme, ...]:
    """Give what a programme is in a version: itself, or what says that it was that, or all that it became or was made of."""
    if found := manual.find(Programme, name):
        return (found,)
    heirs = tuple(each for each in manual.all(Programme) if name in (each.was or ()))
    return heirs or tuple(found for each in other_names(manual, name) if (found := manual.find(Programme, each)))


def other_names(manual: Book, name: str) -> tuple[str, ...]:
    """Give what a programme was or is called in other versions, in a version that does not have it by its name; none where it has."""
    if manual.find(Programme, name):
        return ()
    known, left = {name}, [name]
    pairs = [(called, was) for called, was in fetch(CALLED)]
    while left:
        one = left.pop()
        more = {was for called, was in pairs if called == one} | {called for called, was in pairs if was == one}
        left += more - known
        known |= more
    return tuple(sorted(known - {name}))


CALLED = f"""
    SELECT DISTINCT clause.name, was.word FROM clause CROSS JOIN LATERAL {OF_WAS} AS was (word)
    WHERE clause.kind = 'programme' AND clause.data ? 'was'
"""  # noqa: S608 - words of ours
"""What each programme is called in some version, with a name that it had before."""


def note_needs_of(check_in: CheckIn) -> tuple[str, ...]:
    """List what a finding says, in order; nothing where the manual has lost the programme."""
    try:
        return tuple(programme_of(check_in)[0].note_needs)
    except Refused:
        return ()


def hours_of(programme: Programme, manual: Book) -> Hours:
    """Give the hours of a programme, on the team's clocks."""
    return manual.calendar(manual.get(HoursClause, programme.hours))


def mornings_of(account: Account, programme: Programme, manual: Book) -> Hours:
    """Give the hours on whose mornings a firm's check-ins open: the programme's, on the firm's own clocks where its zone is known."""
    hours = hours_of(programme, manual)
    return replace(hours, zone=ZoneInfo(account.zone)) if account.zone else hours


def grades_of(programme: Programme, manual: Book) -> Grades | None:
    """Give the scale that a programme grades by; None where it gives no grades."""
    return manual.find(Grades, programme.grades) if programme.grades else None


def own_cadence(check_in: CheckIn) -> Span | None:
    """Give the firm's own cadence, None where it is the programme's."""
    return Span.parse(check_in.own_every) if check_in.own_every else None


def phase_of(check_in: CheckIn, ticket: Ticket) -> Phase:
    """Say how far a check-in is. ticket: its own, as it stands."""
    return phase(
        exempt=check_in.exempt_at is not None,
        asleep=rests(check_in, ticket),
        waits=at_a_wait(check_in) and bool(ticket.wake_clause) and not mail_failed(ticket),
        started=check_in.started_at is not None,
        answered=ticket.last_word == LastWord.CUSTOMER,
    )


def in_a_round(check_in: CheckIn, ticket: Ticket) -> bool:
    """Say whether a round of a check-in runs. ticket: its own, as it stands."""
    started, asleep = check_in.started_at is not None, rests(check_in, ticket)
    return is_in_a_round(
        started=started, asleep=asleep, answered_late=asleep and not started and is_answered_late(check_in)
    )


def rests(check_in: CheckIn, ticket: Ticket) -> bool:
    """Say whether a check-in waits for its day alone: it sleeps, or somebody wrote between two rounds, as `narrowing.RESTS` has it."""
    if ticket.state == State.ASLEEP:
        return True
    no_round = check_in.step is None and check_in.started_at is None
    has_its_day = bool(ticket.wake_clause) and ticket.wake_keeps
    return no_round and ticket.state in LIVE and ticket.last_word == LastWord.STAFF and has_its_day


def mail_failed(ticket: Ticket) -> bool:
    """Say whether what was written last never left, and nobody has done anything since, as `MAIL_FAILED` does in the database."""
    return ticket.state in LIVE and ticket.last_word == LastWord.POST


def has_its_date(ticket: Ticket) -> bool:
    """Say whether the date of a wait for an answer stands on a ticket: of all that check-ins set, an answer takes that alone away."""
    return bool(ticket.wake_clause) and not ticket.wake_keeps


def at_a_wait(check_in: CheckIn) -> bool:
    """Say whether a check-in's ladder is at a wait, by the version that it keeps; else a reach-out is due, or none runs."""
    if check_in.step is None:
        return False
    programme, _ = programme_of(check_in)
    return programme.unanswered[check_in.step].wait is not None
