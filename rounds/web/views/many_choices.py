"""What a member may do to many tickets at once, by their rights and by what the manual has."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.utils.text import capfirst

from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.commands.loading import holds_clause, priorities, promised_dates
from rounds.team.models import Member
from rounds.web.addresses import url
from rounds.web.views.macros import for_many
from rounds.web.visit import Visit

Choices = tuple[tuple[str, str], ...]
"""Each as a form sends it, and in words."""

NEEDED = ("close tickets", "assign tickets", "set priorities", "set dates", "hold tickets", "merge tickets")
"""Any of these rights lets one act on many tickets; so does a macro, by the rights that it needs."""


def choose_at(visit: Visit, words: str) -> str:
    """Say where the tickets of a list are ticked; "" for whoever could do nothing to them. words: of the list's address."""
    may = visit.may("merge tickets") or any(True for _ in _groups(visit))
    return url("many-choosing") + words if may else ""


def many_choices(visit: Visit) -> tuple[tuple[str, Choices], ...]:
    """Offer what this member may do to many tickets: groups of (value, word), as the act reads them."""
    return tuple((group, choices) for group, offered in _groups(visit) if (choices := offered()))


def _groups(visit: Visit) -> Iterator[tuple[str, Callable[[], Choices]]]:
    """List the groups of what they may do, each with what gives its choices: only the page that offers them reads who works here."""
    book, may = visit.book, visit.may
    if may("close tickets"):
        yield "End", partial(tuple, [("close", "Close")])
    if may("assign tickets"):
        yield "Give to", partial(_colleagues, visit)
    if may("set priorities") and (urgent := priorities(book)):
        yield "Priority", partial(_of, "priority", urgent.highest_first)
    if may("assign tickets"):
        yield "Kind", partial(_of, "kind", [kind.name for kind in book.all(TicketKind)])
    yield from _rests(visit)
    if macros := for_many(visit):
        yield "Macro", partial(_of, "macro", [macro.name for macro in macros])


def _rests(visit: Visit) -> Iterator[tuple[str, Callable[[], Choices]]]:
    """List for how long tickets can rest, and whom they can wait for, by each of the manual's limits."""
    if visit.may("set dates") and (dates := promised_dates(visit.book)):
        yield "Sleep for", partial(_of, "sleep", map(str, dates.offer))
    if visit.may("hold tickets") and (holds := holds_clause(visit.book)):
        for span in holds.offer:
            yield f"Hold for {span}, for", partial(_of, f"hold:{span}", holds.held_by)


def _colleagues(visit: Visit) -> Choices:
    """Offer everybody who works some queue or kind, oneself first; each ticket's own rule says whether they may have it."""
    book = visit.book
    worked = {str(queue.worked_by) for queue in book.all(Queue)} | {
        str(role) for kind in book.all(TicketKind) for role in (kind.worked_by, kind.stand_in) if role
    }
    people = Member.objects.filter(active=True, roles__overlap=sorted(worked)).order_by("name")
    found = sorted(people.values_list("id", "name"), key=lambda each: each[0] != visit.member.pk)
    return tuple(
        (f"assign:{member_id}", f"{name} (you)" if member_id == visit.member.pk else name) for member_id, name in found
    )


def _of(verb: str, words: Iterable[str]) -> Choices:
    return tuple((f"{verb}:{word}", capfirst(word)) for word in words)
