"""The SMTP server's own manners: aiosmtpd with memory bounded, whatever is sent.

aiosmtpd keeps every line of a mail as an object of its own, so that 25 MB of empty lines fill a gigabyte and take half a
minute, and refuses lines over 1,000 bytes, which real mailers write. Here the text is one buffer, searched for its end.
"""

import asyncio
import ipaddress
from collections import Counter
from typing import Any, ClassVar

from aiosmtpd.smtp import SMTP, Envelope, syntax
from django.conf import settings

from rounds.mail.queries.mailboxes import Box

MOST_SESSIONS = 40
MOST_CALLS = {"*": 1_000_000, **dict.fromkeys(("NOOP", "HELP", "VRFY", "EXPN", "AUTH", "STARTTLS"), 50)}
"""How often one session may say each command: who brings mail may go on for hours, who only talks may not."""

MOST_GUESSES = 50
"""Mailboxes that are not ours which one session may ask for, before it is sent away."""

MOST_HELD = 4
"""Mails of the largest size that all sessions together may have half sent; a large one on top of that comes again."""

SMALL = 256 * 1024
"""Bytes up to which a mail is taken however much the others hold: large ones sent slowly keep no small one out."""

LINE_END = b"\r\n"
END_OF_TEXT = b"\r\n.\r\n"
MORE_THAN_A_READER_HOLDS = 1 << 30


class Letterbox(Envelope):
    """What a session has said of the mail it is about to bring. boxes: the mailboxes it is for, and as what."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Box, list[str]] = {}


def peer_of(name: object) -> str:
    """Say from where somebody calls: their address, and of IPv6 the network, for each house has thousands in one."""
    host = str(name[0]).partition("%")[0] if isinstance(name, tuple) and name else ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv6Address) and (plain := found.ipv4_mapped):
        return str(plain)
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else host


def is_relay(name: object) -> bool:
    """Say whether who calls is one of the machines that hand on what our own servers have checked (ROUNDS_RELAYS)."""
    host = str(name[0]).partition("%")[0] if isinstance(name, tuple) and name else ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    plain = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return any((plain or found) in network for network in settings.RELAYS)


class NotTaken(Exception):
    """A text was read to its end and thrown away; says what is answered."""


class Session(SMTP):
    """One connection to the door. held, held_by_all: bytes of half-sent mails, its own and those of all.

    open_sessions, by_peer: how many there are, in all and from each address. peer: whose this one is.
    """

    open_sessions = 0
    by_peer: ClassVar[Counter[str]] = Counter()
    peer = ""
    held_by_all = 0
    held = 0
    guesses = 0

    def _create_envelope(self) -> Letterbox:
        return Letterbox()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or send away who comes when the house is full, or full of them."""
        self.peer = peer_of(transport.get_extra_info("peername"))
        Session.open_sessions += 1
        Session.by_peer[self.peer] += 1
        super().connection_made(transport)
        if (why := self._too_many()) and isinstance(transport, asyncio.Transport):
            transport.write(why)
            transport.close()

    def _too_many(self) -> bytes:
        """Say that there are too many; one address alone never fills the house, so others still come in."""
        if Session.open_sessions > MOST_SESSIONS:
            return b"421 4.3.2 Too many connections at once, come again\r\n"
        if Session.by_peer[self.peer] > settings.SMTP_PER_PEER:
            return b"421 4.7.0 Too many connections from your address at once, come again\r\n"
        return b""

    def guessed(self) -> bool:
        """Count an address that is not ours; True where there were too many, and the session ends with its answer."""
        self.guesses += 1
        if self.guesses > MOST_GUESSES and self.transport is not None:
            self.loop.call_soon(self.transport.close)
            return True
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Count the session out."""
        Session.open_sessions -= 1
        Session.by_peer[self.peer] -= 1
        if not Session.by_peer[self.peer]:
            del Session.by_peer[self.peer]
        super().connection_lost(error)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is looked up by aiosmtpd
        """Take the text and say what became of it, once the database has it."""
        if await self.check_helo_needed():
            return
        if not isinstance(self.envelope, Letterbox) or not self.envelope.boxes:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        status: Any
        try:
            self.envelope.content = await self._text()
            status = await self._call_handler_hook("DATA")
        except NotTaken as refusal:
            status = str(refusal)
        finally:
            self._hold(0)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    async def _text(self) -> bytes:
        """Read up to the lone dot. Raises NotTaken where it was too much, all of it read and thrown away by then."""
        held, refusal, looked = bytearray(LINE_END), "", 0
        while (end := held.find(END_OF_TEXT, looked)) < 0:
            if refusal := refusal or self._refusal(len(held) - len(END_OF_TEXT)):
                del held[: -len(END_OF_TEXT)]
            self._hold(len(held))
            looked = max(len(held) - len(END_OF_TEXT), 0)
            held += await self._arrived()
        self._reader.feed_data(
            bytes(held[end + len(END_OF_TEXT) :])
        )  # what was said after the text is read as commands
        del held[end + len(LINE_END) :]
        text = held.replace(LINE_END + b".", LINE_END)[len(LINE_END) :]
        if refusal := refusal or self._refusal(len(text)):
            raise NotTaken(refusal)
        return bytes(text)

    def _refusal(self, size: int) -> str:
        """Say why so many bytes are not taken; empty where they are."""
        limit = self.data_size_limit or 0
        if size > limit:
            return f"552 5.3.4 The mail is larger than the {limit} bytes that are taken"
        if size > SMALL and Session.held_by_all > MOST_HELD * limit:
            return "452 4.3.1 Too many large mails at once, come again"
        return ""

    def _hold(self, size: int) -> None:
        """Count what this session holds into what all hold."""
        Session.held_by_all += size - self.held
        self.held = size

    async def _arrived(self) -> bytes:
        """Take all that has arrived, leaving the reader empty. Raises ConnectionResetError at its end."""
        if not (piece := await self._reader.read(MORE_THAN_A_READER_HOLDS)):
            raise ConnectionResetError
        return piece
