"""The page's threads: few, always there, each with its own connection to the database."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

type Work = Callable[[], object]


class Threads:
    """Runs work, first come first served."""

    def __init__(self, many: int) -> None:
        self._waiting: SimpleQueue[tuple[Work, asyncio.Future[object]]] = SimpleQueue()
        for number in range(many):
            threading.Thread(target=self._work, name=f"page {number + 1}", daemon=True).start()

    async def run[Result](self, work: Callable[[], Result]) -> Result:
        """Have a piece of work done, and wait for it."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.put((work, done))  # type: ignore[arg-type]
        return await done

    def _work(self) -> None:
        while True:
            work, done = self._waiting.get()
            try:
                result = work()
            except BaseException as trouble:
                _tell(done, _fail, trouble)
            else:
                _tell(done, _finish, result)
            del work, done  # else they would be kept until the next piece of work


def _tell(done: asyncio.Future[object], how: Callable[..., None], what: object) -> None:
    done.get_loop().call_soon_threadsafe(how, done, what)


def _finish(done: asyncio.Future[object], result: object) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[object], trouble: BaseException) -> None:
    if not done.done():
        done.set_exception(trouble)
