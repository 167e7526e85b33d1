"""The SMTP server's own manners: aiosmtpd with memory bounded, whatever is sent.

aiosmtpd keeps every line of a mail as an object of its own, so that 25 MB of empty lines fill a gigabyte, and refuses
lines over 1,000 bytes, which real mailers write. Here the text is one growing buffer, and lines have any length.
"""

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, syntax

from rounds.mail.queries.mailboxes import Box

MOST_SESSIONS = 40
END_OF_TEXT = b".\r\n"


class Letterbox(Envelope):
    """What a session has said of the mail it is about to bring. boxes: the mailboxes it is for, and as what."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Box, list[str]] = {}


class Session(SMTP):
    """One connection to the door."""

    open_sessions = 0

    def _create_envelope(self) -> Letterbox:
        return Letterbox()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or send away who comes when the house is full."""
        Session.open_sessions += 1
        super().connection_made(transport)
        if Session.open_sessions > MOST_SESSIONS and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections at once, come again\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Count the session out."""
        Session.open_sessions -= 1
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
        text = await self._text()
        if text is None:
            status: Any = f"552 5.3.4 The mail is larger than the {self.data_size_limit} bytes that are taken"
        else:
            self.envelope.content = text
            status = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    async def _text(self) -> bytes | None:
        """Read up to the lone dot; None where it was too much, all of it read and thrown away by then."""
        text, too_much, at_line_start = bytearray(), False, True
        limit = self.data_size_limit or 0
        while (piece := await self._piece()) != END_OF_TEXT or not at_line_start:
            if at_line_start and piece.startswith(b"."):
                piece = piece[1:]
            at_line_start = piece.endswith(b"\r\n")
            too_much = too_much or len(text) + len(piece) > limit
            if too_much:
                text.clear()
            else:
                text += piece
        return None if too_much else bytes(text)

    async def _piece(self) -> bytes:
        """Read a line, or as much of a long one as the buffer holds."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as longer:
            return await self._reader.readexactly(longer.consumed)
