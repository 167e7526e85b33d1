"""Sending one mail of the outbox: claim it, compose it, hand it over, write down what is known.

No transaction is open while the network is waited for; the row's token and lease stand guard instead, so a process may
be killed at any line of this and the mail is neither lost nor sent twice by Rounds itself.
"""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from rounds.mail.commands import deliveries
from rounds.mail.commands.deliveries import ERRAND, Claimed
from rounds.mail.conversation import End, Envelope, Verdict, hand_over
from rounds.mail.lines import Way
from rounds.mail.outgoing import envelope_of, envelope_of_errand
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()

TRIES_TO_NOTE = 10
PAUSE_BETWEEN = 1.0
"""Seconds between tries to write down an end that is known: worth some patience, for else it becomes a doubt."""


def deliver(*, workspace_id: int, outbox_id: int, clock: Callable[[], datetime]) -> None:
    """Try to send one mail that waits. Nothing happens where it does not wait, or no server takes our mail.

    clock: gives the moment, aware UTC. Raises the database's own trouble; the row is recovered by its lease then.
    """
    way = settings.SMTP_OUT
    if way is None:
        return
    with as_workspace(workspace_id):
        claimed = deliveries.claim(outbox_id=outbox_id, token=uuid4(), at=clock())
    if claimed is None:
        return
    verdict = _attempt(workspace_id, claimed, way, clock)
    _note_patiently(workspace_id, claimed, verdict, clock)


def _attempt(workspace_id: int, claimed: Claimed, way: Way, clock: Callable[[], datetime]) -> Verdict:
    """Compose the mail and hand it over."""
    envelope = _envelope(workspace_id, claimed)
    if isinstance(envelope, Verdict):
        return envelope

    def ready() -> bool:
        with as_workspace(workspace_id):
            return deliveries.begin_hand_over(outbox_id=claimed.outbox_id, token=claimed.token, at=clock())

    return hand_over(way, envelope, ready=ready, patience=settings.DELIVERY_LEASE_SECONDS / 3)


def _envelope(workspace_id: int, claimed: Claimed) -> Envelope | Verdict:
    """Compose the mail; one that cannot be composed is stopped with the reason, for trying again would not help."""
    try:
        with as_workspace(workspace_id):
            if claimed.channel == ERRAND:
                return envelope_of_errand(claimed.message_id)
            return envelope_of(message_id=claimed.message_id, address_id=claimed.address_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:
        log.exception("A mail could not be composed", workspace=workspace_id, outbox=claimed.outbox_id)
        return Verdict(End.REFUSED, f"The mail could not be written down ({type(trouble).__name__}).")


def _note_patiently(workspace_id: int, claimed: Claimed, verdict: Verdict, clock: Callable[[], datetime]) -> None:
    """Write the end down, again and again while the database is away."""
    for left in reversed(range(TRIES_TO_NOTE)):
        try:
            with as_workspace(workspace_id):
                noted = note(claimed, verdict, at=clock())
        except (OperationalError, InterfaceError):
            if not left:
                raise
            connection.close()
            time.sleep(PAUSE_BETWEEN)
        else:
            log.debug("delivery", workspace=workspace_id, outbox=claimed.outbox_id, end=verdict.end, noted=noted)
            return


def note(claimed: Claimed, verdict: Verdict, *, at: datetime) -> bool:
    """Write down how a conversation ended; False where the mail was taken from us meanwhile. at: aware, UTC."""
    outbox_id, token, said = claimed.outbox_id, claimed.token, verdict.said
    match verdict.end:
        case End.SENT:
            return deliveries.note_sent(outbox_id=outbox_id, token=token, at=at)
        case End.UNKNOWN:
            return deliveries.note_unknown(outbox_id=outbox_id, token=token, said=said, at=at)
        case End.LATER:
            return deliveries.put_off(outbox_id=outbox_id, token=token, said=said, code=verdict.code, at=at)
        case End.REFUSED:
            return deliveries.stop(outbox_id=outbox_id, token=token, said=said, code=verdict.code, at=at)
        case End.TAKEN_AWAY:
            return False
