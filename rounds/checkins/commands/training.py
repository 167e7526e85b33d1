"""Somebody at a firm wishes for training: a ticket for those who give it, linked with the check-in both ways (A9)."""

from datetime import datetime

from rounds.basics.problems import Problem, Refused
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import about
from rounds.checkins.events import TrainingWished
from rounds.checkins.queries.standing import programme_of
from rounds.desk import commands as desk
from rounds.desk.clauses import Given, Queue
from rounds.desk.events.life import TicketOpened
from rounds.desk.facts import Taking
from rounds.desk.models import Party, Ticket
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.timeline.commands import record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, ActorKind, Because, Fact
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert


@command
def wish_training(
    *,
    check_in_id: int,
    text: str,
    by: Actor,
    at: datetime,
    whom: Taking | None = None,
    mailbox: str = "",
    version: int | None = None,
) -> Ticket:
    """Open a training ticket for a firm, from its check-in. text: what they wish for. version: as in `start`. at: aware, UTC.

    whom: a contact there who wishes, with the address they are written at; left out, whoever was written to last. mailbox: the address
    of ours that they are answered from, where the check-in has none yet.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (nothing written, nobody named and nobody written to, a programme that
    opens none). Source: A9; clause kind `programme`, key `training wish`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your wish": text})
    programme, manual = programme_of(check_in)
    if programme.training_wish is None:
        text = f"“{programme.name}” opens no ticket for a wish for training."
        raise Refused([Problem("no training", text, "Write it into the finding.", clause=programme.identity)])
    wishes = whom or _written_to(ticket)
    if wishes is None:
        fix = "Choose whoever wishes for it; a person whom we do not know yet is added to the firm first."
        raise Refused([Problem("nobody", "It is not said who wishes for training.", fix, field="to")])
    opened = desk.open_ticket(
        subject=f"Training: {check_in.account.name}",
        text=text,
        kind=programme.training_wish.open_a_ticket,
        requester=wishes,
        account_id=check_in.account_id,
        by=by,
        at=at,
        mailbox=ticket.mailbox or mailbox,
        linked_to_id=ticket.pk,
        because=Because(
            programme.identity,
            manual.version,
            (Fact.who("a training was wished for, said", by),),
            keys=("training wish",),
        ),
    )
    record(TrainingWished(**about(check_in), training=opened.ticket.pk), by=by, at=at)
    _tell(opened.ticket, by=by, at=at)
    return opened.ticket


def _tell(training: Ticket, *, by: Actor, at: datetime) -> None:
    """Tell whoever works the queue that it came into. One that gives in turn tells by itself: whom it gives it to, or that nobody fits."""
    queue = book().find(Queue, training.queue)
    if queue is None or queue.given is Given.IN_TURN:
        return
    told = [
        member.pk for member in told_of(queue.worked_by, at=at) if member.pk != by.id or by.kind is not ActorKind.MEMBER
    ]
    opened = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=training.pk, kind=TicketOpened.kind)
    insert(*notices_of(opened.latest("id"), told, at=at))


def _written_to(ticket: Ticket) -> Taking | None:
    """Give whoever was written to last."""
    found = Party.objects.filter(ticket=ticket, contact_id=ticket.requester_id or 0).first()
    return Taking(found.contact_id, found.address_id) if found else None
