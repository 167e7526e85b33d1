"""`rounds demo`: everything, with a company inside that shows it, in a home of its own and on ports that are free."""

import os
import subprocess
import sys
from argparse import Namespace
from functools import partial
from pathlib import Path

from rounds.cli import roof
from rounds.cli.children import Child
from rounds.cli.lines import tell
from rounds.cli.ports import next_free
from rounds.cli.serve import Doors, Plan, run
from rounds.cli.trouble import CommandTrouble

HOST = "127.0.0.1"
POST = 2587


def demo(chosen: Namespace) -> None:
    """Run the demo until told to stop, with a database of its own, whatever the environment names. Raises CommandTrouble."""
    settle_at_home()
    for name in ("DATABASE_URL", "ROUNDS_OWNER_DATABASE_URL"):
        os.environ.pop(name, None)
    wanted = (chosen.port or roof.port(), roof.smtp_door()[1], None if os.environ.get("ROUNDS_SMTP_OUT") else POST)
    run(Plan(HOST, partial(free_doors, *wanted), before=_load, after=_close))


def settle_at_home() -> None:
    """Live where ROUNDS_HOME says, and leave a mark there: a folder in which something else lies stays without it, and untouched.

    Where it says nothing, live in ./.rounds: that name is the demo's, whatever lies there (in a checkout the tests have a folder in it).
    Raises CommandTrouble where ROUNDS_HOME names a folder that holds something else.
    """
    named = bool(os.environ.get("ROUNDS_HOME"))
    os.environ["ROUNDS_HOME"] = str(roof.home() if named else Path(".rounds").absolute())
    home = roof.home()
    mark = home / "demo"
    if named and not mark.exists() and not _closing().exists() and home.is_dir() and any(home.iterdir()):
        raise CommandTrouble(
            f"ROUNDS_HOME names {home}, and what lies there is not the demo's. "
            "Name an empty folder, or unset ROUNDS_HOME: then it lives in ./.rounds."
        )
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch()


def free_doors(page: int, door: int, post: int | None) -> Doors:
    """Take the first free ports from these on. post: of a post office of the demo's own, so that nothing leaves the machine;
    None where another way out is set.
    """
    os.environ["ROUNDS_SMTP_DOOR"] = f"{HOST}:{next_free(HOST, door)}"
    if post is None:
        return Doors(next_free(HOST, page))
    port = next_free(HOST, post)
    os.environ["ROUNDS_SMTP_OUT"] = f"smtp://{HOST}:{port}"
    return Doors(next_free(HOST, page), (Child("post", "post", "--port", str(port)),))


def load(_: Namespace) -> None:
    """Load the demo's company where it is not there yet, and keep what to say at the end."""
    people = roof.load_demo(lambda line: tell("demo", line))
    lines = [
        f"  {person.email:<24} {person.password:<14} {person.name}, {', '.join(person.roles)}" for person in people
    ]
    fresh = _closing().with_suffix(".new")
    fresh.write_text("\n".join(["Sign in as:", *lines]))
    fresh.replace(_closing())  # whole or not there: whoever finds it takes the data for loaded


def _load() -> None:
    """Load it once, in a process of its own, which gives its memory back."""
    if _closing().exists():
        return
    done = subprocess.run([sys.executable, "-m", "rounds.cli", "demo-data"], check=False, start_new_session=True)
    if done.returncode:
        raise CommandTrouble("The demo's data could not be loaded; the lines above say why.")


def _close() -> None:
    host, port = roof.smtp_door()
    print(
        f"\n{_closing().read_text()}\n\n"
        f"Write to support@fenwick.example at {host}:{port} (SMTP); what we answer lies in {roof.home() / 'post'}.\n"
        f"Open http://{HOST}:{roof.port()} and stop with Ctrl-C. Commands in another shell find it by\n"
        f"  export ROUNDS_HOME={roof.home()}\n",
        flush=True,
    )


def _closing() -> Path:
    return roof.home() / "postgres" / "demo.txt"  # Beside the data that it speaks of, to go with it.
