"""The far side of our mail: a real SMTP server in this process that does as a test tells it.

`Far.TAKES` accepts; the others refuse or hang up at one place of the conversation. What it accepted stands in `mails`.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from aiosmtpd.smtp import SMTP, Envelope, Session

from rounds.mail.lines import LINES
from rounds.site.environment import SmtpOut


class Far(Enum):
    """What the far side does with the next mail."""

    TAKES = auto()
    ASKS_LATER_AT_RCPT = auto()
    REFUSES_AT_RCPT = auto()
    REFUSES_AT_MAIL = auto()
    ASKS_LATER_AT_TEXT = auto()
    REFUSES_AT_TEXT = auto()
    HANGS_UP_AT_RCPT = auto()
    HANGS_UP_AT_DATA = auto()
    TAKES_AND_HANGS_UP = auto()
    LOSES_AND_HANGS_UP = auto()
    SENDS_AWAY = auto()
    BABBLES = auto()


@dataclass
class FarSide:
    """A running far side. plan: what it does with each mail to come; TAKES when that is used up. before_text: is
    called before it asks for the text, before_word: before its last word, so that a test can act in between.
    international: it offers SMTPUTF8. lines: on which it was ever spoken to; ended: how many were ended by QUIT."""

    port: int = 0
    tls: str = "none"
    plan: list[Far] = field(default_factory=list)
    mails: list[Envelope] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    before_text: Callable[[], None] = lambda: None
    before_word: Callable[[], None] = lambda: None
    international: bool = True
    lines: list[asyncio.Transport] = field(default_factory=list)
    ended: int = 0

    @property
    def way(self) -> SmtpOut:
        """Give the setting that leads here."""
        return SmtpOut("127.0.0.1", self.port, "", "", self.tls)

    def next(self) -> Far:
        return self.plan[0] if self.plan else Far.TAKES

    def done(self) -> None:
        if self.plan:
            self.plan.pop(0)

    def hang_up_everywhere(self) -> None:
        """End every line from this side."""
        for transport in self.lines:
            self.loop.call_soon_threadsafe(transport.abort)


class _Far(SMTP):
    """aiosmtpd, with the ways of failing that a test asks for."""

    def __init__(self, far: FarSide, loop: asyncio.AbstractEventLoop, starttls: ssl.SSLContext | None) -> None:
        super().__init__(
            _Handler(far), enable_SMTPUTF8=far.international, hostname="far.test", loop=loop, tls_context=starttls
        )
        self.far = far

    def connection_made(self, transport):
        self.far.lines.append(transport)
        super().connection_made(transport)

    async def smtp_QUIT(self, arg):
        self.far.ended += 1
        await super().smtp_QUIT(arg)

    def hang_up(self) -> None:
        self.far.done()
        self.transport.abort()

    async def smtp_DATA(self, arg):
        if self.far.next() is Far.HANGS_UP_AT_DATA:
            self.hang_up()
            raise asyncio.CancelledError
        if self.far.next() is Far.SENDS_AWAY:
            self.far.done()
            await self.push("421 4.3.2 Closing for a moment")
            return
        await super().smtp_DATA(arg)

    async def push(self, status):
        if status.startswith("354"):
            await asyncio.get_running_loop().run_in_executor(None, self.far.before_text)
        await super().push(status)


class _Handler:
    def __init__(self, far: FarSide) -> None:
        self.far = far

    async def handle_MAIL(self, server: _Far, session: Session, envelope: Envelope, address: str, options: list[str]):
        if self.far.next() is Far.REFUSES_AT_MAIL:
            self.far.done()
            return "554 5.7.1 Not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: _Far, session: Session, envelope: Envelope, address: str, options: list[str]):
        answers = {Far.ASKS_LATER_AT_RCPT: "451 4.7.1 Greylisted, come later", Far.REFUSES_AT_RCPT: "550 5.1.1 Nobody"}
        if self.far.next() is Far.HANGS_UP_AT_RCPT:
            server.hang_up()
            raise asyncio.CancelledError
        if answer := answers.get(self.far.next()):
            self.far.done()
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Far, session: Session, envelope: Envelope):
        next_ = self.far.next()
        self.far.done()
        if next_ not in (Far.ASKS_LATER_AT_TEXT, Far.REFUSES_AT_TEXT, Far.LOSES_AND_HANGS_UP):
            self.far.mails.append(envelope)
        await asyncio.get_running_loop().run_in_executor(None, self.far.before_word)
        if next_ in (Far.TAKES_AND_HANGS_UP, Far.LOSES_AND_HANGS_UP):
            server.transport.abort()
            raise asyncio.CancelledError
        words = {
            Far.ASKS_LATER_AT_TEXT: "452 4.3.1 No room",
            Far.REFUSES_AT_TEXT: "554 5.7.1 Spam",
            Far.BABBLES: "Taken, I should think",
        }
        return words.get(next_, "250 2.0.0 Taken")


@contextmanager
def far_side(*plan: Far, tls: str = "none", proof: ssl.SSLContext | None = None) -> Iterator[FarSide]:
    """Run a far side on loopback while the block runs. tls: as `Way.tls`; proof: what it proves its name with."""
    far = FarSide(plan=list(plan), tls=tls)
    loop = far.loop
    starttls, at_once = (proof if tls == way else None for way in ("starttls", "tls"))
    made = loop.create_server(lambda: _Far(far, loop, starttls), "127.0.0.1", 0, ssl=at_once)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(made, loop).result()
    far.port = server.sockets[0].getsockname()[1]
    try:
        yield far
    finally:
        LINES.end_idle(seconds=0)
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
