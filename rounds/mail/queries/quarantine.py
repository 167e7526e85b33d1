"""What is held, why, and what people decided."""

from codecs import getincrementaldecoder
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.lookups import Exact

from rounds.basics.problems import NotThere
from rounds.mail.knowing import own_boxes, sender_of
from rounds.mail.models import Received, ReceivedState
from rounds.mail.reading import Unreadable, take_apart
from rounds.mail.threading import (
    COLLEAGUE,
    FORGED,
    FROM_MAILBOX,
    LIST,
    MANY,
    NOTHING_NEW,
    OTHER_CONTENT,
    OWN,
    ROBOT,
    STORM,
    UNKNOWN_BOUNCE,
)
from rounds.mail.trust import Proof

BYTES_HERE = Func(F("raw"), function="octet_length", output_field=IntegerField())
"""Counted in the database, which need not load the mail for it."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in a word or two. key: by which a list is narrowed to it. begins: how its sentences begin, with the first that fits."""

    key: str
    word: str
    begins: tuple[str, ...] = ()


def _begins(*sentences: str) -> tuple[str, ...]:
    return tuple(sentence.partition("{")[0] for sentence in sentences)


LEFT_THERE = Why("folder", "Still in its folder")
UNREADABLE = Why("unreadable", "Cannot be read")
TROUBLE = Why("trouble", "Could not be placed")
BY_RULE = (
    Why("colleague", "Says to be a colleague", _begins(*COLLEAGUE.values())),
    Why("signature", "False signature", _begins(FORGED)),
    Why("content", "Same id, other content", _begins(OTHER_CONTENT)),
    Why("robot", "A robot wrote it", _begins(ROBOT)),
    Why("bounce", "A bounce of no mail of ours", _begins(UNKNOWN_BOUNCE)),
    Why("list", "Came by a mailing list", _begins(LIST)),
    Why("storm", "Too many from one sender", _begins(STORM, NOTHING_NEW)),
    Why("many", "Too many recipients", _begins(MANY)),
    Why("own", "Our own mail", _begins(OWN)),
    Why("mailbox", "From our own address", _begins(FROM_MAILBOX)),
)
WHYS = {why.key: why for why in (*BY_RULE, UNREADABLE, TROUBLE, LEFT_THERE)}

WHY = Case(
    When(size__gt=F("here"), then=Value(LEFT_THERE.key)),
    *(When(reason__startswith=begin, then=Value(why.key)) for why in BY_RULE for begin in why.begins),
    When(sender="", then=Value(UNREADABLE.key)),
    default=Value(TROUBLE.key),
    output_field=TextField(),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is held. why: a key of WHYS, word: the same in short, reason: as a sentence. size: bytes.

    whole: all of it is here. placeable: it can be read too.
    """

    id: int
    subject: str
    sender: str
    mailbox: str
    size: int
    at: datetime
    why: str
    word: str
    reason: str
    whole: bool
    placeable: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many mails are held for one reason."""

    why: Why
    number: int


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


@dataclass(frozen=True, slots=True)
class Source:
    """A held mail to look into. text: how it begins, as plain text. more: bytes that follow. sender: None where it cannot be read."""

    held: Held
    text: str
    more: int
    sender: Proof | None


MOST_SHOWN = 64 * 1024
"""Bytes of a mail that its page shows; the whole of it can be saved."""


def held(*, before: int | None = None, limit: int = 50, why: str = "") -> list[Held]:
    """List the held mails, the newest first. before: id of the last row of the page before. why: a key of WHYS, empty for all."""
    rows = _rows(why).filter(Q(id__lt=before) if before else Q())
    return [_held(*row) for row in rows.order_by("-id").values_list(*COLUMNS)[:limit]]


def held_ids(*, upto: int, limit: int, why: str) -> list[int]:
    """List the oldest mails that are held for a reason. upto: id of the newest that is meant, so that what came since stays."""
    return list(_rows(why).filter(id__lte=upto).order_by("id").values_list("id", flat=True)[:limit])


def held_count() -> int:
    """Count the held mails."""
    return Received.objects.filter(state=ReceivedState.QUARANTINED).count()


def held_by_reason() -> list[Counted]:
    """Count the held mails by reason, in the order of WHYS; reasons of none are left out."""
    rows = Received.objects.filter(state=ReceivedState.QUARANTINED).annotate(here=BYTES_HERE).annotate(why=WHY)
    found = dict(rows.values("why").annotate(number=Count("id")).values_list("why", "number"))
    return [Counted(why, found[key]) for key, why in WHYS.items() if key in found]


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


def source(received_id: int) -> Source:
    """Look into a held mail. Raises NotThere where none is held under this id."""
    row = _rows().filter(id=received_id).values_list(*COLUMNS, "raw", "mailbox_id", "straight").first()
    if row is None:
        raise NotThere(f"held mail {received_id}")
    *columns, raw, mailbox_id, straight = row
    whole = bytes(raw)
    sender = _sender(whole, mailbox_id, straight=straight)
    return Source(_held(*columns), _as_text(whole[:MOST_SHOWN]), len(whole) - MOST_SHOWN, sender)


COLUMNS = ("id", "subject", "sender", "mailbox__address", "size", "received_at", "reason", "here", "why")


def _rows(why: str = "") -> QuerySet[Received]:
    found = Received.objects.filter(state=ReceivedState.QUARANTINED).annotate(here=BYTES_HERE).annotate(why=WHY)
    return found.filter(Exact(F("why"), Value(why))) if why else found


def _as_text(raw: bytes) -> str:
    """Show bytes as letters; what no page can show stands as its sign (␀). A letter that the end cuts in half is left out."""
    try:
        text = getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").translate(SIGNS)


SIGNS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
SIGNS |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F], 0xFFFD)
"""Controls, and the signs that would turn the direction of what follows, so that nothing looks other than it is."""


def _sender(raw: bytes, mailbox_id: int, *, straight: bool) -> Proof | None:
    try:
        letter = take_apart(raw)
    except Unreadable:
        return None
    return sender_of(letter, own_boxes(mailbox_id), straight=straight) if letter.sender.email else None


def _held(
    row_id: int, subject: str, sender: str, mailbox: str, size: int, at: datetime, reason: str, here: int, why: str
) -> Held:
    whole = here == size
    return Held(
        row_id, subject, sender, mailbox, size, at, why, WHYS[why].word, reason, whole, placeable=whole and bool(sender)
    )


def _settled(row_id: int, subject: str, state: str, number: int | None, at: datetime) -> Settled:
    return Settled(row_id, subject, "Dropped" if state == ReceivedState.DROPPED else "Let in as", number, at)
