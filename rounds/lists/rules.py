"""When a ticket has stood in a list too long, and what a view may be called and hold."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rounds.basics.hours import Hours, NeverOpen
from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.lists.clauses import NamedList
from rounds.timeline.rules import Because, Fact

MOST_NAME = 60
"""Characters of a view's name."""

MOST_VIEWS = 50
"""Views that a member keeps; the rail is no place for more."""


def too_long_at(clause: NamedList, *, since: datetime, hours: Hours) -> datetime | None:
    """Say when a ticket has stood in a list too long; None where the manual does not mind, or the hours never pass.

    since: aware UTC. Source: clause kind `list`, key `stays`.
    """
    if clause.stays is None:
        return None
    try:
        return clause.stays.longer_than.after(since, hours=hours)
    except NeverOpen:
        return None


def because(clause: NamedList, *, version: int, since: datetime) -> Because:
    """Say why somebody is told of a ticket (F2)."""
    assert clause.stays, "only a list that minds tells anybody"
    facts = (Fact("it stands in the list since", at=since), Fact("that is longer than", str(clause.stays.longer_than)))
    next_ = "nobody is told again, unless it leaves the list and comes back"
    return Because(clause.identity, version, facts, next_, None, ("where", "stays"))


def sees(clause: NamedList, roles: Collection[str]) -> bool:
    """Say whether whoever holds these roles sees a list. Source: clause kind `list`, key `seen by`."""
    return clause.seen_by is None or any(role in roles for role in clause.seen_by)


def view_problems(
    *, name: str, search: str, taken: Collection[str], read: Sequence[Problem], role: str, roles: Collection[str]
) -> list[Problem]:
    """Say why a view cannot be kept so.

    taken: names of one's other views. read: what was not understood of the search. role: whom it is shared with, "" for nobody.
    """
    problems = [*_name_problems(name, taken), *read]
    if not search.strip():
        problems.append(
            Problem("nothing asked", "A view keeps a search.", "Search for something first.", field="search")
        )
    if role and role not in roles:
        fix = f"There is {listed(sorted(roles))}."
        problems.append(Problem("unknown role", f"There is no role “{role[:60]}”.", fix, field="role"))
    return problems


def _name_problems(name: str, taken: Collection[str]) -> list[Problem]:
    if not name:
        return [Problem("no name", "A view has a name.", "Say what it shows, in a word or two.", field="name")]
    if len(name) > MOST_NAME:
        return [
            Problem("long name", f"The name has {len(name)} characters.", f"Take at most {MOST_NAME}.", field="name")
        ]
    if name.casefold() in {each.casefold() for each in taken}:
        return [Problem("name taken", f"You have a view “{name}” already.", "Take another name.", field="name")]
    return []


def full_problems(many: int) -> list[Problem]:
    """Say why a member cannot keep one more view. many: those they have."""
    if many < MOST_VIEWS:
        return []
    return [Problem("too many", f"You keep {many} views.", "Delete one that you do not use.")]


def moved(order: Sequence[int], view_id: int, *, by: int) -> list[int]:
    """Move one of the views up or down; at an end it stays. by: -1 up, 1 down."""
    at = order.index(view_id)
    to = min(max(at + by, 0), len(order) - 1)
    rest = [each for each in order if each != view_id]
    return [*rest[:to], view_id, *rest[to:]]
