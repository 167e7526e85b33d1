"""How the copies of an answer fare on their way, one for each who gets it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from rounds.timeline.models import OutboxState


@dataclass(frozen=True, slots=True)
class Bounce:
    """Word that a copy came back. recipient: as the report names them, else who it went to. status: of RFC 3463; it may be "".

    diagnostic: what the other server said, one line, "" for nothing.
    """

    recipient: str
    status: str
    diagnostic: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. at: when its state was reached, or it was written. said: what a server said of it last, "" for nothing.

    next_try_at: while it waits. bounce: kept until it is sent again.
    """

    id: int
    state: OutboxState
    address: str
    at: datetime
    attempts: int
    next_try_at: datetime | None
    said: str
    bounce: Bounce | None


COPY: LiteralString = """
    json_build_array(mail.ref_id, mail.id, mail.state, address.address,
        coalesce(mail.bounced_at, mail.settled_at, mail.created_at), mail.attempts,
        CASE mail.state WHEN 'queued' THEN mail.next_try_at END, mail.last_error,
        mail.bounced_at, mail.bounce_recipient, mail.bounce_status, mail.bounce_diagnostic)
"""
"""Selects one copy, of `mail` (outbox) and `address` (contact_address), for `copy_of`."""

COPIES: LiteralString = f"""
    json_agg({COPY} ORDER BY mail.id)
    FROM outbox mail LEFT JOIN contact_address address ON address.id = mail.recipient_id WHERE mail.channel = 'mail'
"""
"""Selects the copies of messages, for `copies_of`; of which messages is said behind it."""


def copies_of(rows: list[Any] | None) -> dict[int, tuple[Copy, ...]]:
    """Read what COPIES found, by message."""
    found: dict[int, tuple[Copy, ...]] = {}
    for row in rows or ():
        found[row[0]] = (*found.get(row[0], ()), copy_of(row))
    return found


def copy_of(row: list[Any]) -> Copy:
    """Read one copy, moments as JSON has them."""
    _, row_id, state, address, at, attempts, next_try_at, said, bounced_at, *bounce = row
    recipient, status, diagnostic = bounce
    address = address or ""
    return Copy(
        id=row_id,
        state=OutboxState(state),
        address=address,
        at=datetime.fromisoformat(at),
        attempts=attempts,
        next_try_at=datetime.fromisoformat(next_try_at) if next_try_at else None,
        said=said,
        bounce=Bounce(recipient or address, status, diagnostic, datetime.fromisoformat(bounced_at))
        if bounced_at
        else None,
    )
