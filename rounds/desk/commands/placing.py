"""Saying which firm the person who wrote belongs to: a mail names a person, never an account."""

from datetime import datetime

from rounds.accounts.commands import account_called, place_contact
from rounds.basics.problems import Problem, refuse_if
from rounds.desk.commands.loading import change, locked, unchanged
from rounds.desk.events.placing import AccountNamed
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def name_account(*, number: int, name: str, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Say which firm a ticket's requester belongs to, by the firm's name; a new name makes a new account.

    All tickets of this person that had no account get it too. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (it has one already, no name, nobody wrote).
    """
    require(by, "look after accounts")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Firm": name})
    refuse_if(_problems(ticket))
    account = account_called(name=name, by=by, at=at)
    place_contact(contact_id=ticket.requester_id or 0, account_id=account.pk, by=by, at=at)
    theirs = Ticket.objects.select_for_update(skip_locked=True).filter(requester_id=ticket.requester_id, account=None)
    for each in theirs.order_by("id"):
        change(each, account_id=account.pk)
        record(AccountNamed(ticket=each.pk, account=account.pk), by=by, at=at)
    ticket.refresh_from_db()
    return ticket


def _problems(ticket: Ticket) -> list[Problem]:
    if ticket.account_id:
        return [Problem("named", "This ticket has its firm already.", field="account")]
    if ticket.requester_id is None:
        return [Problem("nobody", "Nobody wrote this ticket whose firm could be named.", field="account")]
    return []
