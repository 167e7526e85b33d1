"""`rounds serve` as a stranger runs it: started, waited for, stopped; and the other commands of its command line."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from outside import places

PROGRAM = (sys.executable, "-m", "rounds.cli")


@dataclass
class Rounds:
    """One installation. home: its ROUNDS_HOME. settings: environment beyond the doors, which are free ports."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=places.free_port)
    smtp_port: int = field(default_factory=places.free_port)
    process: subprocess.Popen[bytes] | None = None
    doors: str = "page and mail"

    @property
    def base(self) -> str:
        """The address of its page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.home.parent / f"{self.home.name}.log"

    def environment(self) -> dict[str, str]:
        """Give the environment its programs run in."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDS_")}
        ours.pop("PYTHONDONTWRITEBYTECODE", None)  # else each program would compile all rooms anew
        doors = {"ROUNDS_PORT": str(self.port), "ROUNDS_SMTP_DOOR": f"127.0.0.1:{self.smtp_port}"}
        kept = {name: os.environ[name] for name in ("ROUNDS_OWNER_DATABASE_URL",) if name in os.environ}
        return {**ours, **kept, "ROUNDS_HOME": str(self.home), **doors, **self.settings}

    def run(self, *words: str, given: str | None = None) -> str:
        """Run one command, such as `workspace add`; give what it printed. RuntimeError where it failed."""
        done = subprocess.run(
            [*PROGRAM, *words], env=self.environment(), input=given, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(f"rounds {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, command: str = "serve", *, seconds: float = 120) -> float:
        """Start `rounds serve`, or one of its processes alone, and wait for its doors; say how many seconds it took."""
        self.doors = {"serve": "page and mail", "web": "page"}[command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, command], env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        return places.wait(self.is_open, seconds=seconds, what=f"rounds {command} to open its doors (see {self.log})")

    def is_open(self) -> bool:
        """Say whether its doors answer."""
        if self.process and self.process.poll() is not None:
            raise RuntimeError(f"rounds ended with {self.process.returncode} (see {self.log})")
        mail = places.listens(self.smtp_port) if "mail" in self.doors else True
        return mail and places.answers(self.port, "/sign-in")

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does, and wait."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process = None

    def remove(self) -> None:
        """Remove what it kept, its database too where that lies in a system folder (as root)."""
        kept = self.home / "postgres" / "kept.json"
        if kept.exists():
            shutil.rmtree(self.home / json.loads(kept.read_text())["folder"], ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
