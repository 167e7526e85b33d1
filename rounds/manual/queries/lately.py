"""What each clause did lately, what stands under it now, and what it will do next: for its card, in three statements for them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.basics.text import counted, listed
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.evidence.clauses import Evidence
from rounds.desk.clauses import Holds, Priorities, PromisedDates, Queue, Sending, Template, TicketKind
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries.counting import Counted, said
from rounds.lists.queries.counting import counted as counted_lists
from rounds.lists.queries.standing import hours_of
from rounds.manual.cards import Next, Now
from rounds.policies.book import Book
from rounds.policies.rules import Clause
from rounds.targets.clauses import Target
from rounds.team.rules import HoursClause, Role
from rounds.telemetry.clauses import NamedFact
from rounds.workspaces.rows import fetch

LIVE = "ticket.state IN ('new', 'open')"
A_WEEK = timedelta(days=7)
NEWEST = 5_000
"""So many tickets and messages are looked through for the last 30 days, whatever their number."""

STANDING = f"""
    SELECT 'queue', queue, count(*) FROM ticket WHERE {LIVE} GROUP BY queue
    UNION ALL SELECT 'priority', priority, count(*) FROM ticket WHERE {LIVE} AND priority IS NOT NULL GROUP BY priority
    UNION ALL SELECT 'held', '', count(*) FROM ticket WHERE held_until IS NOT NULL
    UNION ALL SELECT 'dated', '', count(*) FROM ticket WHERE wakes_at IS NOT NULL
    UNION ALL SELECT 'leaving', '', count(*) FROM answer_waiting
    UNION ALL SELECT 'role', role, count(*) FROM member, unnest(roles) AS role WHERE active GROUP BY role
    UNION ALL SELECT 'clock', target, count(*) FROM target_run WHERE ended_at IS NULL GROUP BY target
    UNION ALL SELECT 'check-in', programme, count(*) FROM check_in WHERE exempt_at IS NULL GROUP BY programme
    UNION ALL SELECT 'usage', '', (SELECT coalesce(sum(rows), 0)::bigint FROM usage_segment WHERE retired_at IS NULL)
        + (SELECT count(*) FROM usage_row)
    UNION ALL SELECT 'graded', programme, count(*) FROM check_in WHERE grade <> '' GROUP BY programme
    UNION ALL SELECT 'opened', kind, count(*) FROM (SELECT kind, opened_at FROM ticket ORDER BY number DESC LIMIT {NEWEST}) few
        WHERE opened_at > %(since)s AND opened_at <= %(at)s GROUP BY kind
    UNION ALL SELECT 'answered', ticket.kind, count(*)
        FROM (SELECT ticket_id, kind, at FROM message WHERE NOT old_answer ORDER BY id DESC LIMIT {NEWEST}) few
        JOIN ticket ON ticket.id = few.ticket_id
        WHERE few.kind = 'staff' AND few.at > %(since)s AND few.at <= %(at)s GROUP BY ticket.kind
"""  # noqa: S608 - words of our own

COMING = """
    (SELECT 'wake', '', number, wakes_at FROM ticket WHERE wakes_at IS NOT NULL AND wake_clause = '' ORDER BY wakes_at LIMIT 1)
    UNION ALL (SELECT DISTINCT ON (wake_clause) 'check-in', substr(wake_clause, 12), number, wakes_at FROM ticket
        WHERE wake_clause LIKE 'programme: %%' ORDER BY wake_clause, wakes_at)
    UNION ALL (SELECT 'hold', '', number, held_until FROM ticket WHERE held_until IS NOT NULL ORDER BY held_until LIMIT 1)
    UNION ALL (SELECT DISTINCT ON (run.target) 'target', run.target, ticket.number, run.due_at
        FROM target_run run JOIN ticket ON ticket.id = run.ticket_id
        WHERE run.ended_at IS NULL AND run.due_at IS NOT NULL AND run.missed_at IS NULL ORDER BY run.target, run.due_at)
"""


@dataclass(frozen=True)
class Lately:
    """What is known for all cards. numbers: by what and name. soonest: ticket and moment, by what and name. lists: by name."""

    manual: Book
    at: datetime
    numbers: Mapping[tuple[str, str], int]
    soonest: Mapping[tuple[str, str], tuple[int, datetime]]
    lists: Mapping[str, int]

    def now(self, clause: Clause) -> Now | None:
        """Say what stands under a clause now; None where its kind has nothing of the sort."""
        how = NOW.get(type(clause))
        return how(self, clause) if how else None

    def next(self, clause: Clause) -> Next:
        """Say what a clause will do next, and when, where that is known."""
        kind, says = COMES.get(type(clause), ("", ""))
        if found := self.soonest.get((kind, clause.name if kind in BY_NAME else "")):
            return Next(found[1], found[0], says)
        if isinstance(clause, HoursClause):
            return self._opening(clause)
        return Next(None, None, WAITS.get(clause.kind, "when something comes that it is for"))

    def many(self, what: str, name: str = "") -> int:
        return self.numbers.get((what, name), 0)

    def _opening(self, clause: HoursClause) -> Next:
        hours = self.manual.calendar(clause)
        if not hours.is_open(self.at):
            return Next(hours.next_opening(self.at), None, "they open")
        _, closes = next(hours.stretches(self.at, self.at + A_WEEK))
        return Next(closes, None, "until then they are open")


def lately(manual: Book, *, since: datetime, at: datetime) -> Lately:
    """Read what stands under the clauses of the manual in force, and what comes. since, at: aware, UTC."""
    numbers = {(what, name): number for what, name, number in fetch(STANDING, {"since": since, "at": at})}
    soonest = {(what, name): (number, moment) for what, name, number, moment in fetch(COMING)}
    wanted = {
        clause.name: Counted.of_list(clause, manual.when(at, hours_of(clause, manual)))
        for clause in manual.all(NamedList)
    }
    return Lately(manual, at, numbers, soonest, counted_lists(wanted))


def _role(found: Lately, clause: Role) -> Now:
    return Now(f"held by {counted(found.many('role', clause.name), 'person', 'people')}", place="people")


def _kind(found: Lately, clause: TicketKind) -> Now:
    opened = found.many("opened", clause.name)
    return Now(
        f"{counted(opened, 'ticket')} opened in the last 30 days", asks=f"{_filter('kind', clause.name)} newer:30d"
    )


def _queue(found: Lately, clause: Queue) -> Now:
    return Now(f"{counted(found.many('queue', clause.name), 'ticket')} in it now", asks=_filter("queue", clause.name))


def _priorities(found: Lately, clause: Priorities) -> Now:
    words = [(word, found.many("priority", word)) for word in clause.highest_first]
    first = next((word for word, number in words if number), clause.highest_first[0])
    return Now(f"open now: {listed([f'{number:,} {word}' for word, number in words])}", asks=_filter("priority", first))


def _holds(found: Lately, clause: Holds) -> Now:
    return Now(f"{counted(found.many('held'), 'ticket')} on hold now", asks="is:held")


def _dates(found: Lately, clause: PromisedDates) -> Now:
    return Now(f"{counted(found.many('dated'), 'ticket')} with a date now", asks="has:date")


def _sending(found: Lately, clause: Sending) -> Now:
    return Now(f"{counted(found.many('leaving'), 'answer')} on the way out now")


def _template(found: Lately, clause: Template) -> Now:
    kinds = [each.name for each in found.manual.all(TicketKind) if each.answers_with == clause.name]
    answers = sum(found.many("answered", kind) for kind in kinds)
    return Now(f"{counted(answers, 'answer')} to its kinds in the last 30 days")


def _target(found: Lately, clause: Target) -> Now:
    return Now(f"{counted(found.many('clock', clause.name), 'clock')} running now", place="targets", at=clause.identity)


def _list(found: Lately, clause: NamedList) -> Now:
    number = found.lists.get(clause.name, 0)
    if clause.of is Of.ACCOUNTS:
        return Now(f"{said(number)} {'firm' if number == 1 else 'firms'} in it now", place="accounts", at=clause.name)
    return Now(f"{said(number)} {'ticket' if number == 1 else 'tickets'} in it now", place="desk", at=clause.name)


def _programme(found: Lately, clause: Programme) -> Now:
    return Now(f"{counted(found.many('check-in', clause.name), 'firm')} on it now")


def _grades(found: Lately, clause: Grades) -> Now:
    using = [each.name for each in found.manual.all(Programme) if each.grades == clause.name]
    return Now(f"{counted(sum(found.many('graded', name) for name in using), 'firm')} graded by it")


def _evidence(found: Lately, clause: Evidence) -> Now:
    using = [each.name for each in found.manual.all(Programme) if each.evidence == clause.name]
    return Now(f"{counted(sum(found.many('check-in', name) for name in using), 'firm')} looked at by it")


def _fact(found: Lately, clause: NamedFact) -> Now:
    return Now(f"counted from {counted(found.many('usage'), 'record')} of usage now")


def _filter(field: str, name: str) -> str:
    """Write a filter of the desk's search; a name of several words stands in quotes."""
    return f'{field}:"{name}"' if " " in name else f"{field}:{name}"


NOW: dict[type[Clause], Callable[..., Now]] = {
    Role: _role,
    TicketKind: _kind,
    Queue: _queue,
    Priorities: _priorities,
    Holds: _holds,
    PromisedDates: _dates,
    Sending: _sending,
    Template: _template,
    Target: _target,
    NamedList: _list,
    Programme: _programme,
    Grades: _grades,
    Evidence: _evidence,
    NamedFact: _fact,
}
"""What stands under a clause, by its kind."""

BY_NAME = frozenset({"target", "check-in"})
"""What comes next for each clause of its own, not for all of a kind together."""

COMES: dict[type[Clause], tuple[str, str]] = {
    PromisedDates: ("wake", "comes back"),
    Holds: ("hold", "its hold ends"),
    Target: ("target", "is due"),
    Programme: ("check-in", "comes round"),
}
"""Which moment comes next for a kind, and how it is said behind the ticket's number."""

WAITS: dict[str, str] = {
    "role": "when somebody who has it does something",
    "ticket kind": "with the next ticket of this kind",
    "queue": "with the next ticket that comes here",
    "priorities": "with the next ticket that is opened",
    "promised dates": "with the next date that is set",
    "holds": "with the next hold",
    "sending": "with the next answer",
    "template": "with the next answer in its words",
    "target": "with the next ticket that it is for",
    "list": "when it is opened next",
    "macro": "when somebody runs it",
    "programme": "with the next firm that it is for",
    "grades": "when somebody grades a firm",
    "fact": "when somebody asks for it",
    "evidence": "when somebody opens a check-in",
    "mailbox": "with the next mail that comes in",
}
"""What the kinds wait for that have no moment of their own, or none just now."""
