"""`read` makes a Letter of the bytes of a mail; `digest` and `message_key` say when two mails are the same one."""

import hashlib
import re
from codecs import BOM_UTF8
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rounds.mail.reading.bodies import body_of
from rounds.mail.reading.charsets import named_in
from rounds.mail.reading.headers import Headers, is_head, one_line
from rounds.mail.reading.letter import Address, Attachment, Letter, Unreadable
from rounds.mail.reading.parts import bare_part, parse_part
from rounds.mail.reading.people import parse_people

LONGEST_SUBJECT = 500
LONGEST_ID = 500
IDS_AT_MOST = 100
BANNER = re.compile(rb"[ \t]*-{3,}[^\n]{0,80}-{3,}[ \t]*\r?\n")
"""What mail programs put over a mail that they forward: bytes that begin with it are a text, not a mail."""

SOMETHING = re.compile(rb"[^ \t\r\n\x00]")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,500}>")


def read(raw: bytes) -> Letter:
    """Read a mail that somebody sent. Raises Unreadable where there is nothing in it or nobody sent it."""
    letter = take_apart(raw)
    refuse_unsent(letter)
    return letter


def refuse_unsent(letter: Letter) -> None:
    """Refuse what nobody can have sent. Raises Unreadable."""
    if not letter.headers.fields:
        raise Unreadable("This is not a mail: it begins with no header field.")
    if not letter.sender.email:
        raise Unreadable("The mail names no sender whose address can be read.")


def take_apart(raw: bytes) -> Letter:
    """Read whatever is there: of bytes without a header all is text, a mail that names no sender has an empty one.

    Raises Unreadable where there is nothing.
    """
    if not SOMETHING.search(raw):
        raise Unreadable("The mail is empty.")
    whole = _with_line_feeds(raw.removeprefix(BOM_UTF8).lstrip(b"\r\n"))
    top = parse_part(whole, 0, len(whole), charset=named_in(whole))
    if not is_head(top.headers) or (BANNER.match(whole) and not top.headers.raw("message-id")):
        top = bare_part(whole)
    body = body_of(top)
    return Letter(
        headers=top.headers,
        sender=_sender(top.headers),
        authors=_authors(top.headers),
        subject=top.headers.text("subject")[:LONGEST_SUBJECT],
        text=body.text,
        html=body.html,
        attachments=body.attachments,
        message_id=_message_id(top.headers),
        in_reply_to=_ids(top.headers, "in-reply-to"),
        references=_ids(top.headers, "references"),
        to=parse_people(top.headers.every_raw("to")),
        cc=parse_people(top.headers.every_raw("cc")),
        reply_to=parse_people(top.headers.every_raw("reply-to")),
        delivered_to=parse_people(top.headers.every_raw("delivered-to", "x-original-to", "envelope-to")),
        date=claimed_at(top.headers.raw("date")),
        auto_submitted=_is_automatic(top.headers),
    )


def message_key(letter: Letter | None, raw: bytes) -> str:
    """Say under which key a mailbox knows this mail: its Message-ID, else the digest of its bytes (architecture §3)."""
    return (letter and letter.message_id) or f"sha256:{hashlib.sha256(raw).hexdigest()}"


def digest(letter: Letter) -> str:
    """Say what the mail says, as one number: whom From names first, Date, Subject and the decoded body, attachments included.

    The road a mail took (Received fields, transfer encoding, line ends) makes no difference.
    """
    date = letter.date.isoformat() if letter.date else ""
    first = _first_named(letter.headers)
    head = (first.name, first.email, date, letter.subject, letter.text, letter.html or "")
    parts = [part.encode("utf-8", "replace") for part in head]
    parts += [piece for attachment in letter.attachments for piece in _content(attachment)]
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def _with_line_feeds(raw: bytes) -> bytes:
    """Give lines of the oldest kind, ended by a carriage return alone, their line feeds."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _sender(headers: Headers) -> Address:
    """Find who counts as having sent it: of several authors the one whom Sender names, where it names one of them; else the first.

    Source: RFC 5322 section 3.6.2. A Sender who wrote none of it, somebody's office say, is nobody to answer to, and vouches for nobody.
    """
    authors = _authors(headers)
    sent = parse_people(headers.every_raw("sender")) if len(authors) > 1 else ()
    named = [each for each in authors if [each.key] == [one.key for one in sent]]
    return named[0] if named else _first_named(headers)


def _first_named(headers: Headers) -> Address:
    """Find whom a mail names first: From, else who sent or should get the answer; a name alone where no address stands anywhere."""
    for name in ("from", "sender", "reply-to", "return-path"):
        if found := parse_people(headers.raw(name)):
            return found[0]
    return Address(headers.text("from")[:LONGEST_SUBJECT], "")


def _authors(headers: Headers) -> tuple[Address, ...]:
    """Find all who wrote, once each: From may name several (RFC 5322 section 3.6.2), and mails with several such fields are sent too."""
    found: dict[str, Address] = {}
    for each in parse_people(headers.every_raw("from")):
        found.setdefault(each.key, each)
    return tuple(found.values())


def _message_id(headers: Headers) -> str | None:
    """Read the mail's own id; one that stands without angle brackets is taken as it stands."""
    field = one_line(headers.raw("message-id"))
    found = MESSAGE_ID.search(field)
    return found.group() if found else field[:LONGEST_ID] or None


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    """Read the ids of a field, the newest hundred of them."""
    return tuple(MESSAGE_ID.findall(headers.every_raw(name))[-IDS_AT_MOST:])


def claimed_at(field: str) -> datetime | None:
    """Read the date that the sender claims; a date without a zone counts as UTC."""
    try:
        claimed = parsedate_to_datetime(one_line(field)[:200])
        return (claimed if claimed.tzinfo else claimed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _is_automatic(headers: Headers) -> bool:
    """Say whether a robot answered in somebody's place (RFC 3834: `auto-replied`; `Precedence: auto_reply` of old servers).

    Nothing wider: help desks mark what their people write as `auto-generated`, lists as `bulk`, and a person's word that
    moves nothing would be lost, while a robot's that opens a ticket only costs a look.
    """
    submitted = headers.text("auto-submitted").lower().partition("(")[0].partition(";")[0].strip()
    return submitted == "auto-replied" or headers.text("precedence").lower().strip() == "auto_reply"


def _content(attachment: Attachment) -> tuple[bytes, bytes]:
    """Give what counts of an attachment: its name and its bytes, with line ends made equal, as roads change them."""
    return attachment.name.encode("utf-8", "replace"), attachment.data.replace(b"\r\n", b"\n").rstrip(b"\n")
