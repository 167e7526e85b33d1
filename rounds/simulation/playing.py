"""What of a simulation needs the rooms: loaded once settings name the database that it is played in."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path

from django.db import connection

from rounds.basics.text import counted
from rounds.checkins.clauses import Programme
from rounds.manual.checking import checked
from rounds.simulation.answerers import be_forked
from rounds.simulation.customers import Customers
from rounds.simulation.founding import DO, company
from rounds.simulation.running import Journal, Plan, Team
from rounds.simulation.unplayable import Unplayable
from rounds.team.rules import Role

EARLY = time(8, 0)
SOON = timedelta(minutes=5)


def played(
    manual: str,
    folder: Path,
    *,
    accounts: int,
    days: int,
    seed: int,
    first: date,
    say: Callable[[int, int], None],
    filled: Callable[[], None],
) -> int:
    """Play all days; gives how often a process was killed. filled: called once all firms are there. Raises Unplayable.

    The company is founded before any process begins: each that comes up knows then what is the same for all of them, such as the manual
    and the holidays, as the processes of a server do that are forked from one.
    """
    plan = Plan(accounts, days, seed, first, playable(manual))
    founded_at = plan.at(first, EARLY)
    workspace_id = company(manual, accounts=accounts, at=founded_at)
    connection.close()
    be_forked()
    team = Team(plan, workspace_id, Journal(folder / "journal.jsonl"), Customers(folder / "town.jsonl"))
    team.begin(founded_at + SOON)
    filled()
    team.play(say)
    team.end()
    return team.deaths


def playable(manual: str) -> str:
    """Give the zone of a manual that can be played. Raises Unplayable."""
    found = checked(manual)
    if found.findings or not found.front:
        raise Unplayable(f"This manual has {counted(len(found.findings), 'error')}; `rounds manual check` says where.")
    if not any(isinstance(sheet.clause, Programme) for sheet in found.sheets):
        raise Unplayable("This manual has no programme, so there is nothing to simulate yet.")
    if not any(isinstance(sheet.clause, Role) and DO in sheet.clause.may for sheet in found.sheets):
        raise Unplayable(f"No role of this manual may “{DO}”, so nobody would do anything.")
    return str(found.front.zone)
