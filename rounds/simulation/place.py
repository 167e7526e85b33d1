"""Where a simulation takes place: a database of its own, on a PostgreSQL beside the program's, dropped when it is over."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import psycopg

import rounds
from rounds.postgres import Server, Urls, copies
from rounds.postgres.copies import in_database

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "30s",
    "plan_cache_mode": "force_generic_plan",
    "scram_iterations": "1",
}
"""What is simulated need not outlive the machine: what survives a power cut is proved elsewhere (`docs/crash.md`).

A process that was killed comes up with none of its statements planned, and PostgreSQL plans each five times before it keeps a plan: here,
where fifty come up in a minute, it keeps the first. So a sign-in costs little too: the passwords are drawn by chance, and are nobody's.
"""

LOCK = 4_127_002
PREFIX = "simulated_"


@contextmanager
def database(
    home: Path, migrate: Callable[[Urls], None], settings: Mapping[str, str] = MappingProxyType(QUICK)
) -> Iterator[Urls]:
    """Give the addresses of a fresh database with all tables. migrate: brings the tables of one up to date, as its owner.

    settings: PostgreSQL's own.
    """
    server = Server(home / "simulation", settings=settings)
    with server.used() as own:
        name = f"{PREFIX}{os.getpid()}"

        def at(database: str) -> Urls:
            urls = (server.by_socket(in_database(each, database)) for each in (own.app, own.owner))
            return Urls(*urls)

        with psycopg.connect(server.admin_url(), autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            copies.drop_left_behind(admin, PREFIX)
            copies.copy(admin, copies.template(admin, _digest(), lambda made: migrate(at(made))), name)
        try:
            yield at(name)
        finally:
            with psycopg.connect(server.admin_url(), autocommit=True) as admin:
                copies.drop(admin, name)


def count_rows(urls: Urls) -> None:
    """Have PostgreSQL count the rows of all tables, by which it plans; it does by itself within a minute, in which months pass here."""
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("ANALYZE")


def _digest() -> str:
    """Fold together all that makes the tables what they are."""
    ours = Path(rounds.__file__).parent
    folded = sha256()
    for path in sorted([*ours.glob("*/migrations/*.py"), *ours.glob("workspaces/*.py")]):
        folded.update(path.read_bytes())
    return folded.hexdigest()[:16]
