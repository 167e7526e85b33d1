"""A mail of ours comes back: the message that bounced says so, and its ticket is our turn at once (A3)."""

import re
from dataclasses import replace

from django.db.models import Q, QuerySet

from rounds.accounts.models import ContactAddress
from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.desk.rules import MessageKind
from rounds.mail.addresses import Signed, ticket_of_addresses
from rounds.mail.commands.deliveries import ERRAND
from rounds.mail.commands.holding import hold_for_number, hold_kept
from rounds.mail.commands.keeping import MAIL_ROOM
from rounds.mail.commands.storms import LET_IN, Arrived, full
from rounds.mail.events import ErrandCameBack, MailCameBack
from rounds.mail.house import CAME_BACK as WHAT_CAME_BACK
from rounds.mail.incoming import Came, Incoming, Outcome
from rounds.mail.knowing import own_boxes, reply_keys
from rounds.mail.models import Errand, Received, ReceivedState
from rounds.mail.reading import Letter
from rounds.mail.robots import Bounce
from rounds.mail.threading import NOTHING_NEW, UNKNOWN_BOUNCE, all_recipients
from rounds.timeline.commands import record
from rounds.timeline.leaving import before
from rounds.timeline.models import Outbox, OutboxState
from rounds.timeline.rules import Fact
from rounds.workspaces.current import here

LEFT = before(OutboxState.BOUNCED)
"""States of a mail that may have reached a server, and so may come back."""

ID_OF_ERRAND = re.compile(r"<errand\.(?P<workspace>\d{1,18})\.(?P<errand>\d{1,18})@[^<>@]+>")

CAME_BACK = "It came back from {recipient}: {said}"
DELAYED = "It has not reached {recipient} yet, and their server tries on: {said}"


def take_back(mail: Arrived, letter: Letter, bounce: Bounce) -> Outcome:
    """Lay a bounce on the message that bounced. One about no mail of ours is held: anybody can write such a mail.

    What came back has to name our mail's id and an address that this very mail went to, or to come to the signed address of its ticket,
    which only those know who had a mail of it. A delay is kept and moves nothing. Whatever says something new of a mail acts, however many
    come, for a server that fails sends one for each mail of ours; what says again what is known is counted as any mail is.
    """
    incoming = mail.incoming
    row = _delivery_of(bounce) or _delivery_on(_ticket_of(incoming, letter), bounce) or _errand_of(bounce)
    of_post = replace(mail, post=True)
    if row is None:
        reason = UNKNOWN_BOUNCE.format(recipient=bounce.recipient or "somebody")
        return hold_kept(of_post, reason, told=UNKNOWN_BOUNCE.format(recipient="somebody"))
    is_new = _write(row, bounce, incoming)
    if not is_new and (crowd := full(of_post, LET_IN)):
        return hold_for_number(of_post, NOTHING_NEW.format(crowd=crowd))
    on = {} if row.channel == ERRAND else {"ticket_id": row.about_id, "message_id": row.ref_id}
    Received.objects.filter(id=mail.received_id).update(state=ReceivedState.PLACED, reason="", post=not is_new, **on)
    return Outcome(Came.PLACED, mail.received_id, on.get("ticket_id"))


def _delivery_of(bounce: Bounce) -> Outbox | None:
    """Find the delivery that came back, locked; a bounce that names nobody is about a mail that went to one person."""
    rows = _deliveries(message_id__in=bounce.returned_ids)
    return _only(_to(rows, bounce) if bounce.recipient else rows)


def _ticket_of(incoming: Incoming, letter: Letter) -> int | None:
    """Say to which ticket's signed address it came; None for none, or where one of its addresses is forged."""
    boxes = own_boxes(incoming.mailbox_id)
    named = filter(boxes.have, (*incoming.recipients, *all_recipients(letter)))
    signed = ticket_of_addresses(named, keys=reply_keys())
    return signed.number if isinstance(signed, Signed) else None


def _delivery_on(number: int | None, bounce: Bounce) -> Outbox | None:
    """Find the delivery on a ticket: by its id where somebody forwards their mail, by its recipient where no id came back.

    Of several to one address the last that left bounced: who cannot be reached was not reached by those before either.
    """
    if number is None:
        return None
    if found := _only(_deliveries(ticket__number=number, message_id__in=bounce.returned_ids)):
        return found
    rows = _to(_deliveries(ticket__number=number), bounce).filter(state__in=LEFT)
    return rows.order_by("-id").first() if bounce.recipient and not bounce.returned_ids else None


def _deliveries(**of_message: object) -> QuerySet[Outbox]:
    ours = Message.objects.filter(kind=MessageKind.STAFF, **of_message).values_list("id", flat=True)
    return Outbox.objects.select_for_update().filter(channel="mail", ref_id__in=list(ours)).order_by("id")


def _to(rows: QuerySet[Outbox], bounce: Bounce) -> QuerySet[Outbox]:
    addresses = ContactAddress.objects.filter(key=bounce.recipient.lower()).values_list("id", flat=True)
    return rows.filter(recipient_id__in=list(addresses))


def _only(rows: QuerySet[Outbox]) -> Outbox | None:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def _errand_of(bounce: Bounce) -> Outbox | None:
    """Find the mail about no ticket that came back, locked."""
    named = [found for each in bounce.returned_ids if (found := ID_OF_ERRAND.fullmatch(each))]
    ids = [int(found["errand"]) for found in named if int(found["workspace"]) == here()]
    whose = Q(recipient__iexact=bounce.recipient) if bounce.recipient else Q()
    errands = Errand.objects.filter(whose, id__in=ids).values_list("id", flat=True)
    return _only(Outbox.objects.select_for_update().filter(channel=ERRAND, ref_id__in=list(errands)).order_by("id"))


def _write(row: Outbox, bounce: Bounce, incoming: Incoming) -> bool:
    """Write down what the bounce says; False where as much was known. A person decides then, as on any mail that stopped.

    The ticket opens.
    """
    words = CAME_BACK if bounce.final else DELAYED
    said = words.format(recipient=bounce.recipient or "them", said=_said(bounce))
    mine = Outbox.objects.filter(id=row.pk, state__in=LEFT)
    if not bounce.final:
        return mine.update(last_error=said) > 0 and not row.last_error
    came_back = {
        "state": OutboxState.BOUNCED,
        "bounced_at": incoming.at,
        "bounce_recipient": bounce.recipient,
        "bounce_status": bounce.status,
        "bounce_diagnostic": bounce.diagnostic[:LONGEST_SAID],
    }
    if not mine.update(**came_back, last_error=said, token=None, lease_until=None, settled_at=None):
        return False
    seen = Fact("a bounce of our mail came", at=incoming.at), Fact("it says", bounce.status or "no code of why")
    why = WHAT_CAME_BACK.because(*seen, then="a person decides, in the outbox")
    if row.channel == ERRAND:
        record(ErrandCameBack(errand=row.ref_id, status=bounce.status), by=MAIL_ROOM, at=incoming.at, because=why)
        return True
    event = MailCameBack(ticket=row.about_id, message=row.ref_id, delivery=row.pk, status=bounce.status)
    record(event, by=MAIL_ROOM, at=incoming.at, because=why)
    desk.answer_failed(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=incoming.at)
    return True


LONGEST_SAID = 500


def _said(bounce: Bounce) -> str:
    """Give status and diagnostic as one sentence, the status once."""
    status = "" if not bounce.status or bounce.status in bounce.diagnostic else bounce.status
    return f"{status} {bounce.diagnostic}".strip()[:LONGEST_SAID] or "without a reason."
