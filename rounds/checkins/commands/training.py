"""Somebody at a firm wishes for training: a ticket for those who give it, linked with the check-in both ways (A9)."""

from datetime import datetime

from rounds.basics.problems import Problem, Refused
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import about
from rounds.checkins.events import TrainingWished
from rounds.checkins.queries.standing import programme_of
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Party, Ticket
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def wish_training(*, check_in_id: int, text: str, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Open a training ticket for a firm, from its check-in. text: what they wish for. version: as in `start`. at: aware, UTC.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (nothing written, nobody who wishes, a programme that opens none).
    Source: A9; clause kind `programme`, key `training wish`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your wish": text})
    programme, _ = programme_of(check_in)
    if programme.training_wish is None:
        text = f"“{programme.name}” opens no ticket for a wish for training."
        raise Refused([Problem("no training", text, "Write it into the finding.", clause=programme.identity)])
    whom = Party.objects.filter(ticket=ticket, contact_id=ticket.requester_id or 0).first()
    if whom is None:
        fix = "Reach out to somebody first, or open the ticket by hand."
        raise Refused([Problem("nobody", "Nobody at this firm has been written to yet.", fix)])
    opened = desk.open_ticket(
        subject=f"Training: {check_in.account.name}",
        text=text,
        kind=programme.training_wish.open_a_ticket,
        requester=Taking(whom.contact_id, whom.address_id),
        account_id=check_in.account_id,
        by=by,
        at=at,
        mailbox=ticket.mailbox,
        linked_to_id=ticket.pk,
    )
    record(TrainingWished(**about(check_in), training=opened.ticket.pk), by=by, at=at)
    return opened.ticket
