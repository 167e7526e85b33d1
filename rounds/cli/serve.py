"""`rounds serve`: everything on this machine in one process tree, step by step, each with its line."""

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rounds.cli import roof
from rounds.cli.children import Child
from rounds.cli.lines import Took, tell
from rounds.cli.live import live_port
from rounds.cli.migrate import bring_up_to_date
from rounds.cli.only_one import only_one
from rounds.cli.page import page_answers
from rounds.cli.ports import refuse_taken
from rounds.cli.signals import signals_interrupt
from rounds.cli.supervisor import Supervisor
from rounds.cli.surroundings import database_up
from rounds.postgres import Server


@dataclass(frozen=True, slots=True)
class Doors:
    """port: the page's. more: children beside our own, by ports of theirs."""

    port: int
    more: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What runs, and where. before: a step between tables and processes; after: what to say at the end.

    doors: chooses the ports, or refuses one that is taken, and sets the mail door's; asked at the beginning, and again when they are
    opened, for others may have taken one while the tables were made.
    """

    host: str
    doors: Callable[[], Doors]
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None


def serve(chosen: Namespace) -> None:
    """Run everything until told to stop. Raises CommandTrouble."""
    port = chosen.port or roof.port()
    doors, after = partial(_as_told, chosen.host, port), partial(_say_where_to_begin, chosen.host, port)
    run(Plan(chosen.host, doors, after=after))


def _as_told(host: str, port: int) -> Doors:
    refuse_taken(host, port, "ROUNDS_PORT")
    refuse_taken(*roof.smtp_door(), "ROUNDS_SMTP_DOOR")
    return Doors(port)


def _say_where_to_begin(host: str, port: int) -> None:
    """Say where the first company is founded, while there is none; in a process of its own, which gives its memory back."""
    words = [sys.executable, "-m", "rounds.cli", "first-run", "--host", host, "--port", str(port)]
    subprocess.run(words, check=False, start_new_session=True)


def run(plan: Plan) -> None:
    """Start step by step, look after it, and stop in order on Ctrl-C, SIGTERM or a closed terminal."""
    with signals_interrupt(), only_one(roof.home()):
        _chosen(plan)
        try:
            _run(plan)
        except KeyboardInterrupt:
            tell("Rounds", "has ended")


def _chosen(plan: Plan) -> tuple[Doors, int]:
    """Choose all ports; give the doors, and the port on which open pages hear what changes."""
    doors = plan.doors()
    os.environ["ROUNDS_PORT"] = str(doors.port)
    return doors, live_port(plan.host, doors.port)


def _run(plan: Plan) -> None:
    took = Took()
    with database_up(lambda line: tell("PostgreSQL", line)) as server:
        tell("PostgreSQL", f"{_which(server)} ({took})")
        took = Took()
        tell("database", f"{bring_up_to_date(lambda line: tell('database', line))} ({took})")
        plan.before()
        doors, live = _chosen(plan)
        os.environ["ROUNDS_LIVE_PORT"] = str(live)
        _look_after(plan, doors.port, Supervisor(roof.home(), _children(plan, doors), server))


def _which(server: Server | None) -> str:
    found = server.describe() if server else None
    if found is None:
        return "is another machine's, by DATABASE_URL"
    return f"{found.version} from {found.source} answers on port {found.port}"


def _children(plan: Plan, doors: Doors) -> list[Child]:
    here = ("--host", plan.host)
    open_to_others = [Child("web", "web", *here), Child("live", "live", *here), Child("mail")]
    return [*doors.more, *open_to_others, Child("worker"), Child("engine")]


def _look_after(plan: Plan, port: int, supervisor: Supervisor) -> None:
    took = Took()
    try:
        supervisor.start()
        while not page_answers(plan.host, port):
            supervisor.look_after()
        tell("page", f"http://{plan.host}:{port} answers ({took})")
        plan.after()
        while True:
            supervisor.look_after()
    finally:
        supervisor.stop()
