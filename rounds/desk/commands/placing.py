"""Saying which firm the person who wrote belongs to: a mail names a person, never an account."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from rounds.accounts.being_erased import refuse_meanwhile
from rounds.accounts.commands import account_called, place_contact
from rounds.accounts.models import Contact
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.commands.joining import BUSY, TRIES
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
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (it has one already, no name, nobody wrote, mails come in all the time).
    """
    require(by, "look after accounts")

    def place() -> Contact:
        ticket = locked(number)
        unchanged(ticket, version, mine={"Firm": name})
        refuse_if(_problems(ticket))
        account = account_called(name=name, by=by, at=at)
        return place_contact(contact_id=ticket.requester_id or 0, account_id=account.pk, by=by, at=at)

    _with_what_they_asked(place, Q(number=number), by=by, at=at)
    return Ticket.objects.get(number=number)


@command
def place_at(
    *,
    contact_id: int,
    by: Actor,
    at: datetime,
    account_id: int | None = None,
    name: str = "",
    version: str | None = None,
) -> Contact:
    """Say which firm a person belongs to: one that is known, or one by its name; a new name makes a new account.

    Tickets of theirs that had no account get it too; others stay with the firm that they were opened for. version: of the person, as
    it was read. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no name, mails come in all the time).
    """
    require(by, "look after accounts")
    if account_id is None and not Contact.objects.filter(id=contact_id).exists():
        raise NotThere(f"contact {contact_id}")
    refuse_meanwhile(contact_id)

    def place() -> Contact:
        firm = account_called(name=name, by=by, at=at).pk if account_id is None else account_id
        return place_contact(contact_id=contact_id, account_id=firm, version=version, by=by, at=at)

    return _with_what_they_asked(place, Q(requester_id=contact_id, account=None), by=by, at=at)


def _with_what_they_asked(place: Callable[[], Contact], asked: Q, *, by: Actor, at: datetime) -> Contact:
    """Place a person at a firm, and give it to what they asked while none was known: to all of it, whoever is at work on some.

    asked: finds a ticket of theirs, where there is one. A ticket is locked before a contact, by everybody, and several in the order
    of their ids; where one came in between, all is done anew.
    """
    for _ in range(TRIES):
        start = transaction.savepoint_create()
        found = list(Ticket.objects.filter(asked).values_list("id", "requester_id"))
        whose = {requester_id for _, requester_id in found if requester_id}
        loose = Ticket.objects.filter(requester_id__in=whose, account=None).values_list("id", flat=True)
        ids = {*(ticket_id for ticket_id, _ in found), *loose}
        known = set(Ticket.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id", flat=True))
        placed = place()
        theirs = list(Ticket.objects.filter(requester=placed, account=None).order_by("id"))
        if known.issuperset(each.pk for each in theirs):
            transaction.savepoint_commit(start)
            break
        transaction.savepoint_rollback(start)
    else:
        raise Refused([BUSY])
    for each in theirs:
        change(each, account_id=placed.account_id)
        record(AccountNamed(ticket=each.pk, account=placed.account_id or 0), by=by, at=at)
    return placed


def _problems(ticket: Ticket) -> list[Problem]:
    if ticket.account_id:
        return [Problem("named", "This ticket has its firm already.", field="account")]
    if ticket.requester_id is None:
        return [Problem("nobody", "Nobody wrote this ticket whose firm could be named.", field="account")]
    return []
