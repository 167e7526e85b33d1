"""How every act on a check-in begins: its ticket locked first, then its row, and what happened to its reach-out meanwhile taken in."""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString

from rounds.accounts.models import Account
from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins.commands.settling import settle
from rounds.checkins.models import CheckIn
from rounds.desk.commands.loading import unchanged
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.rules import Actor
from rounds.workspaces.rows import find, find_joined

DO = "do check-ins"


def begun(
    check_in_id: int, *, by: Actor, at: datetime, version: int | None = None, mine: Mapping[str, str] | None = None
) -> tuple[CheckIn, Ticket]:
    """Give a check-in and its ticket, both locked, to somebody who may act on it and whose firm needs check-ins.

    version: of the ticket, on which the act was chosen; None where nobody says. mine: what was written, label by label.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, DO)
    check_in, ticket = taken(check_in_id, at=at)
    unchanged(ticket, version, mine=dict(mine or {}))
    if check_in.exempt_at:
        fix = "End that first: then it comes back again."
        raise Refused([Problem("exempt", "Somebody said that this firm needs no check-in.", fix)])
    return check_in, ticket


def taken(check_in_id: int, *, at: datetime) -> tuple[CheckIn, Ticket]:
    """Give a check-in and its ticket, both locked, as they stand now. Raises NotThere."""
    found = find(Ticket, "id = (SELECT ticket_id FROM check_in WHERE id = %s) FOR UPDATE", [check_in_id])
    if not found:
        raise NotThere(f"check-in {check_in_id}")
    [ticket] = found
    check_in = locked_of(ticket.pk)
    settle(check_in, ticket, at=at)
    return check_in, ticket


def locked_of(ticket_id: int) -> CheckIn:
    """Give the check-in of a ticket, locked, with its firm."""
    [(check_in, account)] = find_joined(CheckIn, Account, OF_TICKET, [ticket_id])
    check_in.account = account
    return check_in


OF_TICKET: LiteralString = (
    "check_in JOIN account ON account.id = check_in.account_id WHERE ticket_id = %s FOR NO KEY UPDATE OF check_in"
)
