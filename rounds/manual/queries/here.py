"""Counts what a change of the manual would touch, and only what it could."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.queries.meant import moving, on_two
from rounds.checkins.queries.mornings import other_mornings
from rounds.checkins.queries.titles import called_anew, said_anew, without_a_place
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries.standing import hours_of, ids_in
from rounds.manual.comparing import Comparison, How
from rounds.manual.sides import Side
from rounds.manual.touching.here import MOST, Here, of_kind
from rounds.policies.book import Book, read_book
from rounds.policies.queries import book
from rounds.policies.selecting import where
from rounds.targets.clauses import Target
from rounds.targets.models import Run
from rounds.workspaces.rows import fetch

MOST_PAIRS = 20
"""Pairs of targets, one of which now stands before the other, whose clocks are counted."""

OTHERS = """
    SELECT 'leaving', '', count(*) FROM answer_waiting
    UNION ALL SELECT 'role', role, count(*) FROM member, unnest(roles) AS role WHERE active GROUP BY role
    UNION ALL SELECT 'clock', target, count(*) FROM target_run WHERE ended_at IS NULL GROUP BY target
    UNION ALL SELECT 'check-ins', programme, count(*) FROM check_in WHERE exempt_at IS NULL AND step IS NULL GROUP BY programme
    UNION ALL SELECT 'waiting', programme, count(*) FROM check_in WHERE step IS NOT NULL GROUP BY programme
    UNION ALL SELECT 'graded', programme, count(*) FROM check_in WHERE grade <> '' GROUP BY programme
"""


def here(comparison: Comparison, after: Side, proposed: Book, *, at: datetime) -> Here:
    """Count what is here. after, proposed: the new manual. at: aware, UTC."""
    set_ = Q(wakes_at__isnull=False, wake_clause="")
    waiting = Ticket.objects.exclude(state__in=ENDED).values("kind", "queue", "priority", "held_by")
    rows = waiting.annotate(
        number=Count("id"),
        dated=Count("id", filter=set_),
        promised=Count("id", filter=set_ & Q(wake_by_id__isnull=False)),
        nobodys=Count("id", filter=Q(assignee=None)),
    ).values_list("kind", "queue", "priority", "held_by", "number", "dated", "promised", "nobodys")
    kinds, queues, priorities, nobodys, holders = (Counter[str]() for _ in range(5))
    dated = promised = 0
    for kind, queue, priority, held_by, number, with_date, by_person, with_nobody in rows:
        kinds[kind] += number
        queues[queue] += number
        nobodys[queue] += with_nobody
        priorities[priority or ""] += number
        if held_by:
            holders[held_by] += number
        dated, promised = dated + with_date, promised + by_person
    others = {(what, name): number for what, name, number in fetch(OTHERS)}
    return Here(
        dated,
        promised,
        kinds,
        queues,
        priorities,
        nobodys,
        holders,
        {name: number for (what, name), number in others.items() if what == "role"},
        others["leaving", ""],
        {name: number for (what, name), number in others.items() if what == "clock"},
        dict(_gains(comparison, after, proposed, at)),
        dict(_overtaken(comparison, proposed, at)),
        dict(_listed(comparison, proposed, at)),
        frozenset(_of_firms(comparison, proposed)),
        _on_programmes(others),
        {name: number for (what, name), number in others.items() if what == "graded"},
        dict(_opening(proposed, at)),
        *_titles(comparison, proposed),
        **_firms(comparison, proposed, at),
    )


class Firms(TypedDict):
    """What becomes of firms by other programmes."""

    moving: Mapping[tuple[str, str], tuple[int, int]]
    on_two: Mapping[tuple[str, str], int]


def _firms(comparison: Comparison, proposed: Book, at: datetime) -> Firms:
    """Count the firms that would move to another programme, and those that two are for; only where a programme changes."""
    if not of_kind({each.clause: each for each in comparison.differences}, Programme):
        return Firms(moving={}, on_two={})
    moves = {(each.was, each.now): (each.at_once, each.later) for each in moving(proposed, at=at)}
    return Firms(moving=moves, on_two=on_two(proposed, at=at))


def _opening(proposed: Book, at: datetime) -> Iterator[tuple[str, tuple[int, int]]]:
    """Count the check-ins that would open by other hours, and those of them that would on another day."""
    for programme in proposed.all(Programme):
        names = [programme.name, *_names_before(programme, proposed)]
        if found := list(other_mornings(programme, proposed, names=names, at=at)):
            yield programme.name, (len(found), sum(each.on_another_day for each in found))


def _titles(
    comparison: Comparison, proposed: Book
) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Count the titles that would say something else of a grade, those that would call a programme otherwise, and firms off the scale."""
    found = {each.clause: each for each in comparison.differences}
    grades, called, gone = Counter[tuple[str, str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for programme in proposed.all(Programme) if of_kind(found, Grades) or of_kind(found, Programme) else ():
        before = _names_before(programme, proposed)
        names = [programme.name, *before]
        grades.update(
            {(each.grade, each.was, each.now): each.many for each in said_anew(programme, proposed, names=names)}
        )
        called.update({(was, programme.name): many for was in before if (many := called_anew(was=was))})
        without = without_a_place(programme, proposed, names=names)
        gone.update({(grade, programme.grades or programme.name): many for grade, many in without.items()})
    return grades, called, gone


def _names_before(programme: Programme, proposed: Book) -> list[str]:
    """List the names by which check-ins are called that would go on with a programme."""
    return [was for was in programme.was or () if proposed.find(Programme, was) is None]


def _on_programmes(others: Mapping[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    names = {name for what, name in others if what in {"check-ins", "waiting"}}
    return {name: (others.get(("check-ins", name), 0), others.get(("waiting", name), 0)) for name in names}


def proposed_book(after: Side, front: dict[str, object]) -> Book:
    """Read the new manual as rooms read one in force. front: as it is stored."""
    return read_book(version=0, title="", front=front, clauses=after.clauses)


def _gains(comparison: Comparison, after: Side, proposed: Book, at: datetime) -> Iterator[tuple[str, tuple[int, int]]]:
    """Count the tickets that have no target of a sort and would get this one; only where its condition is new."""
    found = {each.clause: each for each in comparison.differences}
    asked = {
        name
        for name, each in of_kind(found, Target)
        if each.how is How.ADDED or (each.how is How.CHANGED and (each.changes("for") or each.changes("until")))
    }
    for target in after.clauses:
        if isinstance(target, Target) and target.name in asked:
            has_one = Exists(Run.objects.filter(ticket=OuterRef("pk"), until=target.until))
            condition = where(target.for_, proposed.when(at))
            without: QuerySet[Ticket] = Ticket.objects.filter(condition).exclude(has_one)
            if number := without[:MOST].count():
                yield target.name, (number, without.filter(state__in=ENDED)[:MOST].count())


def _overtaken(comparison: Comparison, proposed: Book, at: datetime) -> Iterator[tuple[tuple[str, str], int]]:
    """Count the clocks that run under a target, and whose tickets one is for that now stands before it."""
    found = {each.clause: each for each in comparison.differences}
    start = f"{Target.kind}: "
    pairs = [
        (first.removeprefix(start), second.removeprefix(start))
        for _, each in of_kind(found, Target)
        for first, second in each.overtakes
    ]
    for first, second in pairs[:MOST_PAIRS]:
        target = proposed.get(Target, first)
        meant = Ticket.objects.filter(where(target.for_, proposed.when(at)))
        running = Run.objects.filter(target=second, until=target.until, ended_at=None, ticket__in=meant)
        if number := running[:MOST].count():
            yield (first, second), number


def _listed(
    comparison: Comparison, proposed: Book, at: datetime
) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    found = {each.clause: each for each in comparison.differences}
    for name, _ in of_kind(found, NamedList):
        yield name, (_in(name, book(), at), _in(name, proposed, at))


def _of_firms(comparison: Comparison, proposed: Book) -> Iterator[str]:
    found = {each.clause: each for each in comparison.differences}
    for name, _ in of_kind(found, NamedList):
        clause = proposed.find(NamedList, name) or book().find(NamedList, name)
        if clause and clause.of is Of.ACCOUNTS:
            yield name


def _in(name: str, manual: Book, at: datetime) -> int | None:
    """Count a list's tickets; None where the manual has no such list."""
    if (clause := manual.find(NamedList, name)) is None:
        return None
    ids = ids_in(clause, manual.when(at, hours_of(clause, manual)))
    [(number,)] = fetch(f"SELECT count(*) FROM ({ids.where} LIMIT {MOST}) few", ids.values)  # noqa: S608
    return int(number)
