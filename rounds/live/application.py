"""One browser that listens (ASGI): proved by its sign-in's cookie and the page's pass, then told by server-sent events."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import structlog

from rounds.basics import passes
from rounds.basics.news import cursor
from rounds.live.hub import Hub, Stream
from rounds.live.watch import Watch, fits

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Headers = dict[str, str]

log = structlog.get_logger()

COOKIE = "sessionid"
PING_EVERY = 20.0
"""Seconds after which something is said all the same: a proxy closes what is silent, and a dead browser is found out."""

LIFE = 15 * 60
"""Seconds after which a page opens its stream anew, with a fresh pass; a tenth more or less, so that not all come at once."""


class Application:
    """The whole of this process for a browser: `/healthz`, and any other path is the stream."""

    def __init__(self, hub: Hub, watch: Watch, secret: str) -> None:
        self._hub, self._watch, self._secret = hub, watch, secret

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"].endswith("/healthz"):
            await _plain(send, 200, f"{len(self._hub)} listen\n")
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        if not is_own_page(headers):
            await _plain(send, 403, "Only a page of this Rounds may listen.\n")
            return
        await self._listen(asked, headers, receive, send)

    async def _listen(self, asked: dict[str, str], headers: Headers, receive: Receive, send: Send) -> None:
        key = _session_key(headers)
        given = passes.read(asked.get("pass", ""), self._secret, now=time.time())
        if given is None or passes.digest(key) != given.session:
            await _plain(send, 401, "The pass is not this sign-in's, or it is too old.\n", headers)
            return
        if not self._hub.has_room(key):
            await _plain(send, 503, "Too many listen already, or this process is closing.\n", headers)
            return
        since = cursor(headers.get("last-event-id", "")) or cursor(asked.get("since", ""))
        await self._open(Stream(given, key, "", since or ""), receive, send, headers)

    async def _open(self, stream: Stream, receive: Receive, send: Send, headers: Headers) -> None:
        """Let a stream in, tell it what it missed, and keep it open."""
        self._hub.add(stream)
        try:
            if refusal := await self._refusal(stream):
                await _plain(send, *refusal, headers)
            else:
                await _talk(stream, receive, send, headers)
        finally:
            self._hub.drop(stream)

    async def _refusal(self, stream: Stream) -> tuple[int, str] | None:
        """Say why a stream may not open; None where it may, and it then knows what its page missed."""
        try:
            standing = await self._watch.let_in(stream.session_key)
            if standing is None or not fits(stream, standing):
                return 401, "The sign-in does not stand, or its rights have changed.\n"
            stream.mark = standing.mark
            await self._watch.join(stream, stream.cursor)
        except (psycopg.Error, OSError) as trouble:
            log.warning("Nobody can be let in: the database does not answer", trouble=str(trouble).splitlines()[:1])
            return 503, "The database does not answer.\n"
        return None


def is_own_page(headers: Headers) -> bool:
    """Say whether the page that asks stands on this very host: it names it as its origin, or asks from the same one.

    A browser names no origin for a picture or a script of another page; but it says where that page stands.
    """
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") == "same-origin"
    stands, asked = _host_of(origin), _host_of(f"//{headers.get('host', '')}")
    return stands is not None and stands == asked


def _host_of(address: str) -> str | None:
    """Give the host that an address names; None where it names none, or cannot be read."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


async def _talk(stream: Stream, receive: Receive, send: Send, headers: Headers) -> None:
    """Say what changed, as it does, until the browser goes, the sign-in ends or the stream has lived long enough."""
    await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream", headers)})
    await _say(send, f"retry: 2000\nevent: hello\nid: {stream.cursor}\ndata: []\n\n")
    gone: asyncio.Future[Any] = asyncio.ensure_future(_gone(receive))
    end = time.monotonic() + LIFE * random.uniform(0.9, 1.1)  # noqa: S311 - no secret
    try:
        while not (gone.done() or stream.over or time.monotonic() > end):
            await _say(send, await _next(stream, gone))
        if not gone.done():
            await _say(send, f"event: {stream.farewell}\ndata: []\n\n")
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _next(stream: Stream, gone: asyncio.Future[Any]) -> str:
    """Wait for something to say: what changed, or after a while that we are still here."""
    waked: asyncio.Future[Any] = asyncio.ensure_future(stream.woken.wait())
    await asyncio.wait({waked, gone}, timeout=PING_EVERY, return_when=asyncio.FIRST_COMPLETED)
    waked.cancel()
    if not stream.changed:
        return ":\n\n"
    words = json.dumps(stream.fetch(), separators=(",", ":"))
    return f"event: news\nid: {stream.cursor}\ndata: {words}\n\n"


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send: Send, status: int, text: str, headers: Headers | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers("text/plain", headers or {})})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})


def _headers(kind: str, asked: Headers) -> list[tuple[bytes, bytes]]:
    """Give the headers of an answer. The page stands on another port, so the browser wants to hear that it may listen."""
    found = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # nginx would keep what is said until it has a page of it
        (b"x-content-type-options", b"nosniff"),
    ]
    if origin := asked.get("origin"):
        found += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]
    return found


def _session_key(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
