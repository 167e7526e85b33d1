"""Whether a sound manual fits the people and the tickets that are here already."""

from collections.abc import Iterator

from django.db.models import Count

from rounds.basics.problems import Problem
from rounds.basics.text import counted
from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.manual.sheets import Sheets
from rounds.manual.whole import ADOPT
from rounds.policies.rules import Clause
from rounds.team.models import Member
from rounds.team.rules import Role


def misfits(sheets: Sheets) -> Iterator[Problem]:
    """Find what would be left without a rule, or without anybody to change the rules, if this came into force."""
    yield from _nobody_left(sheets)
    yield from _left_behind(sheets, TicketKind, field="kind", one="is of the kind", many="are of the kind")
    yield from _left_behind(sheets, Queue, field="queue", one="waits in the queue", many="wait in the queue")


def _nobody_left(sheets: Sheets) -> Iterator[Problem]:
    adopters = [sheet.clause.name for sheet in sheets.of(Role) if ADOPT in sheet.clause.may]
    if not Member.objects.filter(active=True, roles__overlap=adopters).exists():
        yield Problem(
            "nobody left",
            f"Nobody here holds a role that may {ADOPT}, so nobody could change this one again.",
            f"Give somebody the role {' or '.join(adopters)} first.",
        )


def _left_behind(sheets: Sheets, model: type[Clause], *, field: str, one: str, many: str) -> Iterator[Problem]:
    """Find tickets that are not closed and speak of a clause that this manual does not have."""
    names = {sheet.clause.name for sheet in sheets.of(model)}
    waiting = Ticket.objects.exclude(state__in=ENDED).exclude(**{f"{field}__in": names})
    for name, number in waiting.values_list(field).annotate(Count("id")).order_by(field):
        yield Problem(
            "left behind",
            f"{counted(number, 'ticket')} not closed {one if number == 1 else many} “{name}”, which this manual does not have.",
            "Keep it in the manual, or close them first.",
            clause=f"{model.kind}: {name}",
        )
