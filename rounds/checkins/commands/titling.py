"""What a grade says stands in the title of its check-in's ticket, and what an earlier one said does not (A7): as somebody grades a firm,
and as a manual comes into force that says something else of a grade."""

from datetime import datetime

from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.ways_back import ways_back_kept
from rounds.checkins.events import TitleSaid
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import grades_of
from rounds.checkins.queries.titles import SAYS_OTHERWISE, words_of_grades
from rounds.checkins.rules.titles import title
from rounds.desk.commands.loading import change
from rounds.desk.commands.recurring import rename_recurring, take
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.timeline.commands import entry, record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.rows import fetch, find

MOST = 500
"""Tickets that are called otherwise in one transaction."""

KEYS = ("in the title",)


def say_grade(check_in: CheckIn, ticket: Ticket, grades: Grades, manual: Book, *, was: str, at: datetime) -> None:
    """Let the title of a ticket, locked, say what the grade of its check-in says now. was: the grade before, empty for none."""
    facts = (Fact.called("the grade is", check_in.grade), *([Fact.called("before it was", was)] if was else []))
    says = grades.title_word(check_in.grade)
    next_ = "another grade takes it out again" if says else "a grade that says something puts it in"
    _say(check_in, ticket, says, Because(grades.identity, manual.version, facts, next_, None, KEYS), at=at)


def say_grades_anew(manual: Book, *, at: datetime) -> bool:
    """Let titles say what a manual that came into force says of the grades that firms have. True where there were any: there may be more.

    at: aware, UTC. Source: A7; clause kind `grades`, key `in the title`.
    """
    return any(_of_programme(programme, manual, at=at) for programme in manual.all(Programme))


OTHERWISE = f"""
    SELECT check_in.id, check_in.ticket_id, coalesce(says.word, '') {SAYS_OTHERWISE} ORDER BY check_in.ticket_id LIMIT %s
"""


def _of_programme(programme: Programme, manual: Book, *, at: datetime) -> bool:
    words = words_of_grades(programme, manual)
    found = fetch(OTHERWISE, [list(words), list(words.values()), [programme.name], MOST])
    for check_in_id, ticket_id, says in found:
        ticket = take(ticket_id)
        [check_in] = find(CheckIn, "id = %s FOR NO KEY UPDATE", [check_in_id])
        because = says_anew(check_in.grade, says, programme, manual)
        with ways_back_kept([ticket_id]):
            _say(check_in, ticket, says, because, at=at)
    return bool(found)


def says_anew(grade: str, says: str, programme: Programme, manual: Book) -> Because:
    """Say why a title says something else of a grade that nobody changed: the manual does, of this programme's grades.

    says: empty for nothing.
    """
    grades = grades_of(programme, manual)
    facts = (
        Fact.called("the grade is", grade),
        Fact.called("what the manual says of it", says) if says else Fact("what the manual says of it", "nothing"),
    )
    clause, keys = (grades.identity, KEYS) if grades else (programme.identity, ("grades",))
    return Because(clause, manual.version, facts, "nothing else changes", None, keys)


def title_said(
    check_in: CheckIn, says: str, programme: Programme, manual: Book, *, was: str, at: datetime
) -> TimelineEvent:
    """Make the event that a title says something else of a grade, as many are written at once. says, was: empty for nothing."""
    because = says_anew(check_in.grade, says, programme, manual)
    said = TitleSaid(**about(check_in), says=says, was=was)
    return entry(said, by=Actor.clause(because.clause), at=at, because=because)


def _say(check_in: CheckIn, ticket: Ticket, says: str, because: Because, *, at: datetime) -> None:
    said = ticket.mark
    named = title(ticket.subject, was=said, now=says)
    if named == ticket.subject and said == says:
        change(ticket)
        return
    rename_recurring(ticket=ticket, subject=named, mark=says)
    record(TitleSaid(**about(check_in), says=says, was=said), by=Actor.clause(because.clause), at=at, because=because)
