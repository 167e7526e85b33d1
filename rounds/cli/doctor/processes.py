"""The processes of this home: each by its number, and the page by its answer."""

from collections.abc import Iterator
from pathlib import Path

from rounds.cli import roof
from rounds.cli.doctor.finding import Finding, fine, note, trouble
from rounds.cli.only_one import is_held, noted
from rounds.cli.page import page_answers
from rounds.cli.surroundings import has_own_database

PARTS = ("web", "live", "mail", "worker", "engine")
HOST = "127.0.0.1"


def look(home: Path) -> Iterator[Finding]:
    """Look at the processes."""
    if not is_held(home):
        says = f"No `rounds serve` runs for {home}"
        yield (
            trouble("processes", f"{says}; start it.")
            if has_own_database()
            else note("processes", f"{says}; elsewhere, then.")
        )
        return
    running = noted(home)
    for part in PARTS:
        pid = running.get(part)
        if pid and _lives(pid):
            yield fine(part, f"Runs, process {pid}.")
        else:
            yield trouble(part, "Does not run; what `rounds serve` prints says why. It starts again by itself.")
    port = running.get("port", roof.port())
    if not page_answers(HOST, port):
        yield trouble("page", f"http://{HOST}:{port} does not answer.")
    else:
        yield fine("page", f"http://{HOST}:{port} answers.")


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() if Path("/proc/self").exists() else True
