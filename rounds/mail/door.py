"""The SMTP door: mail for our mailboxes comes in here, and "250" means that the database has it.

Whoever brings a mail hears at once when an address is not ours (550), when a mail is too large (552), and when the
database is away (451): then nothing was kept, and the mail is brought again.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import structlog
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Peer
from django.conf import settings
from django.db import close_old_connections, connection

from rounds.basics import clock
from rounds.mail.commands.receiving import DATABASE_TROUBLE, receive
from rounds.mail.models import Via
from rounds.mail.queries.mailboxes import Box, mailbox_of
from rounds.mail.smtp import MOST_CALLS, Letterbox, Session, is_relay

log = structlog.get_logger()

MOST_RECIPIENTS = 100
"""Recipients of one mail; a sender with more brings the mail again for the rest (RFC 5321 section 4.5.3.1.10)."""

NO_SENDER = "<>"
"""What aiosmtpd makes of `MAIL FROM:<>`."""

THREADS = 4
COME_AGAIN = "451 4.3.0 The database is away, come again"
OUR_FAULT = "451 4.3.0 Something went wrong here, come again"


class Doorkeeper:
    """Answers for the door. clock: gives the moment, aware UTC."""

    def __init__(self, clock: Callable[[], datetime], threads: ThreadPoolExecutor) -> None:
        self._clock = clock
        self._threads = threads

    async def handle_RCPT(  # noqa: N802 - the name is looked up by aiosmtpd
        self, server: SMTP, peer: Peer, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say whether mail for this address comes in here."""
        if not isinstance(envelope, Letterbox):
            return OUR_FAULT
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, bring the mail again for the rest"
        if not address.isprintable():
            return "553 5.1.3 This is no mail address"
        try:
            box = await self._in_thread(mailbox_of, address)
        except DATABASE_TROUBLE as trouble:
            return _away(trouble)
        if box is None and isinstance(server, Session) and server.guessed():
            return "421 4.7.0 Too many mailboxes that are not here"
        if box is None:
            return "550 5.1.1 There is no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.boxes.setdefault(box, []).append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, peer: Peer, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take the mail in; "250" only once it is kept for every mailbox."""
        if not isinstance(envelope, Letterbox) or not isinstance(envelope.content, bytes):
            return OUR_FAULT
        try:
            straight = not is_relay(peer.peer)
            return await self._in_thread(
                self._take_in, envelope.content, dict(envelope.boxes), envelope.mail_from == NO_SENDER, straight
            )
        except DATABASE_TROUBLE as trouble:
            return _away(trouble)

    async def handle_exception(self, error: Exception) -> str:
        """Answer for what nobody foresaw: the mail is brought again, and the log says what was wrong."""
        log.error("The SMTP door stumbled", exc_info=error)
        return OUR_FAULT

    def _take_in(self, raw: bytes, boxes: dict[Box, list[str]], null_sender: bool, straight: bool) -> str:
        outcomes = [
            receive(
                workspace_id=box.workspace_id,
                mailbox_id=box.mailbox_id,
                raw=raw,
                via=Via.SMTP,
                at=self._clock(),
                recipients=tuple(named),
                null_sender=null_sender,
                straight=straight,
            )
            for box, named in boxes.items()
        ]
        return f"250 2.0.0 Kept: {', '.join(sorted({outcome.came for outcome in outcomes}))}"

    async def _in_thread[**P, Result](self, act: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Run what asks the database in a thread that keeps a connection of its own."""

        def run() -> Result:
            close_old_connections()
            try:
                return act(*args, **kwargs)
            except DATABASE_TROUBLE:
                connection.close()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)


@contextmanager
def open_door(*, clock: Callable[[], datetime] = clock.now, address: tuple[str, int] | None = None) -> Iterator[int]:
    """Keep the door open while the block runs; gives the port.

    address: host and port, where not the one of ROUNDS_SMTP_DOOR; port 0 takes any. Raises OSError where it is taken.
    """
    host, port = address or settings.SMTP_DOOR
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp door", daemon=True)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="smtp door") as threads:
        keeper = Doorkeeper(clock, threads)
        server = loop.run_until_complete(loop.create_server(lambda: _session(keeper, loop), host, port))
        thread.start()
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


def _session(keeper: Doorkeeper, loop: asyncio.AbstractEventLoop) -> Session:
    return Session(
        keeper,
        data_size_limit=settings.MAIL_LIMIT,
        command_call_limit=MOST_CALLS,
        enable_SMTPUTF8=True,
        hostname="rounds",
        ident="Rounds",
        loop=loop,
    )


async def _close(server: asyncio.Server) -> None:
    """Take no more, and leave who is talking: a mail that was not acknowledged is brought again."""
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _away(trouble: Exception) -> str:
    log.warning("The database is away; mail is asked to come again", trouble=str(trouble).strip().split("\n")[0])
    return COME_AGAIN
