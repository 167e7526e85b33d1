"""The steps of a delivery. Each is guarded by the token of whoever is at it: a step of somebody who was given up counts no more.

    queued → claimed → handing over → sent
A lease that ran out before the text left leads back to queued; one that ran out after it, to "may have arrived".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from django.conf import settings

from rounds.desk import commands as desk
from rounds.desk.commands.recalling import way_back_of
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
from rounds.mail.house import NEVER_TWICE, STOPS, TRIED_AGAIN
from rounds.mail.models import Errand
from rounds.timeline import outbox
from rounds.timeline.commands import entry, record
from rounds.timeline.models import Outbox, OutboxState, TimelineEvent
from rounds.timeline.outbox import JOB_IS_LOST_AFTER
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch, find, find_changed, insert, write

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
    turn = turn_of(outbox_id, at=at)
    if turn and turn.waits_until:
        _wait(turn, at=at)
        return None
    sets = "state = %s, token = %s, lease_until = %s, attempts = attempts + 1"
    claims = [OutboxState.CLAIMED, token, _lease(at)]
    found = find_changed(Outbox, sets, WAITS, [*claims, outbox_id, list(CHANNELS), OutboxState.QUEUED, at])
    if not found:
        return None
    if turn:
        turn.leave(at)
    [row] = found
    gone = [] if row.channel == ERRAND else [way_back_of(row.ref_id)]
    write(*gone, _entry(row, DeliveryClaimed, at=at, attempt=row.attempts))
    return Claimed(row.pk, token, row.channel, row.ref_id, row.recipient_id, row.about_id, row.attempts)


WAITS = "id = %s AND channel = ANY (%s) AND state = %s AND (leaves_at IS NULL OR leaves_at <= %s)"


def _wait(turn: Turn, *, at: datetime) -> None:
    """Let a mail wait its turn, and say so once."""
    values = [turn.waits_until, turn.said, turn.outbox_id, list(CHANNELS), OutboxState.QUEUED, at]
    found = find_changed(Outbox, "next_try_at = %s, last_error = %s", WAITS, values)
    if not found:
        return
    turn.wait()
    if turn.first:
        [row] = found
        event = ErrandWaits(errand=row.ref_id) if row.channel == ERRAND else MailWaits(**_about(row))
        record(event, by=Actor.clause(turn.because.clause), at=at, because=turn.because)


@command
def begin_hand_over(*, outbox_id: int, token: UUID, at: datetime) -> bool:
    """Write down that the text leaves now; False where the mail was taken from us. at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.CLAIMED)
    if (row := _go_on(mine, state=OutboxState.HANDING_OVER, lease_until=_lease(at))) is None:
        return False
    _record(row, DeliveryHandedOver, at=at)
    return True


@command
def note_sent(*, outbox_id: int, token: UUID, at: datetime) -> bool:
    """Write down that the server took the mail; a late word turns "may have arrived" into "sent". at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    row = _go_on(mine, state=OutboxState.SENT, settled_at=at, token=None, lease_until=None, last_error="")
    if row is None:
        return False
    _record(row, MailSent, at=at)
    if row.channel == ERRAND:
        Errand.objects.filter(id=row.ref_id).update(text="")
        return True
    desk.answer_left(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=at)
    return True


@command
def note_unknown(*, outbox_id: int, token: UUID, said: str, at: datetime) -> bool:
    """Write down that nobody can know whether the mail arrived; it is never sent again by itself. at: aware, UTC."""
    return _doubt(_mine(outbox_id, token, OutboxState.HANDING_OVER), said, at=at)


@command
def put_off(*, outbox_id: int, token: UUID, said: str, code: int, at: datetime) -> bool:
    """Queue a mail again that did not get through, later each time; after the last try it stops. at: aware, UTC.

    A late word of the server that it did not take the mail ends a doubt.
    """
    mine = _mine(outbox_id, token, OutboxState.CLAIMED, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    return _put_off(mine, said, code, at=at)


@command
def stop(*, outbox_id: int, token: UUID, said: str, code: int, at: datetime) -> bool:
    """Stop a mail that was refused for good; a person decides. at: aware, UTC."""
    mine = _mine(outbox_id, token, OutboxState.CLAIMED, OutboxState.HANDING_OVER, OutboxState.MAY_HAVE_ARRIVED)
    return _stop(mine, said, code, at=at)


@command
def recover(*, outbox_id: int, at: datetime) -> bool:
    """Look after a mail that nobody is at: it has waited long enough, its next try has come, its job was lost, or its lease ran out.

    at: aware, UTC. False where there is nothing to do, or another loop does it.
    """
    found = find(Outbox, "id = %s FOR UPDATE SKIP LOCKED", [outbox_id])
    if not found:
        return False
    [row] = found
    mine = Mine(outbox_id)
    over = row.lease_until is not None and row.lease_until <= at
    if row.state == OutboxState.HANDING_OVER and over:
        return _doubt(mine, LEASE_RAN_OUT, at=at)
    if row.state == OutboxState.CLAIMED and over:
        return _put_off(mine, LEASE_RAN_OUT, 0, at=at)
    return bool(_call_workers([outbox_id], at=at))


@command
def recover_many(*, outbox_ids: Sequence[int], at: datetime) -> tuple[int, list[int]]:
    """Do as `recover` does for all of these that wait in the outbox, in few statements: workers are called for them.

    Gives for how many, and which have to be looked after one by one, or are another loop's. at: aware, UTC.
    """
    called = _call_workers(outbox_ids, at=at)
    return len(called), [each for each in outbox_ids if each not in called]


def _call_workers(outbox_ids: Sequence[int], *, at: datetime) -> set[int]:
    """Give waiting mails a job each, and look again later whether that was lost; gives which had waited long enough."""
    rows = find_changed(
        Outbox, "next_try_at = %s", HAVE_WAITED, [at + JOB_IS_LOST_AFTER, list(outbox_ids), OutboxState.QUEUED, at]
    )
    outbox.call_workers_now(rows)
    return {row.pk for row in rows}


HAVE_WAITED = """
    id IN (SELECT id FROM outbox WHERE id = ANY (%s) AND state = %s AND next_try_at <= %s ORDER BY id FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Mine:
    """Which mail a step is for, and what guards it: whose it is and where it stands; nothing, where its row is locked."""

    outbox_id: int
    token: UUID | None = None
    states: tuple[OutboxState, ...] = tuple(OutboxState)


def _mine(outbox_id: int, token: UUID, *states: OutboxState) -> Mine:
    return Mine(outbox_id, token, states)


def _go_on(mine: Mine, **columns: Any) -> Outbox | None:
    """Take a step: write these columns, and give the row as it stands then; None where the mail is not ours any more."""
    values = [*columns.values(), mine.outbox_id, [str(state) for state in mine.states], mine.token, mine.token]
    found = find_changed(Outbox, _sets(tuple(columns)), GUARD, values)
    return found[0] if found else None


GUARD = "id = %s AND state = ANY (%s) AND (%s::uuid IS NULL OR token = %s)"


def _sets(names: tuple[str, ...]) -> LiteralString:
    """Write what an UPDATE sets. names: of columns, which we wrote ourselves."""
    return ", ".join(f"{name} = %s" for name in names)


def _put_off(mine: Mine, said: str, code: int, *, at: datetime) -> bool:
    [(attempts,)] = fetch("SELECT attempts FROM outbox WHERE id = %s", [mine.outbox_id])
    again_at = next_try(attempts=max(attempts, 1), at=at)
    if again_at is None:
        return _stop(mine, GAVE_UP.format(attempts=attempts, said=said), code, at=at)
    waits = {"token": None, "lease_until": None, "next_try_at": again_at, "last_error": said}
    if (row := _go_on(mine, state=OutboxState.QUEUED, **waits)) is None:
        return False
    why = TRIED_AGAIN.because(*_seen(row, code), then="it is tried again", then_at=again_at)
    _record(row, MailPutOff, at=at, because=why, next_try_at=again_at, code=code)
    return True


def _stop(mine: Mine, said: str, code: int, *, at: datetime) -> bool:
    stopped = {"token": None, "lease_until": None, "last_error": said, "settled_at": None}
    if (row := _go_on(mine, state=OutboxState.STOPPED, **stopped)) is None:
        return False
    why = STOPS.because(*_seen(row, code), then="a person decides, in the outbox")
    _record(row, MailStopped, at=at, because=why, code=code)
    if row.channel == ERRAND:
        return True
    desk.answer_failed(message_id=row.ref_id, address_id=row.recipient_id, by=MAIL_ROOM, at=at)
    return True


def _doubt(mine: Mine, said: str, *, at: datetime) -> bool:
    """Leave the token: whoever still waits for the server's word may turn the doubt into "sent"."""
    row = _go_on(mine, state=OutboxState.MAY_HAVE_ARRIVED, lease_until=None, last_error=said)
    if row is None:
        return False
    seen = Fact("tries", str(row.attempts)), Fact("the text had left", "and no word came back of what became of it")
    _record(row, MailMayHaveArrived, at=at, because=NEVER_TWICE.because(*seen, then="a person decides, in the outbox"))
    return True


def _seen(row: Outbox, code: int) -> tuple[Fact, Fact]:
    return Fact("tries", str(row.attempts)), Fact("the other server said", str(code) if code else "no code")


def _record(row: Outbox, event: type[DeliveryEvent], **more: Any) -> None:
    """Leave the event of a step. more: as `_entry` takes it."""
    insert(_entry(row, event, **more))


def _entry(
    row: Outbox, event: type[DeliveryEvent], *, at: datetime, because: Because | None = None, **more: Any
) -> TimelineEvent:
    """Make the event of a step: of an answer with its ticket, of an errand in the errand's own words."""
    said = OF_ERRANDS[event](errand=row.ref_id) if row.channel == ERRAND else event(**_about(row), **more)
    return entry(said, by=MAIL_ROOM, at=at, because=because)


def _about(row: Outbox) -> dict[str, int]:
    return {"ticket": row.about_id, "message": row.ref_id, "delivery": row.pk}


def _lease(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
