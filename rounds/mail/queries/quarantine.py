"""What is held, why, and what people decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, IntegerField, Q

from rounds.basics.problems import NotThere
from rounds.mail.models import Received, ReceivedState
from rounds.mail.threading import FORGED, FROM_MAILBOX, OTHER_CONTENT, OWN

WORDS = {
    OTHER_CONTENT: "Same id, other content",
    FORGED: "False signature",
    OWN: "Our own mail",
    FROM_MAILBOX: "From our own address",
}
"""A reason in a word or two; all others read "Could not be placed", "Cannot be read" or "Still in its folder"."""

BYTES_HERE = Func(F("raw"), function="octet_length", output_field=IntegerField())
"""Counted in the database, which need not load the mail for it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is held. word: the reason in short, reason: as a sentence. size: bytes. placeable: it is here whole and can be read."""

    id: int
    subject: str
    sender: str
    mailbox: str
    size: int
    at: datetime
    word: str
    reason: str
    placeable: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """A held mail that somebody settled. says: what they did. number: of its ticket, None where it was dropped."""

    id: int
    subject: str
    says: str
    number: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """A mail as it came. name: for the file that it is downloaded as."""

    name: str
    raw: bytes


def held(*, before: int | None = None, limit: int = 50) -> list[Held]:
    """List the held mails, the newest first. before: id of the last row of the page before."""
    rows = Received.objects.filter(Q(id__lt=before) if before else Q(), state=ReceivedState.QUARANTINED)
    columns = ("id", "subject", "sender", "mailbox__address", "size", "received_at", "reason", "here")
    return [_held(*row) for row in rows.annotate(here=BYTES_HERE).order_by("-id").values_list(*columns)[:limit]]


def held_count() -> int:
    """Count the held mails."""
    return Received.objects.filter(state=ReceivedState.QUARANTINED).count()


def settled(*, limit: int = 20) -> list[Settled]:
    """List what people settled last."""
    rows = Received.objects.filter(settled_at__isnull=False).order_by("-settled_at")
    columns = ("id", "subject", "state", "ticket__number", "settled_at")
    return [_settled(*row) for row in rows.values_list(*columns)[:limit]]


def original(received_id: int) -> Original:
    """Give a mail as it came, byte for byte, where it is or was held: what lies on a ticket is the desk's. Raises NotThere."""
    held = Received.objects.filter(id=received_id).exclude(state=ReceivedState.PLACED)
    raw = held.values_list("raw", flat=True).first()
    if raw is None:
        raise NotThere(f"mail {received_id}")
    return Original(f"mail-{received_id}.eml", bytes(raw))


def _held(
    row_id: int, subject: str, sender: str, mailbox: str, size: int, at: datetime, reason: str, bytes_here: int
) -> Held:
    whole = bytes_here == size
    word = WORDS.get(reason, "Could not be placed" if sender else "Cannot be read") if whole else "Still in its folder"
    return Held(row_id, subject, sender, mailbox, size, at, word, reason, placeable=whole and bool(sender))


def _settled(row_id: int, subject: str, state: str, number: int | None, at: datetime) -> Settled:
    return Settled(row_id, subject, "Dropped" if state == ReceivedState.DROPPED else "Let in as", number, at)
