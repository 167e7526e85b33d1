"""What has left, what waits, and what a person has to decide about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from rounds.accounts.models import ContactAddress
from rounds.desk.models import Message
from rounds.timeline.models import Outbox, OutboxState

WAITING = (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.HANDING_OVER)
STANDING = (OutboxState.STOPPED, OutboxState.MAY_HAVE_ARRIVED)

SAYS = {
    OutboxState.CLAIMED: "It is on its way to the server.",
    OutboxState.HANDING_OVER: "It is being handed to the server.",
    OutboxState.SENT: "The server took it.",
    OutboxState.DROPPED: "Somebody dropped it.",
}
VERDICTS = {
    OutboxState.STOPPED: "It did not arrive.",
    OutboxState.MAY_HAVE_ARRIVED: "Nobody can know whether it arrived.",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail for one recipient. number: of its ticket. at: when its state was reached, or it was written.

    says: what happened, verdict: what that means, both sentences; verdict is empty where nobody has to decide.
    """

    id: int
    state: OutboxState
    subject: str
    number: int
    author: str
    address: str
    at: datetime
    attempts: int
    next_try_at: datetime | None
    says: str
    verdict: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """The outbox. stopped: waits for a person. nowhere: no server is set that takes our mail, so all of it waits."""

    stopped: tuple[Delivery, ...]
    waiting: tuple[Delivery, ...]
    sent: tuple[Delivery, ...]
    nowhere: bool


def outbox_page(*, limit: int = 100) -> OutboxPage:
    """Read the outbox: what stands, oldest first; what waits, next first; what was sent last."""
    mails = Outbox.objects.filter(channel="mail")
    stopped = list(mails.filter(state__in=STANDING).order_by("id")[:limit])
    waiting = list(mails.filter(state__in=WAITING).order_by("next_try_at", "id")[:limit])
    sent = list(mails.filter(state=OutboxState.SENT).order_by("-id")[: min(limit, 20)])
    found = _deliveries([*stopped, *waiting, *sent])
    return OutboxPage(
        stopped=tuple(found[row.pk] for row in stopped),
        waiting=tuple(found[row.pk] for row in waiting),
        sent=tuple(found[row.pk] for row in sent),
        nowhere=settings.SMTP_OUT is None,
    )


def standing_counts() -> dict[OutboxState, int]:
    """Count the mails that wait for a person, by state."""
    standing = Outbox.objects.filter(channel="mail", state__in=STANDING).values_list("state")
    return {OutboxState(state): count for state, count in standing.annotate(count=Count("id"))}


def _deliveries(rows: list[Outbox]) -> dict[int, Delivery]:
    messages = {message.pk: message for message in _messages({row.ref_id for row in rows})}
    wanted = {row.recipient_id for row in rows}
    addresses = dict(ContactAddress.objects.filter(id__in=wanted).values_list("id", "address"))
    return {row.pk: _delivery(row, messages[row.ref_id], addresses.get(row.recipient_id, "")) for row in rows}


def _messages(ids: Iterable[int]) -> Iterable[Message]:
    with_names = Message.objects.select_related("ticket", "author_member")
    return with_names.only("subject", "ticket__number", "author_member__name").filter(id__in=list(ids))


def _delivery(row: Outbox, message: Message, address: str) -> Delivery:
    state = OutboxState(row.state)
    return Delivery(
        id=row.pk,
        state=state,
        subject=message.subject,
        number=message.ticket.number,
        author=message.author_member.name if message.author_member else "",
        address=address,
        at=row.settled_at or row.created_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at if state is OutboxState.QUEUED and row.attempts else None,
        says=SAYS.get(state) or row.last_error or "It waits to be sent.",
        verdict=VERDICTS.get(state, ""),
    )
