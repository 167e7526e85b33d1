"""Who listens, and what waits for each of them. What a slow browser has not fetched is one small set, never a queue."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rounds.basics.news import EVERYTHING
from rounds.basics.passes import Pass

MOST = 5_000
"""Streams of one process. Beyond them pages poll."""

MOST_OF_ONE = 20
"""Streams of one sign-in: a browser has one for each window in sight."""

MOST_WAITING = 200
"""Words that wait for one stream; beyond them anything may have changed."""


@dataclass(eq=False, slots=True)
class Stream:
    """One open page.

    mark: what its sign-in rests on (a changed password changes it). joined: it knows all up to now, and hears what
    comes. changed: what it has not fetched yet. farewell: the event that ends it.
    """

    given: Pass
    session_key: str
    mark: str
    cursor: str
    joined: bool = False
    changed: set[str] = field(default_factory=set)
    over: bool = False
    farewell: str = "end"
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, words: Iterable[str], cursor: str) -> None:
        """Let it know; what it knows of already stays one word."""
        self.changed.update(words)
        if len(self.changed) > MOST_WAITING:
            self.changed = set(EVERYTHING)
        self.cursor = cursor
        self.woken.set()

    def end(self, farewell: str = "end") -> None:
        """Let it end. farewell: "end" where its page may ask for another at once, "closing" where nobody would answer it."""
        self.over, self.farewell = True, farewell
        self.woken.set()

    def fetch(self) -> list[str]:
        """Take what waits."""
        words, self.changed = sorted(self.changed), set()
        self.woken.clear()
        return words


class Hub:
    """All streams, by workspace."""

    def __init__(self) -> None:
        self._streams: defaultdict[int, set[Stream]] = defaultdict(set)
        self._closed = False

    def __iter__(self) -> Iterator[Stream]:
        for streams in list(self._streams.values()):
            yield from list(streams)

    def __len__(self) -> int:
        return sum(map(len, self._streams.values()))

    def has_room(self, session_key: str) -> bool:
        """Say whether one more stream of this sign-in may open."""
        return (
            not self._closed
            and len(self) < MOST
            and sum(stream.session_key == session_key for stream in self) < MOST_OF_ONE
        )

    def close(self) -> None:
        """End all streams, and let no other in."""
        self._closed = True
        for stream in self:
            stream.end("closing")

    def add(self, stream: Stream) -> None:
        self._streams[stream.given.workspace_id].add(stream)

    def drop(self, stream: Stream) -> None:
        streams = self._streams[stream.given.workspace_id]
        streams.discard(stream)
        if not streams:
            del self._streams[stream.given.workspace_id]

    def watched(self) -> list[int]:
        """List the workspaces that somebody listens to."""
        return list(self._streams)

    def of(self, workspace_id: int) -> list[Stream]:
        """List the streams of one workspace."""
        return list(self._streams.get(workspace_id, ()))
