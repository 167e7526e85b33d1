"""The fields of a mail's head, as they leave.

Nearly all that stands in ours is plain: words that fit into a line and mean nothing but themselves. It is written as it is. What is
not goes through Python's `email` package, which quotes, encodes and folds it, and refuses line ends; what is plain it would write
just so, for ten times the work.
"""

import re
from collections.abc import Iterable, Sequence
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy

from rounds.mail.reading import Address

type Rules = "EmailPolicy[EmailMessage]"

RULES: Rules = SMTP.clone(cte_type="7bit")
INTERNATIONAL: Rules = RULES.clone(utf8=True)
"""UTF-8 in a head, for servers that take it (RFC 6532)."""

LINE = 78
"""Signs of a line that needs no folding (RFC 5322 section 2.1.1)."""

WORDS = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
"""Words that are read as they stand; “=?” might begin an encoded one."""

ADDRESS = r"[\w+-]+(?:\.[\w+-]+)*@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*"
MAILBOX = re.compile(rf"[\w'&+-]+(?: [\w'&+-]+)* <{ADDRESS}>|{ADDRESS}", re.ASCII)
"""A name and an address of which nothing has to be quoted."""


def words(name: str, text: str, rules: Rules = RULES) -> bytes:
    """Write a field of plain text. What has several lines becomes one."""
    line = one_line(text)
    return _plain(name, line) if _fits(name, line) and WORDS.fullmatch(line) else _by_python(name, line, rules)


def mailboxes(name: str, addresses: Sequence[Address], rules: Rules = RULES) -> bytes:
    """Write a field of names and addresses. Raises ValueError where one cannot be written."""
    made = [mailbox(address) for address in addresses]
    each = [str(box) for box in made]
    line = ", ".join(each)
    plain = _fits(name, line) and all(map(MAILBOX.fullmatch, each))
    return _plain(name, line) if plain else _by_python(name, made, rules)


def ids(name: str, those: Iterable[str], rules: Rules = RULES) -> bytes:
    """Write a field of Message-IDs, one a line: folded as words a long one would name no mail any more.

    Raises ValueError where one has letters that it cannot have.
    """
    return f"{name}: {'\r\n '.join(those)}\r\n".encode("utf-8" if rules.utf8 else "ascii")


def mailbox(address: Address) -> Mailbox:
    """Make an address for a field; a name with line ends becomes one line. Raises ValueError where it cannot be written."""
    local, _, host = on_the_wire(address.email).rpartition("@")
    return Mailbox(display_name=one_line(address.name), username=local, domain=host)


def on_the_wire(address: str) -> str:
    """Write an address as servers take it: its domain in ASCII (RFC 5891). Raises ValueError for a domain that is none."""
    local, _, host = address.rpartition("@")
    return f"{local}@{host}" if host.isascii() else f"{local}@{host.encode('idna').decode('ascii')}"


def one_line(text: str) -> str:
    """Put a text into one line, its words a space apart."""
    return " ".join(text.split())


def _fits(name: str, line: str) -> bool:
    return len(name) + len(": ") + len(line) <= LINE


def _plain(name: str, line: str) -> bytes:
    return f"{name}: {line}\r\n".encode("ascii")


def _by_python(name: str, value: str | Sequence[Mailbox], rules: Rules) -> bytes:
    mail = EmailMessage(policy=rules)
    mail[name] = value
    return mail.as_bytes().removesuffix(b"\r\n")  # the empty line behind a head
