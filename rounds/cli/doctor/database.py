"""The database: what runs, whether its roles are right, whether the tables are up to date."""

import os
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

from rounds.cli.doctor.finding import Finding, fine, note, trouble
from rounds.cli.surroundings import has_own_database, load_rooms
from rounds.postgres import PostgresTrouble, Server, Urls, urls
from rounds.postgres.checks import version_of, wrong_with_roles
from rounds.postgres.left_behind import left_behind


def look(home: Path, *, verify: bool) -> Iterator[Finding]:
    """Look at the database, and at what only the database knows. What lies behind a closed door is left out.

    verify: also look through all of the history.
    """
    found = _own(home) if has_own_database() else _another()
    yield found
    for folder in left_behind():
        yield note("data", f"{folder} was made for a home that is gone; delete it if that will not come back.")
    reachable = _urls(home)
    if found.state != "fine" or reachable is None:
        return
    yield _roles(reachable)
    load_rooms()
    yield from resolve_name("rounds.cli.doctor.rooms:look")()
    if verify:
        yield from resolve_name("rounds.cli.doctor.history:look")()


def _own(home: Path) -> Finding:
    try:
        found = Server(home).describe()
    except PostgresTrouble as wrong:
        return trouble("PostgreSQL", str(wrong))
    if found is None or found.pid is None:
        return trouble("PostgreSQL", f"Not running for {home}; `rounds serve` makes and starts it.")
    says = f"{found.version} from {found.source} on port {found.port}, run by {found.user}, data in {found.folder}"
    return fine("PostgreSQL", says)


def _another() -> Finding:
    try:
        return fine("PostgreSQL", f"{version_of(os.environ['DATABASE_URL'])}, another's, by DATABASE_URL")
    except PostgresTrouble as wrong:
        return trouble("PostgreSQL", str(wrong))


def _urls(home: Path) -> Urls | None:
    if has_own_database():
        return urls(home)
    app = os.environ["DATABASE_URL"]
    return Urls(app=app, owner=os.environ.get("ROUNDS_OWNER_DATABASE_URL") or app)


def _roles(found: Urls) -> Finding:
    if wrong := wrong_with_roles(found):
        return trouble("roles", " ".join(wrong))
    if found.owner == found.app:
        return note("roles", "The running role is right; ROUNDS_OWNER_DATABASE_URL is not set, so nothing can migrate.")
    return fine("roles", "The program runs without power over the database; the owner only migrates.")
