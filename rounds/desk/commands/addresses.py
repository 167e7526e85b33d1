"""Taking an address away from somebody: nothing goes there any more, and whoever writes from it is somebody new."""

from datetime import datetime

from rounds.accounts.being_erased import refuse_meanwhile
from rounds.accounts.commands import drop_address
from rounds.accounts.models import ContactAddress
from rounds.basics.problems import Problem, refuse_if
from rounds.desk.models import Party, Ticket
from rounds.team.queries import require
from rounds.timeline.models import Outbox, OutboxState
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command

ON_ITS_WAY = (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.HANDING_OVER)


@command
def take_address_away(
    *, contact_id: int, address_id: int, by: Actor, at: datetime, version: str | None = None
) -> ContactAddress:
    """Take an address away; tickets that were answered there are answered at the person's first one that is left. Gives that one.

    What went there stays in the history; what stopped or came back is not sent there again. version: of the person, as it
    was read. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (their only one, a mail to it has not left yet).
    """
    require(by, "look after accounts")
    refuse_meanwhile(contact_id)
    answered_there = Party.objects.filter(contact_id=contact_id, address_id=address_id)
    list(Ticket.objects.select_for_update().filter(id__in=answered_there.values("ticket")).order_by("id"))
    left = drop_address(contact_id=contact_id, address_id=address_id, version=version, by=by, at=at)
    refuse_if(
        _on_its_way(address_id)
    )  # after it: a mail is sent again only while the address is held as theirs (`mail/commands/outbox`)
    answered_there.update(address_id=left.pk)
    return left


def _on_its_way(address_id: int) -> list[Problem]:
    if Outbox.objects.filter(channel="mail", recipient_id=address_id, state__in=ON_ITS_WAY).exists():
        text = "A mail to this address has not left yet."
        return [Problem("on its way", text, "Wait until it has, or drop it in the outbox.", field="address")]
    return []
