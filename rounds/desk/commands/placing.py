"""Saying which firm the person who wrote belongs to: a mail names a person, never an account."""

from datetime import datetime

from rounds.accounts.commands import account_called, place_contact
from rounds.basics.problems import Problem, refuse_if
from rounds.desk.commands.loading import locked
from rounds.desk.events import AccountNamed
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def name_account(*, number: int, name: str, by: Actor, at: datetime) -> Ticket:
    """Say which firm a ticket's requester belongs to, by the firm's name; a new name makes a new account.

    All tickets of this person that had no account get it too. at: aware, UTC. Raises NotAllowed, NotThere, Refused.
    """
    require(by, "look after accounts")
    ticket = locked(number)
    refuse_if(_problems(ticket, name))
    account = account_called(name=name, by=by, at=at)
    place_contact(contact_id=ticket.requester_id or 0, account_id=account.pk, by=by, at=at)
    theirs = Ticket.objects.select_for_update().filter(requester_id=ticket.requester_id, account=None).order_by("id")
    for each in [ticket, *theirs.exclude(id=ticket.pk)]:
        Ticket.objects.filter(id=each.pk).update(account=account)
        record(AccountNamed(ticket=each.pk, account=account.pk), by=by, at=at)
    ticket.account = account
    return ticket


def _problems(ticket: Ticket, name: str) -> list[Problem]:
    if not name.strip():
        return [Problem("no name", "An account has a name.", "Write the firm's name.", field="account")]
    if ticket.requester_id is None:
        return [Problem("nobody", "Nobody wrote this ticket whose firm could be named.", field="account")]
    return []
