"""The loop: while anybody listens, ask what changed; now and then, whether their sign-ins still stand."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

import psycopg
import structlog

from rounds.basics.news import EVERYTHING, told
from rounds.live.hub import Hub, Stream
from rounds.live.questions import Answer, Questions, Standing

log = structlog.get_logger()

EVERY = 0.25
"""Seconds between two questions: half of it is what a change waits on average."""

SIGN_INS_EVERY = 5.0
"""Seconds after which a sign-in that has ended is noticed at the latest."""

GIVES_UP_AFTER = 15.0
"""Seconds without a database after which streams end; their pages then poll, and say so."""


class Watch:
    """Asks for everybody. One connection, whatever the number of streams."""

    def __init__(self, hub: Hub, questions: Questions) -> None:
        self._hub = hub
        self._questions = questions
        self._cursor = ""
        self._asking = asyncio.Lock()  # one connection answers one question at a time
        self._sign_ins_at = self._answered_at = monotonic()

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._once()
                self._answered_at = monotonic()
            except (psycopg.Error, OSError) as trouble:
                await self._without_database(trouble)

    async def let_in(self, session_key: str) -> Standing | None:
        """Say what a sign-in rests on; None where it stands no more. Raises psycopg.Error."""
        async with self._asking:
            return (await self._questions.still_in([session_key])).get(session_key)

    async def join(self, stream: Stream, since: str) -> None:
        """Let a stream hear of everything since its page was drawn. Raises psycopg.Error.

        All others are brought up to date first, so that what is told from then on is news to this one too.
        """
        async with self._asking:
            await self._tell_all()
            stream.joined = True
            answer = await self._questions.news([stream.given.workspace_id], since)
            tell(stream, answer if since else replace(answer, lost=True))  # whoever cannot say may have missed anything

    async def _once(self) -> None:
        if not len(self._hub):
            self._cursor = ""  # nobody listens: the next one begins anew
            return
        async with self._asking:
            await self._tell_all()
        if monotonic() - self._sign_ins_at > SIGN_INS_EVERY:
            await self._end_those_out()

    async def _tell_all(self) -> None:
        answer = await self._questions.news(self._hub.watched(), self._cursor)
        self._cursor = answer.cursor
        for stream in self._hub if answer.lost else self._concerned(answer):
            if stream.joined:
                tell(stream, answer)

    def _concerned(self, answer: Answer) -> Iterator[Stream]:
        for workspace_id in answer.changed:
            yield from self._hub.of(workspace_id)

    async def _end_those_out(self) -> None:
        """End the streams of sign-ins that ended, and of members whose roles, manual or password have changed.

        Of one that opens meanwhile nothing is known yet: it is looked at the next time.
        """
        async with self._asking:
            asked = [stream for stream in self._hub if stream.joined]
            standing = await self._questions.still_in(stream.session_key for stream in asked)
        for stream in asked:
            if not stands(stream, standing.get(stream.session_key)):
                stream.end()
        self._sign_ins_at = monotonic()

    async def _without_database(self, trouble: Exception) -> None:
        log.warning("The database does not answer; trying again", trouble=str(trouble).strip().splitlines()[:1])
        with contextlib.suppress(psycopg.Error, OSError):
            await self._questions.close()
        if monotonic() - self._answered_at > GIVES_UP_AFTER:
            for stream in self._hub:
                stream.end()
        await asyncio.sleep(1)


def tell(stream: Stream, answer: Answer) -> None:
    """Tell one stream what changed in its workspace, in the words that its member may know."""
    workspace_id = stream.given.workspace_id
    if answer.lost or workspace_id in answer.full:
        stream.tell(EVERYTHING, answer.cursor)
    elif changed := answer.changed.get(workspace_id):
        stream.tell(told(changed, stream.given.sees), answer.cursor)


def stands(stream: Stream, now: Standing | None) -> bool:
    """Say whether all that a stream was let in for still holds."""
    return now is not None and fits(stream, now) and now.mark == stream.mark


def fits(stream: Stream, now: Standing) -> bool:
    """Say whether a pass says what holds now."""
    given = stream.given
    told = (given.workspace_id, given.member_id, given.roles, given.manual)
    return told == (now.workspace_id, now.member_id, now.roles, now.manual)
