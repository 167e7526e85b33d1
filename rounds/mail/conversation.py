"""One conversation with the server that takes our mail, and what is known at its end.

The text is announced (DATA, 354) before the outbox row says "handing over", and sent after: so whatever goes wrong
earlier is known not to have arrived, and only the moments between the text and the server's word leave a doubt.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from rounds.mail.lines import LINES, TROUBLE, Line, Way

READY_FOR_TEXT = 354
CLOSING = 421
"""The server ends the line, whatever was asked (RFC 5321 section 3.8)."""

PATIENCE_FOR_LAST_WORD = 120.0
"""Seconds to wait for the server's word after the text: it may check the mail first. Later the row has its doubt anyway."""

OURS_TO_MEND = frozenset({530, 534, 535, 538})
"""Refusals of our sign-in, not of the mail: they are tried again, for somebody mends the setting."""

LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail for one recipient, as bytes. sender: to whom it comes back, empty for nobody.

    international: some address in it needs SMTPUTF8 (RFC 6531).
    """

    sender: str
    recipient: str
    data: bytes = field(repr=False)
    international: bool = False


class End(StrEnum):
    """How a conversation ended."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    TAKEN_AWAY = "taken away"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a mail after a conversation. said: a sentence for people. code: the server's, 0 for none."""

    end: End
    said: str = ""
    code: int = 0


def hand_over(way: Way, envelope: Envelope, *, ready: Callable[[], bool], patience: float) -> Verdict:
    """Hand a mail over to the server, by the line of the mail before where it stands still, else by a new one.

    ready: called when the server waits for the text; writes down that the text leaves now, False where the mail was taken
    away meanwhile. patience: seconds for each answer before the text. Raises only what `ready` raises.
    """
    if (kept := LINES.take(way)) is not None:
        try:
            return _handed(kept, envelope, ready, patience)
        except Gone:
            pass  # while it was idle, and nothing is announced yet
    try:
        line = Line(way, _connected(way, patience))
    except TROUBLE as trouble:
        return _unreached(trouble)
    try:
        return _handed(line, envelope, ready, patience)
    except Gone as gone:
        return gone.verdict


class Gone(Exception):
    """The line ended before the text was announced."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


def _handed(line: Line, envelope: Envelope, ready: Callable[[], bool], patience: float) -> Verdict:
    """Hand a mail over by a line, which is kept where the server said its last word of it. Raises Gone, and what `ready` raises."""
    verdict, stands = Verdict(End.TAKEN_AWAY), False
    try:
        if (refused := _announced(line.server, envelope, patience)) is not None:
            verdict = refused
        elif ready():
            verdict = _sent(line.server, envelope.data)
            stands = verdict.end is not End.UNKNOWN and verdict.code != CLOSING
    finally:
        if stands:
            LINES.give_back(line)
        else:
            line.server.close()
    return verdict


def _connected(way: Way, patience: float) -> smtplib.SMTP:
    """Connect, greet, and sign in where that is asked for; by TLS only to a server that proves its name."""
    if way.tls == "tls":
        trusted = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(way.host, way.port, _own_name(), timeout=patience, context=trusted)
    else:
        server = smtplib.SMTP(way.host, way.port, _own_name(), timeout=patience)
    try:
        server.ehlo_or_helo_if_needed()
        if way.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()  # what was said in the clear counts no more (RFC 3207 section 4.2)
        if way.user:
            server.login(way.user, way.password)
    except TROUBLE:
        server.close()
        raise
    return server


@cache
def _own_name() -> str:
    """Give the name by which this machine greets, found once a process: smtplib would ask for it at each mail, over the network maybe."""
    return smtplib.SMTP().local_hostname


def _announced(server: smtplib.SMTP, envelope: Envelope, patience: float) -> Verdict | None:
    """Name sender and recipient and announce the text; None when the server waits for it. Raises Gone."""
    if envelope.international and not server.has_extn("smtputf8"):
        return Verdict(End.REFUSED, "The server takes no address with such letters (SMTPUTF8).")
    options = ["SMTPUTF8"] if envelope.international else []
    try:
        if server.sock is not None:
            server.sock.settimeout(patience)
        for expected, (code, said) in _asked(server, envelope, options):
            if code == CLOSING:
                raise Gone(_refusal(code, said))
            if code not in expected:
                return _refusal(code, said)
    except TROUBLE as trouble:
        raise Gone(_unreached(trouble)) from trouble
    return None


def _asked(
    server: smtplib.SMTP, envelope: Envelope, options: list[str]
) -> Iterator[tuple[tuple[int, ...], tuple[int, bytes]]]:
    """Say one line after the other; gives the codes that let us go on, and what the server said."""
    yield (250,), server.mail(envelope.sender, options)
    yield (250, 251), server.rcpt(envelope.recipient)
    yield (READY_FOR_TEXT,), server.docmd("DATA")


def _sent(server: smtplib.SMTP, data: bytes) -> Verdict:
    """Send the text and wait for the server's last word; without it nobody can know whether the mail arrived."""
    try:
        if server.sock is not None:
            server.sock.settimeout(PATIENCE_FOR_LAST_WORD)
        server.send(_stuffed(data))
        code, said = server.getreply()
    except TROUBLE as trouble:
        return Verdict(End.UNKNOWN, f"The connection ended before the server's last word ({_name(trouble)}).")
    if code == 250:
        return Verdict(End.SENT, code=code)
    if not 400 <= code < 600:
        return Verdict(End.UNKNOWN, "The server's last word was none that SMTP knows.", code)
    return _refusal(code, said)


def _refusal(code: int, said: bytes) -> Verdict:
    """Read a refusal: 4xx asks to come again, 5xx is final, anything else is no SMTP and worth another try."""
    text = f"The server said {code}: {' '.join(said.decode('utf-8', 'replace').split())[:300]}"
    final = 500 <= code < 600 and code not in OURS_TO_MEND
    return Verdict(End.REFUSED if final else End.LATER, text, code)


def _unreached(trouble: Exception) -> Verdict:
    """Say what kept us from the server; it is tried again, for the mail itself was not refused."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        said = trouble.smtp_error if isinstance(trouble.smtp_error, bytes) else str(trouble.smtp_error).encode()
        return Verdict(End.LATER, _refusal(trouble.smtp_code, said).said, trouble.smtp_code)
    return Verdict(End.LATER, f"The server could not be reached ({_name(trouble)}).")


def _name(trouble: Exception) -> str:
    return str(trouble.strerror) if isinstance(trouble, OSError) and trouble.strerror else type(trouble).__name__


def _stuffed(data: bytes) -> bytes:
    """Double the dots that begin lines, and end with the lone dot that ends the text. data: lines end in CR LF."""
    body = LEADING_DOT.sub(b"..", data)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"
