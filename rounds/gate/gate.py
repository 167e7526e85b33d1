"""One request (RSGI, granian's own interface): its body is taken, then a thread runs the WSGI program, then the answer leaves.

The server hands an answer over in one piece and minds the slow reader itself, so no thread waits there either.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, Any, Protocol

import structlog

from rounds.gate.bodies import AT_ONCE, NotTaken, taken, taken_at_once
from rounds.gate.environ import Scope, environ_of
from rounds.gate.limits import Limits
from rounds.gate.lines import hang_up_on_who_does_not_read
from rounds.gate.threads import Threads

Environ = dict[str, Any]
Program = Callable[[Environ, Callable[..., object]], Iterable[bytes]]
Fields = list[tuple[str, str]]

PLAIN = ("content-type", "text/plain; charset=utf-8")
BROKEN = "Something went wrong here. It is in the log; try again.\n"

log = structlog.get_logger()


class Exchange(Protocol):
    """The server's side of a request: the body in pieces or whole, and the one answer."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def __call__(self) -> Awaitable[bytes]: ...
    def response_bytes(self, status: int, headers: Fields, body: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Fields
    body: bytes


class Gate:
    """The entry of every request. is_known: whether its sender is signed in, asked in one of the page's threads."""

    def __init__(self, program: Program, is_known: Callable[[Environ], bool], limits: Limits, *, threads: int) -> None:
        self._program, self._is_known, self._limits = program, is_known, limits
        self._threads = Threads(threads)
        self._begun = False

    async def __call__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        self._begin()
        environ = environ_of(scope)
        try:
            await self._take_body(environ, exchange)
            answer = await self._threads.run(partial(_answer_of, self._program, environ))
        except NotTaken as refusal:
            answer = Answer(refusal.status, [PLAIN, ("connection", "close")], refusal.text.encode())
        except Exception:
            log.exception("The page broke", path=environ["PATH_INFO"])
            answer = Answer(500, [PLAIN], BROKEN.encode())
        exchange.response_bytes(answer.status, answer.headers, answer.body)

    def _begin(self) -> None:
        """With the first request: only now does the server listen."""
        if not self._begun:
            self._begun = True
            hang_up_on_who_does_not_read(self._limits.unread)

    async def _take_body(self, environ: Environ, exchange: Exchange) -> None:
        """Put the whole body behind the request, and say how long it is, for who did not. Raises NotTaken."""
        announced = environ.get("CONTENT_LENGTH")
        said = int(announced) if announced else None
        body: IO[bytes]
        if not said and "HTTP_TRANSFER_ENCODING" not in environ:
            body, size = BytesIO(), 0
        elif said and said <= AT_ONCE:
            body, size = await taken_at_once(exchange(), announced=said, limits=self._limits), said
        else:
            known = partial(self._threads.run, partial(self._is_known, environ))
            body, size = await taken(exchange, announced=said, limits=self._limits, known=known)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)


def _answer_of(program: Program, environ: Environ) -> Answer:
    """Run the program, and put its answer together."""
    heads: list[tuple[int, Fields]] = []

    def start(status: str, headers: Fields, exc_info: object = None) -> None:
        heads.append((int(status[:3]), headers))

    pieces = program(environ, start)
    try:
        body = b"".join(pieces)
    finally:
        environ["wsgi.input"].close()
        if close := getattr(pieces, "close", None):
            close()
    return Answer(*heads[-1], body)
