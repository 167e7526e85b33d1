"""The steps of a delivery. Each is guarded by the token of whoever is at it: a step of somebody who was given up counts no more.

    queued → claimed → handing over → sent
A lease that ran out before the text left leads back to queued; one that ran out after it, to "may have arrived".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from rounds.desk import commands as desk
from rounds.desk.commands.recalling import no_way_back
from rounds.mail.backoff import next_try
from rounds.mail.commands.pacing import Turn, turn_of
from rounds.mail.events import (
    DeliveryClaimed,
    DeliveryEvent,
    DeliveryHandedOver,
    ErrandClaimed,
    ErrandEvent,
    ErrandHandedOver,
    ErrandMayHaveArrived,
    ErrandPutOff,
    ErrandSent,
    ErrandStopped,
    ErrandWaits,
    MailMayHaveArrived,
    MailPutOff,
    MailSent,
    MailStopped,
    MailWaits,
)
from rounds.mail.models import Errand
from rounds.timeline import outbox
from rounds.timeline.commands import record
from rounds.timeline.models import Outbox, OutboxState
from rounds.timeline.outbox import JOB_IS_LOST_AFTER
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command

MAIL_ROOM = Actor.connector("mail")

ERRAND = "errand"
CHANNELS = ("mail", ERRAND)
OF_ERRANDS: dict[type[DeliveryEvent], type[ErrandEvent]] = {
    DeliveryClaimed: ErrandClaimed,
    DeliveryHandedOver: ErrandHandedOver,
    MailSent: ErrandSent,
    MailPutOff: ErrandPutOff,
    MailStopped: ErrandStopped,
    MailMayHaveArrived: ErrandMayHaveArrived,
}

GAVE_UP = "It was tried {attempts} times. {said}"
LEASE_RAN_OUT = "The process that was sending it stopped."


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to send until the lease ends. attempt: 1 at the first."""

    outbox_id: int
    token: UUID
    channel: str
    message_id: int
    address_id: int
    ticket_id: int
    attempt: int


@command
def claim(*, outbox_id: int, token: UUID, at: datetime) -> Claimed | None:
    """Take a waiting mail to send it, and its way back; None where it does not wait, or not long enough. at: aware, UTC.

    Where as many have left its mailbox lately as the manual says, it waits its turn: clause kind `mailbox`, key `sends at most`.
    """
    due = Q(leaves_at__isnull=True) | Q(leaves_at__lte=at)
    waiting = Outbox.objects.filter(due, id=outbox_id, channel__in=CHANNELS, state=OutboxState.QUEUED)
    turn = turn_of(outbox_id, at=at)
    if turn and turn.waits_until:
        _wait(waiting, turn, at=at)
        return None
    if not waiting.update(state=OutboxState.CLAIMED, token=token, lease_until=_lease(at), attempts=F("attempts") + 1):
        return None
    if turn:
        turn.leave(at)
    row = Outbox.objects.get(id=outbox_id)
    if row.channel != ERRAND:
        no_way_back(row.ref_id)
    _record(row, DeliveryClaimed, at=at, attempt=row.attempts)
    return Claimed(row.pk, token, row.channel, row.ref_id, row.recipient_id, row.about_id, row.attempts)


def _wait(waiting: QuerySet[Outbox], turn: Turn, *, at: datetime) -> None:
    """Let a mail wait its turn, and say so once."""
    if not waiting.update(next_try_at=turn.waits_until, last_error=turn.said):
        return
    turn.wait()
    if turn.first:
        row = Outbox.objects.get(id=turn.outbox_id)
        event = ErrandWaits(errand=row.ref_id) if row.channel == ERRAND else MailWaits(**_about(row))
        record(event, by=Actor.clause(turn.because.clause), at=at, because=turn.because)


@command
def begin_hand_over(*, outbox_id: int, token: UUID, at: datetime) -> bool:
    """Write down that the text leaves now; False where the mail was taken from us. at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.CLAIMED)
    if not mine.update(state=OutboxState.HANDING_OVER, lease_until=_lease(at)):
        return False
    _record(Outbox.objects.get(id=outbox_id), DeliveryHandedOver, at=at)
    return True


@command
def note_sent(*, outbox_id: int, token: UUID, at: datetime) -> bool:
    """Write down that the server took the mail; a late word turns "may have arrived" into "sent". at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    if not mine.update(state=OutboxState.SENT, settled_at=at, token=None, lease_until=None, last_error=""):
        return False
    row = Outbox.objects.get(id=outbox_id)
    _record(row, MailSent, at=at)
    if row.channel == ERRAND:
        Errand.objects.filter(id=row.ref_id).update(text="")
        return True
    desk.answer_left(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=at)
    return True


@command
def note_unknown(*, outbox_id: int, token: UUID, said: str, at: datetime) -> bool:
    """Write down that nobody can know whether the mail arrived; it is never sent again by itself. at: aware, UTC."""
    return _doubt(_mine(outbox_id, token, OutboxState.HANDING_OVER), outbox_id, said, at=at)


@command
def put_off(*, outbox_id: int, token: UUID, said: str, code: int, at: datetime) -> bool:
    """Queue a mail again that did not get through, later each time; after the last try it stops. at: aware, UTC.

    A late word of the server that it did not take the mail ends a doubt.
    """
    mine = _mine(outbox_id, token, OutboxState.CLAIMED, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    return _put_off(mine, outbox_id, said, code, at=at)


@command
def stop(*, outbox_id: int, token: UUID, said: str, code: int, at: datetime) -> bool:
    """Stop a mail that was refused for good; a person decides. at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.CLAIMED, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    return _stop(mine, outbox_id, said, code, at=at)


@command
def recover(*, outbox_id: int, at: datetime) -> bool:
    """Look after a mail that nobody is at: it has waited long enough, its next try has come, its job was lost, or its lease ran out.

    at: aware, UTC. False where there is nothing to do, or another loop does it.
    """
    row = Outbox.objects.select_for_update(skip_locked=True).filter(id=outbox_id).first()
    if row is None:
        return False
    mine = Outbox.objects.filter(id=outbox_id)
    over = row.lease_until is not None and row.lease_until <= at
    if row.state == OutboxState.HANDING_OVER and over:
        return _doubt(mine, outbox_id, LEASE_RAN_OUT, at=at)
    if row.state == OutboxState.CLAIMED and over:
        return _put_off(mine, outbox_id, LEASE_RAN_OUT, 0, at=at)
    return row.state == OutboxState.QUEUED and _call_worker(row, at=at)


def _call_worker(row: Outbox, *, at: datetime) -> bool:
    """Give a waiting mail a job, and look again later whether that was lost."""
    if row.next_try_at > at:
        return False
    row.next_try_at = at + JOB_IS_LOST_AFTER
    row.save(update_fields=["next_try_at"])
    outbox.call_worker(row)
    return True


def _mine(outbox_id: int, token: UUID, *states: OutboxState) -> QuerySet[Outbox]:
    return Outbox.objects.filter(id=outbox_id, token=token, state__in=states)


def _put_off(mine: QuerySet[Outbox], outbox_id: int, said: str, code: int, *, at: datetime) -> bool:
    attempts = Outbox.objects.values_list("attempts", flat=True).get(id=outbox_id)
    again_at = next_try(attempts=max(attempts, 1), at=at)
    if again_at is None:
        return _stop(mine, outbox_id, GAVE_UP.format(attempts=attempts, said=said), code, at=at)
    if not mine.update(state=OutboxState.QUEUED, token=None, lease_until=None, next_try_at=again_at, last_error=said):
        return False
    _record(Outbox.objects.get(id=outbox_id), MailPutOff, at=at, next_try_at=again_at, code=code)
    return True


def _stop(mine: QuerySet[Outbox], outbox_id: int, said: str, code: int, *, at: datetime) -> bool:
    if not mine.update(state=OutboxState.STOPPED, token=None, lease_until=None, last_error=said, settled_at=None):
        return False
    row = Outbox.objects.get(id=outbox_id)
    _record(row, MailStopped, at=at, code=code)
    if row.channel == ERRAND:
        return True
    desk.answer_failed(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=at)
    return True


def _doubt(mine: QuerySet[Outbox], outbox_id: int, said: str, *, at: datetime) -> bool:
    """Leave the token: whoever still waits for the server's word may turn the doubt into "sent"."""
    if not mine.update(state=OutboxState.MAY_HAVE_ARRIVED, lease_until=None, last_error=said):
        return False
    _record(Outbox.objects.get(id=outbox_id), MailMayHaveArrived, at=at)
    return True


def _record(row: Outbox, event: type[DeliveryEvent], *, at: datetime, **more: Any) -> None:
    """Leave the event of a step: of an answer with its ticket, of an errand in the errand's own words."""
    if row.channel == ERRAND:
        record(OF_ERRANDS[event](errand=row.ref_id), by=MAIL_ROOM, at=at)
    else:
        record(event(**_about(row), **more), by=MAIL_ROOM, at=at)


def _about(row: Outbox) -> dict[str, int]:
    return {"ticket": row.about_id, "message": row.ref_id, "delivery": row.pk}


def _lease(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
