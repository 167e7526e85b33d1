"""A programme with many firms, put there at once: what the room would have written for each, in a few statements."""

import random
from datetime import datetime, timedelta

from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, GradeGiven, RoundDone
from rounds.checkins.rules.states import How
from rounds.desk.commands.opening import take_numbers
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute
from tests.manuals import a_yearly_manual
from tests.world import MONDAY, Cast, a_workspace

PROGRAMME = "yearly check-in"


def many_firms(many: int, *, days: int = 365, at: datetime = MONDAY) -> list[CheckIn]:
    """Put firms on the programme whose check-ins wake one after the other over so many days from a moment, all asleep."""
    first = take_numbers().number
    execute("UPDATE ticket_number SET last = last + %s", [many])
    firms = Account.objects.bulk_create(
        Account(workspace_id=here(), name=f"Firm {number:05d}", lifecycle="customer", created_at=at)
        for number in range(many)
    )
    version = book().version
    tickets = Ticket.objects.bulk_create(
        Ticket(
            workspace_id=here(),
            number=first + 1 + place,
            subject=f"{firm.name}: {PROGRAMME}",
            kind="check-in",
            queue="check-ins",
            state="asleep",
            last_word="clock",
            account=firm,
            opened_at=at,
            said_at=at,
            recurs_by=f"programme: {PROGRAMME}",
            wakes_at=at + timedelta(days=1 + place * days / many),
            wake_keeps=True,
            wake_set_at=at,
            wake_version=version,
            wake_clause=f"programme: {PROGRAMME}",
        )
        for place, firm in enumerate(firms)
    )
    return CheckIn.objects.bulk_create(
        CheckIn(workspace_id=here(), programme=PROGRAMME, account=firm, ticket=ticket, entered_at=at)
        for firm, ticket in zip(firms, tickets, strict=True)
    )


SCALE = ("A", "B", "E")


def a_year_of_work(now: datetime, many: int = 60) -> Cast:
    """Let a team have worked on many firms, by chance but always the same: some done, open, late, waiting, exempt, graded.

    now: aware, UTC; they began 400 days before it.
    """
    began, chance = now - timedelta(days=400), random.Random(6)
    cast = a_workspace(manual=a_yearly_manual(), at=began)
    with cast.inside():
        found = many_firms(many, at=began)
        for each in found:
            ticket = Ticket.objects.filter(id=each.ticket_id)
            ticket.update(assignee_id=chance.choice([cast.rep.id, cast.teammate.id, None]))
            for _ in range(chance.choice([0, 0, 1, 1, 2])):
                at = began + timedelta(days=chance.randrange(20, 395), hours=chance.randrange(24))
                who = chance.choice([cast.rep.id, cast.teammate.id, None])
                RoundDone.objects.create(
                    workspace_id=here(), check_in=each, member_id=who, ended_at=at, unanswered=who is None
                )
            for place in range(chance.choice([0, 1, 2, 2])):
                given = {"grade": chance.choice(SCALE), "was": "", "by_id": cast.rep.id}
                at = began + timedelta(days=chance.randrange(60, 395) if place else chance.randrange(0, 50))
                GradeGiven.objects.create(workspace_id=here(), check_in=each, at=at, **given)
            _moved(each, chance, cast, now)
    return cast


def _moved(check_in: CheckIn, chance: random.Random, cast: Cast, now: datetime) -> None:
    how = chance.choice(["asleep", "asleep", "open", "waiting", "exempt"])
    asked_for = {"check_in_id": check_in.pk, "by": cast.rep}
    at = now - timedelta(days=chance.randrange(0, 9))
    if how == "open":
        checkins.start(**asked_for, at=at)
    if how == "waiting":
        checkins.log_reach_out(**asked_for, how=How.CALL, text="Left word.", at=at)
    if how == "exempt":
        checkins.exempt(**asked_for, reason="They closed.", at=at)
