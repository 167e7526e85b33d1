"""Whether a sound manual fits the people and the tickets that are here already."""

from collections.abc import Iterator

from django.db.models import Count

from rounds.basics.problems import Problem
from rounds.basics.text import counted, nearest
from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.macros import Macro
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.manual.sheets import Sheets
from rounds.manual.whole import ADOPT
from rounds.policies.queries import book
from rounds.policies.rules import Clause
from rounds.policies.values import MemberAddress
from rounds.team.models import Member
from rounds.team.rules import NEVER_WITHOUT, Role


def misfits(sheets: Sheets) -> Iterator[Problem]:
    """Find what would be left without a rule, or without anybody to change the rules, if this came into force."""
    yield from _nobody_left(sheets)
    yield from _nobody_of_that_address(sheets)
    yield from _left_behind(sheets, TicketKind, field="kind", one="is of the kind", many="are of the kind")
    yield from _left_behind(sheets, Queue, field="queue", one="waits in the queue", many="wait in the queue")


def founding_problems(sheets: Sheets) -> Iterator[Problem]:
    """Find acts that somebody must always be able to do, and that no role may under the first manual of a company."""
    roles = [sheet.clause for sheet in sheets.of(Role)]
    for act in NEVER_WITHOUT:
        if not any(act in role.may for role in roles):
            leads = next((role.name for role in roles if ADOPT in role.may), None)
            yield Problem(
                "nobody left",
                f"No role may {act} under this manual, so nobody in this company ever could.",
                f"Write “{act}” under “may” of the role “{leads}”." if leads else f"Let a role {act}.",
            )


def _nobody_left(sheets: Sheets) -> Iterator[Problem]:
    """Find acts that somebody here must always be able to do, and that this manual would leave to nobody."""
    held = _held()
    for act in NEVER_WITHOUT:
        able = [sheet.clause.name for sheet in sheets.of(Role) if act in sheet.clause.may]
        if held.isdisjoint(able) and (act == ADOPT or not held.isdisjoint(_able_now(act))):
            roles = " or ".join(f"“{name}”" for name in able)
            yield Problem(
                "nobody left",
                f"Nobody here has a role that may {act} under this manual, so nobody could set it right again.",
                f"Give somebody the role {roles} first." if able else f"Let a role that somebody has {act}.",
            )


def _nobody_of_that_address(sheets: Sheets) -> Iterator[Problem]:
    """Find macros that give tickets to an address that no member has."""
    asked = [each.clause for each in sheets.of(Macro) if isinstance(each.clause.does.give_to, MemberAddress)]
    if not asked:
        return
    known = {each.lower() for each in Member.objects.filter(active=True).values_list("email", flat=True)}
    for macro in asked:
        address = str(macro.does.give_to)
        if address not in known:
            near = nearest(address, sorted(known))
            yield Problem(
                "nobody there",
                f"The macro “{macro.name}” gives tickets to {address}, and no member here has that address.",
                f"Is it {near}?" if near else "Invite them first, or name somebody who is here.",
                clause=macro.identity,
            )


def _held() -> frozenset[str]:
    """Collect the roles of everybody who can sign in."""
    rows = Member.objects.filter(active=True, person__is_active=True).values_list("roles", flat=True)
    return frozenset(role for roles in rows for role in roles)


def _able_now(act: str) -> list[str]:
    return [role.name for role in book().all(Role) if act in role.may]


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
