"""What of a simulation needs the rooms: loaded once settings name the database that it is played in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from rounds.checkins.clauses import Programme
from rounds.manual.checking import checked
from rounds.simulation.customers import Customers
from rounds.simulation.founding import DO
from rounds.simulation.running import Journal, Plan, Team
from rounds.simulation.unplayable import Unplayable
from rounds.team.rules import Role


def played(
    manual: str, folder: Path, *, accounts: int, days: int, seed: int, first: date, say: Callable[[int, int], None]
) -> int:
    """Play all days; gives how often a process was killed. Raises Unplayable."""
    plan = Plan(accounts, days, seed, first, playable(manual))
    team = Team(plan, Journal(folder / "journal.jsonl"), Customers(folder / "town.jsonl"))
    team.found(manual)
    team.play(say)
    team.end()
    return team.deaths


def playable(manual: str) -> str:
    """Give the zone of a manual that can be played. Raises Unplayable."""
    found = checked(manual)
    if found.findings or not found.front:
        raise Unplayable(f"This manual has {len(found.findings)} errors; `rounds manual check` lists them.")
    if not any(isinstance(sheet.clause, Programme) for sheet in found.sheets):
        raise Unplayable("This manual has no programme, so there is nothing to simulate yet.")
    if not any(isinstance(sheet.clause, Role) and DO in sheet.clause.may for sheet in found.sheets):
        raise Unplayable(f"No role of this manual may “{DO}”, so nobody would do anything.")
    return str(found.front.zone)
