"""Taking the body of a request: all of it, or the reason why not, and never more than its sender may bring."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from rounds.gate.limits import Limits

AT_ONCE = 16 * 1024
"""Bytes that are waited for in one piece: a form's worth. What is longer is watched as it comes."""

IN_MEMORY = 1024 * 1024
"""Bytes of a known person's upload that stay in memory; what is longer goes to a file without a name."""

TOO_SLOW = "The request took too long to arrive. Nothing of it was kept; send it again.\n"
TOO_LARGE = "This is more than {megabytes} MB, the most that is taken at once. Nothing of it was kept.\n"
NOT_KNOWN = (
    "So much is taken only from people who are signed in. Nothing was kept: sign in, go back, and send it again.\n"
)


class NotTaken(Exception):
    """A body was refused. status: of the answer. text: for people."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


async def taken_at_once(whole: Awaitable[bytes], *, announced: int, limits: Limits) -> IO[bytes]:
    """Take a body that is as short as most are, in one piece; give it from its beginning. Raises NotTaken.

    announced: bytes that the caller spoke of; the server takes no more from it.
    """
    try:
        async with asyncio.timeout(limits.seconds(announced)):
            return BytesIO(await whole)
    except TimeoutError:
        raise NotTaken(408, TOO_SLOW) from None


async def taken(
    pieces: AsyncIterable[bytes], *, announced: int | None, limits: Limits, known: Callable[[], Awaitable[bool]]
) -> tuple[IO[bytes], int]:
    """Take a body; give it from its beginning, and its size. Raises NotTaken.

    announced: bytes that the caller spoke of, None where it did not say. known: asks whether the caller is signed in,
    and is asked only before more is read than anyone may send.
    """
    most, size = limits.anyone, 0
    if announced is not None and announced > most:
        most = await _more(announced, limits, known)
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the program behind closes it
    try:
        async with asyncio.timeout(limits.seconds(0)) as patience:
            begun = asyncio.get_running_loop().time()
            async for piece in pieces:
                size += len(piece)
                if size > most:
                    most = await _more(size, limits, known)
                body.write(piece)
                patience.reschedule(begun + limits.seconds(size))
    except TimeoutError:
        body.close()
        raise NotTaken(408, TOO_SLOW) from None
    except NotTaken:
        body.close()
        raise
    body.seek(0)
    return body, size


async def _more(size: int, limits: Limits, known: Callable[[], Awaitable[bool]]) -> int:
    """Say how much may be sent by a caller who wants to send more than anyone may. Raises NotTaken."""
    if size > limits.largest:
        raise NotTaken(413, TOO_LARGE.format(megabytes=limits.largest // 2**20))
    if not await known():
        raise NotTaken(413, NOT_KNOWN)
    return limits.largest
