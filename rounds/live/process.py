"""The process: one loop with the door, the hub and the question in it; it ends in order when asked to."""

import asyncio
import signal
import time

from granian.constants import Interfaces
from granian.server.embed import Server

from rounds.live.application import Application
from rounds.live.hub import MOST, Hub
from rounds.live.questions import Questions
from rounds.live.watch import Watch

PATIENCE = 2.0
"""Seconds that open connections have to end by themselves."""


def run(*, host: str, port: int, conninfo: str, secret: str) -> None:
    """Tell whoever listens until asked to stop. conninfo: of the program's role. secret: that the passes are signed with."""
    asyncio.run(_run(host, port, conninfo, secret))


async def _run(host: str, port: int, conninfo: str, secret: str) -> None:
    hub, questions = Hub(), Questions(conninfo)
    watch = Watch(hub, questions)
    server = Server(
        Application(hub, watch, secret),
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
        backlog=1024,
        backpressure=MOST + 100,  # connections at once; the hub refuses before
    )
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve())
        watching = tasks.create_task(watch.run())
        stopping = asyncio.ensure_future(asked.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await _end(hub, server)
        await asyncio.wait({serving}, timeout=PATIENCE)
        serving.cancel()  # a browser that keeps its connection open would keep us too
        watching.cancel()
    await questions.close()


async def _end(hub: Hub, server: Server) -> None:
    """Let every page know that it has to poll, and close the door when all have heard it or our patience ends."""
    hub.close()
    end = time.monotonic() + PATIENCE
    while len(hub) and time.monotonic() < end:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)  # the last words are on their way: the server writes them in a thread of its own
    server.stop()  # type: ignore[no-untyped-call]
