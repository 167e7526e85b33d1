"""The page's threads: whoever comes first is served first, by the thread that was busy last."""

import asyncio
import threading
from functools import partial

from rounds.gate.threads import Threads


def test_requests_one_after_another_are_served_by_one_thread():
    async def served() -> set[str]:
        threads = Threads(4)
        return {await threads.run(lambda: threading.current_thread().name) for _ in range(20)}

    assert len(asyncio.run(served())) == 1


def test_as_many_are_served_at_once_as_there_are_threads():
    meeting = threading.Barrier(4, timeout=5)

    async def served() -> list[int]:
        threads = Threads(4)
        return await asyncio.gather(*(threads.run(meeting.wait) for _ in range(4)))

    assert sorted(asyncio.run(served())) == [0, 1, 2, 3]


def test_who_waits_for_a_thread_is_served_in_order_and_one_that_fails_holds_nobody_up():
    done: list[int] = []

    def work(number: int) -> None:
        done.append(number)
        if number == 2:
            raise ValueError("this one fails")

    async def served() -> list[object]:
        threads = Threads(1)
        return await asyncio.gather(
            *(threads.run(partial(work, number)) for number in range(6)), return_exceptions=True
        )

    answers = asyncio.run(served())
    assert done == [0, 1, 2, 3, 4, 5]
    assert [isinstance(answer, ValueError) for answer in answers] == [False, False, True, False, False, False]
