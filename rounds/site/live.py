"""The live process, wired without Django: what it needs of the settings, it reads from where they do."""

import os

from rounds import postgres
from rounds.live import process
from rounds.site import environment as env
from rounds.site.logs import configure


def run(host: str, port: int) -> None:
    """Run the live process until asked to stop. Raises WrongSetting."""
    configure({"json": os.environ.get("ROUNDS_LOGS") == "json"})
    process.run(host=host, port=port, conninfo=_conninfo(), secret=env.secret_key())


def _conninfo() -> str:
    if url := os.environ.get("DATABASE_URL"):
        return url
    if (kept := postgres.urls(env.home())) is None:
        raise env.WrongSetting(
            "No database runs for this ROUNDS_HOME; start `rounds serve`, or name one by DATABASE_URL."
        )
    return kept.app
