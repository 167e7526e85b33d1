"""Our own PostgreSQL: made once, started when needed, stopped when nobody uses it."""

import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rounds.postgres import addresses, ports, postmaster
from rounds.postgres import kept as keeping
from rounds.postgres.account import account_for
from rounds.postgres.binaries import choose
from rounds.postgres.kept import Kept, Urls
from rounds.postgres.left_behind import sweep
from rounds.postgres.locks import Lock
from rounds.postgres.making import data_version, make_data
from rounds.postgres.places import new_folder, reachable, socket_folder
from rounds.postgres.starting import Start, Telling, await_answer, start
from rounds.postgres.trouble import PostgresTrouble


@dataclass(frozen=True, slots=True)
class Description:
    """What runs. pid: None when nothing does; source: where the programs come from; user: who runs them."""

    version: str
    source: str
    folder: Path
    port: int
    user: str
    pid: int | None


class Server:
    """The PostgreSQL of one ROUNDS_HOME. say: takes progress, a sentence at a time; settings: PostgreSQL's own."""

    def __init__(
        self, home: Path, *, say: Callable[[str], None] = lambda _: None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home = home.absolute()
        self._say = say
        self._settings = settings or {}
        self._child: subprocess.Popen[bytes] | None = None

    @contextmanager
    def used(self) -> Iterator[Urls]:
        """Have the server running inside; the last of all programs that use it stops it."""
        self._make_home()
        with Lock(self._file("users.lock"), shared=True) as users:
            try:
                yield self.ensure_running()
            finally:
                if users.alone():
                    self.stop()

    def ensure_running(self) -> Urls:
        """Make, start and prepare the server as far as needed. Raises PostgresTrouble."""
        self._make_home()
        with Lock(self._file("starting.lock")):
            kept = keeping.read(self.home) or self._first_kept()
            if not (self._data(kept) / "PG_VERSION").exists():
                self._make(kept)
            kept = self._started(kept)
            if not kept.prepared:
                kept = self._prepared(kept)
            return keeping.urls_of(kept)

    def stop(self) -> bool:
        """End the server, writing everything down; say whether one ran."""
        kept = keeping.read(self.home)
        return kept is not None and postmaster.stop(self._data(kept), self._child)

    def is_running(self) -> bool:
        """Say whether the server's process lives."""
        if self._child is not None:
            self._child.poll()
        kept = keeping.read(self.home)
        return kept is not None and postmaster.running_pid(self._data(kept)) is not None

    def admin_url(self) -> str:
        """Give the superuser's address. Raises LookupError before the server is made."""
        if (kept := keeping.read(self.home)) is None:
            raise LookupError(f"There is no PostgreSQL in {self.home} yet.")
        return keeping.admin_url(kept)

    def by_socket(self, url: str) -> str:
        """Give an address of this server by its Unix socket, a shorter way than the network's; as it is where it has none."""
        kept = keeping.read(self.home)
        folder = socket_folder(self.home / kept.folder, kept.port) if kept else None
        return addresses.by_socket(url, folder) if folder else url

    def describe(self) -> Description | None:
        """Say what runs and where; None before it is made. Raises PostgresTrouble."""
        if (kept := keeping.read(self.home)) is None:
            return None
        data = self._data(kept)
        binaries = choose(data_version(data))
        user = account_for(data).name
        return Description(
            binaries.version, binaries.source, data.parent, kept.port, user, postmaster.running_pid(data)
        )

    def erase(self) -> None:
        """Stop the server and delete its data for ever."""
        self.stop()
        if (kept := keeping.read(self.home)) is not None:
            shutil.rmtree(self.home / kept.folder)
        shutil.rmtree(self.home / "postgres", ignore_errors=True)

    def _first_kept(self) -> Kept:
        """Choose port, passwords and folder, and keep them before anything is made with them."""
        account = account_for(self.home / "postgres" / "data")
        if account.other:
            sweep()
        folder = new_folder(self.home, account)
        superuser, owner, app = (secrets.token_urlsafe(24) for _ in range(3))
        kept = Kept(folder, ports.free_port(), superuser, owner, app)
        keeping.keep(self.home, kept)
        return kept

    def _make(self, kept: Kept) -> None:
        """Make the data, but never in place of data that is gone: an empty database would look like a lost one."""
        if kept.prepared:
            raise PostgresTrouble(
                f"PostgreSQL's data is gone from {self._data(kept)}. Bring it back from a backup, or delete "
                f"{self.home / 'postgres'} to begin with an empty one."
            )
        self._say("making PostgreSQL's data folder, once")
        binaries, account = choose(), account_for(self._data(kept))
        make_data(reachable(binaries, account), binaries.major, self._data(kept), account, kept.superuser)

    def _started(self, kept: Kept) -> Kept:
        if postmaster.running_pid(self._data(kept)) and await_answer(self._plan(kept), Telling(self._say)):
            return kept
        if not ports.is_free(kept.port):
            self._say(f"port {kept.port} was taken meanwhile; choosing another")
            kept = replace(kept, port=ports.free_port())
            keeping.keep(self.home, kept)
        self._child = start(self._plan(kept), self._say)
        return kept

    def _prepared(self, kept: Kept) -> Kept:
        from rounds.postgres.roles import (
            prepare,  # Once in a home's life: its psycopg is most of a supervisor's memory.
        )

        self._say("making the database and its two roles, once")
        prepare(keeping.admin_url(kept), owner_password=kept.owner, app_password=kept.app)
        kept = replace(kept, prepared=True)
        keeping.keep(self.home, kept)
        return kept

    def _plan(self, kept: Kept) -> Start:
        data = self._data(kept)
        account = account_for(data)
        programs = reachable(choose(data_version(data)), account)
        return Start(programs, data.parent, account, kept.port, self._settings)

    def _data(self, kept: Kept) -> Path:
        return self.home / kept.folder / "data"

    def _make_home(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / "postgres").mkdir(mode=0o700, exist_ok=True)

    def _file(self, name: str) -> Path:
        return self.home / "postgres" / name
