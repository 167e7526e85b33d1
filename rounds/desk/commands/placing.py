"""Saying which firm the person who wrote belongs to: a mail names a person, never an account."""

from datetime import datetime

from rounds.accounts.commands import account_called, place_contact
from rounds.accounts.models import Contact
from rounds.basics.problems import NotThere, Problem, refuse_if
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
    _place(ticket.requester_id or 0, account.pk, by=by, at=at)
    ticket.refresh_from_db()
    return ticket


@command
def place_at(*, contact_id: int, by: Actor, at: datetime, account_id: int | None = None, name: str = "") -> Contact:
    """Say which firm a person belongs to: one that is known, or one by its name; a new name makes a new account.

    Tickets of theirs that had no account get it too; others stay with the firm that they were opened for. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (no name).
    """
    require(by, "look after accounts")
    if account_id is None:
        if not Contact.objects.filter(id=contact_id).exists():
            raise NotThere(f"contact {contact_id}")
        account_id = account_called(name=name, by=by, at=at).pk
    return _place(contact_id, account_id, by=by, at=at)


def _place(contact_id: int, account_id: int, *, by: Actor, at: datetime) -> Contact:
    """Place a person at a firm, and give it to what they asked while none was known."""
    placed = place_contact(contact_id=contact_id, account_id=account_id, by=by, at=at)
    theirs = Ticket.objects.select_for_update(skip_locked=True).filter(requester_id=contact_id, account=None)
    for each in theirs.order_by("id"):
        change(each, account_id=account_id)
        record(AccountNamed(ticket=each.pk, account=account_id), by=by, at=at)
    return placed


def _problems(ticket: Ticket) -> list[Problem]:
    if ticket.account_id:
        return [Problem("named", "This ticket has its firm already.", field="account")]
    if ticket.requester_id is None:
        return [Problem("nobody", "Nobody wrote this ticket whose firm could be named.", field="account")]
    return []
