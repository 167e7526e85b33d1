"""The mails that go in: which file by which way, which of them twice."""

import email.utils
import itertools
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import StrEnum
from pathlib import Path

BY_SMTP, BY_IMAP = 30, 20
SOMEBODY = "somebody@odd.test"
SENDABLE = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")


class Way(StrEnum):
    """How a mail comes in."""

    SMTP = "SMTP"
    IMAP = "IMAP"


@dataclass(frozen=True)
class Mail:
    """One file. raw: with LF line ends, without the mailbox's own first line. again: ways it comes in once more."""

    name: str
    raw: bytes
    way: Way
    again: tuple[Way, ...] = ()

    @property
    def sender(self) -> str:
        """The envelope's sender: whom the mail says it is from, where a mail server could have sent that."""
        try:
            header = str(message_from_bytes(self.raw, policy=policy.compat32).get("From", ""))
        except (ValueError, IndexError, UnicodeError):
            return SOMEBODY
        address = email.utils.parseaddr(header)[1]
        return address if SENDABLE.fullmatch(address) else SOMEBODY

    @property
    def has_message_id(self) -> bool:
        """Say whether it names itself."""
        head = self.raw.partition(b"\n\n")[0].lower()
        return b"\nmessage-id:" in b"\n" + head


def chosen(folder: Path) -> list[Mail]:
    """Choose 30 mails for the SMTP door and 20 others for the polled mailbox; every seventh comes twice.

    Of those that come twice and name themselves, every other comes the second time by the other way.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in {".box", ".eml", ".mbox", ".txt"})
    if len(files) < BY_SMTP + BY_IMAP:
        raise SystemExit(f"{folder} holds {len(files)} mails (*.box, *.eml); {BY_SMTP + BY_IMAP} are needed.")
    mails = [Mail(path.name, without_mailbox_line(path.read_bytes()), Way.SMTP) for path in files]
    by_smtp, by_imap = mails[:BY_SMTP], mails[BY_SMTP : BY_SMTP + BY_IMAP]
    ways = itertools.chain(((mail, Way.SMTP) for mail in by_smtp), ((mail, Way.IMAP) for mail in by_imap))
    return [Mail(mail.name, mail.raw, way, _again(mail, way, number)) for number, (mail, way) in enumerate(ways)]


def without_mailbox_line(raw: bytes) -> bytes:
    """Take off the line that mailbox files put before a mail ("From martin@example.com Thu May …"), and CRs."""
    raw = raw.replace(b"\r\n", b"\n")
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def _again(mail: Mail, way: Way, number: int) -> tuple[Way, ...]:
    if number % 7:
        return ()
    other = Way.IMAP if way is Way.SMTP else Way.SMTP
    return (other,) if number % 2 and mail.has_message_id else (way,)
