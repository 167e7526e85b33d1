"""The page's threads: few, always there, each with its own connection to the database."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

type Work = Callable[[], object]
type Piece = tuple[Work, asyncio.Future[object]]


class Threads:
    """Runs work, first come first served; by the thread that was busy last.

    That one's memory and its connection's plans are still at hand: taken in turns they would be cold each time.
    """

    def __init__(self, many: int) -> None:
        self._changing = threading.Lock()
        self._waiting: deque[Piece] = deque()
        self._idle: list[SimpleQueue[Piece]] = [SimpleQueue() for _ in range(many)]
        for number, own in enumerate(self._idle, start=1):
            threading.Thread(target=self._work, args=[own], name=f"page {number}", daemon=True).start()

    async def run[Result](self, work: Callable[[], Result]) -> Result:
        """Have a piece of work done, and wait for it."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._give((work, done))  # type: ignore[arg-type]
        return await done

    def _give(self, piece: Piece) -> None:
        with self._changing:
            if self._idle:
                self._idle.pop().put(piece)
            else:
                self._waiting.append(piece)

    def _next(self, own: SimpleQueue[Piece]) -> None:
        """Take what waits longest, or stand ready."""
        with self._changing:
            if self._waiting:
                own.put(self._waiting.popleft())
            else:
                self._idle.append(own)

    def _work(self, own: SimpleQueue[Piece]) -> None:
        while True:
            work, done = own.get()
            how: Callable[..., None] = _finish
            try:
                what: object = work()
            except BaseException as trouble:
                how, what = _fail, trouble
            self._next(own)  # before anybody hears of it: who asks again at once finds this thread
            _tell(done, how, what)
            del work, done, what  # else they would be kept until the next piece of work


def _tell(done: asyncio.Future[object], how: Callable[..., None], what: object) -> None:
    done.get_loop().call_soon_threadsafe(how, done, what)


def _finish(done: asyncio.Future[object], result: object) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[object], trouble: BaseException) -> None:
    if not done.done():
        done.set_exception(trouble)
