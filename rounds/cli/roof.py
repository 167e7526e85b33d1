"""What lies above this door and is called by name, as Django calls its settings: a door may not import the roof."""

import os
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from rounds.cli.trouble import CommandTrouble

SETTINGS = "rounds.site.settings"
GATE = "rounds.site.gate:gate"


def home() -> Path:
    """Say where this Rounds keeps what is its own."""
    place: Path = resolve_name("rounds.site.environment:home")()
    return place


def port() -> int:
    """Say where the page answers. Raises CommandTrouble when the setting is no number."""
    return int(_read("port", os.environ, "ROUNDS_PORT", 8000))


def live_port() -> int | None:
    """Say on which port browsers hear what changes, None where nobody chose one. Raises CommandTrouble."""
    found: int | None = _read("live_port", os.environ)
    return found


def live(host: str, port: int) -> None:
    """Tell open pages what changes until told to stop. Raises CommandTrouble."""
    try:
        resolve_name("rounds.site.live:run")(host, port)
    except wrong_setting() as error:
        raise CommandTrouble(str(error)) from error


def smtp_door() -> tuple[str, int]:
    """Say where mail comes in. Raises CommandTrouble when the setting is no address."""
    host, number = _read("address", os.environ, "ROUNDS_SMTP_DOOR", "127.0.0.1:2525")
    return str(host), int(number)


def told() -> dict[str, str]:
    """Say by which settings mail comes in and leaves, without passwords. Raises CommandTrouble when one is wrong."""
    host, number = smtp_door()
    settings = {"ROUNDS_SMTP_DOOR": f"{host}:{number}"}
    if out := _read("smtp_out", os.environ):
        settings["ROUNDS_SMTP_OUT"] = f"{os.environ['ROUNDS_SMTP_OUT'].partition('://')[0]}://{out.host}:{out.port}"
    return settings


def process(name: str) -> Callable[[], None]:
    """Give the function that runs one of the processes: worker, engine, mail."""
    run: Callable[[], None] = resolve_name(f"rounds.site.processes:run_{name}")
    return run


def load_demo(say: Callable[[str], None]) -> Any:
    """Load the demo's companies where they are not there yet; give what to say at the end."""
    return resolve_name("rounds.site.demo:load")(say)


def simulate(manual: str, **asked: Any) -> dict[str, Any]:
    """Play a team under a manual; give what was found. Raises CommandTrouble where nothing can be played."""
    try:
        found: dict[str, Any] = resolve_name("rounds.simulation.simulating:simulate")(manual, **asked)
    except resolve_name("rounds.simulation.unplayable:Unplayable") as nothing:
        raise CommandTrouble(str(nothing)) from nothing
    return found


def wrong_setting() -> type[Exception]:
    """Give the error that a wrong setting raises."""
    kind: type[Exception] = resolve_name("rounds.site.environment:WrongSetting")
    return kind


def _read(reader: str, *given: object) -> Any:
    try:
        return resolve_name(f"rounds.site.environment:{reader}")(*given)
    except wrong_setting() as error:
        raise CommandTrouble(str(error)) from error
