"""A mail of ours comes back: the message that bounced says so, and its ticket is our turn at once (A3)."""

from rounds.accounts.models import ContactAddress
from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.desk.rules import MessageKind
from rounds.mail.commands.keeping import MAIL_ROOM, held
from rounds.mail.events import MailCameBack
from rounds.mail.incoming import Came, Incoming, Outcome
from rounds.mail.models import Received, ReceivedState
from rounds.mail.robots import Bounce
from rounds.timeline.commands import record
from rounds.timeline.models import Outbox, OutboxState

LEFT = (OutboxState.SENT, OutboxState.MAY_HAVE_ARRIVED, OutboxState.HANDING_OVER)
"""States of a mail that may have reached a server, and so may come back."""

UNKNOWN = "It says that a mail did not reach {recipient}; no mail of ours to that address is known by what came back."
CAME_BACK = "It came back from {recipient}: {said}"
DELAYED = "It has not reached {recipient} yet, and their server tries on: {said}"


def take_back(received_id: int, incoming: Incoming, bounce: Bounce, digest: str) -> Outcome:
    """Lay a bounce on the message that bounced. One about no mail of ours is held: anybody can write such a mail.

    What came back has to name our mail's id and an address that this very mail went to. A delay is kept and moves nothing.
    """
    row = _delivery_of(bounce)
    if row is None:
        reason = UNKNOWN.format(recipient=bounce.recipient or "somebody")
        Received.objects.filter(id=received_id).update(state=ReceivedState.QUARANTINED, reason=reason)
        held(received_id, digest, reason, incoming)
        return Outcome(Came.QUARANTINED, received_id, reason=reason)
    _write(row, bounce, incoming)
    Received.objects.filter(id=received_id).update(
        state=ReceivedState.PLACED, reason="", ticket_id=row.about_id, message_id=row.ref_id
    )
    return Outcome(Came.PLACED, received_id, row.about_id)


def _delivery_of(bounce: Bounce) -> Outbox | None:
    """Find the delivery that came back, locked; a bounce that names nobody is about a mail that went to one person."""
    ours = Message.objects.filter(message_id__in=bounce.returned_ids, kind=MessageKind.STAFF).values_list(
        "id", flat=True
    )
    rows = Outbox.objects.select_for_update().filter(channel="mail", ref_id__in=list(ours)).order_by("id")
    if bounce.recipient:
        addresses = ContactAddress.objects.filter(key=bounce.recipient.lower()).values_list("id", flat=True)
        rows = rows.filter(recipient_id__in=list(addresses))
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def _write(row: Outbox, bounce: Bounce, incoming: Incoming) -> None:
    """Write down what the bounce says. A person decides then, as on any mail that stopped; the ticket opens."""
    words = CAME_BACK if bounce.final else DELAYED
    said = words.format(recipient=bounce.recipient or "them", said=_said(bounce))
    mine = Outbox.objects.filter(id=row.pk, state__in=LEFT)
    if not bounce.final:
        mine.update(last_error=said)
        return
    if not mine.update(state=OutboxState.STOPPED, last_error=said, token=None, lease_until=None, settled_at=None):
        return
    event = MailCameBack(ticket=row.about_id, message=row.ref_id, delivery=row.pk, status=bounce.status)
    record(event, by=MAIL_ROOM, at=incoming.at)
    desk.answer_failed(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=incoming.at)


def _said(bounce: Bounce) -> str:
    """Give status and diagnostic as one sentence, the status once."""
    status = "" if not bounce.status or bounce.status in bounce.diagnostic else bounce.status
    return f"{status} {bounce.diagnostic}".strip()[:500] or "without a reason."
