"""Streams of sign-ins that ended are ended, and no other: none that opens while the question is under way."""

import asyncio
from collections.abc import Callable, Iterable

import pytest

from rounds.basics.passes import Pass
from rounds.live import watch
from rounds.live.hub import Hub, Stream
from rounds.live.questions import Answer, Standing

STANDS = Standing(1, 3, ("rep",), 4, "mark")


class Twin:
    """Answers as the database would; while it looks at sign-ins, something else happens."""

    def __init__(self, standing: dict[str, Standing], meanwhile: Callable[[], None]) -> None:
        self._standing, self._meanwhile, self.looked = standing, meanwhile, 0

    async def news(self, watched: list[int], since: str) -> Answer:
        return Answer("c")

    async def still_in(self, session_keys: Iterable[str]) -> dict[str, Standing]:
        asked = set(session_keys)
        self._meanwhile()
        self.looked += 1
        return {key: each for key, each in self._standing.items() if key in asked}


def a_stream(key: str, *, joined: bool = True) -> Stream:
    opened = Pass(1, 3, "digest", ("rep",), 4, ("ticket",), 0)
    return Stream(opened, key, "mark" if joined else "", "", joined=joined)


def looked_at(hub: Hub, standing: dict[str, Standing], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Watch until sign-ins were looked at once."""
    questions = Twin(standing, meanwhile)

    async def once() -> None:
        watching = asyncio.create_task(watch.Watch(hub, questions).run())  # type: ignore[arg-type]
        while not questions.looked:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        watching.cancel()

    asyncio.run(once())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0)
    monkeypatch.setattr(watch, "SIGN_INS_EVERY", -1)


def test_the_stream_of_a_sign_in_that_ended_is_ended_and_the_others_go_on():
    hub, gone, stays = Hub(), a_stream("gone"), a_stream("stays")
    hub.add(gone)
    hub.add(stays)
    looked_at(hub, {"stays": STANDS})
    assert (gone.over, stays.over) == (True, False)


def test_a_stream_that_opens_while_sign_ins_are_looked_at_goes_on():
    """It was asked about by nobody, so nothing is known of it yet; before, it was ended at once, and its page opened another."""
    hub, early, late = Hub(), a_stream("early"), a_stream("late")
    hub.add(early)
    looked_at(hub, {"early": STANDS, "late": STANDS}, meanwhile=lambda: hub.add(late))
    assert (early.over, late.over) == (False, False)


def test_a_stream_that_is_not_let_in_yet_is_not_judged_by_what_it_does_not_know():
    hub, opening = Hub(), a_stream("opening", joined=False)
    hub.add(opening)
    looked_at(hub, {"opening": STANDS})
    assert not opening.over
