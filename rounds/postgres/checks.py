"""Looks at a database as `rounds doctor` does: which version answers, and whether the roles are as weak as they must be."""

import psycopg

from rounds.postgres.addresses import hidden
from rounds.postgres.binaries import OLDEST
from rounds.postgres.kept import Urls
from rounds.postgres.roles import EXTENSIONS
from rounds.postgres.trouble import PostgresTrouble

_PREPARE = "Let `rounds prepare-database` make the roles."


def version_of(url: str) -> str:
    """Ask a server for its version. Raises PostgresTrouble where it does not answer or is too old."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            number = connection.info.server_version
    except psycopg.Error as error:
        raise PostgresTrouble(f"{hidden(url)} does not answer: {str(error).strip()}") from error
    if number // 10_000 < OLDEST:
        raise PostgresTrouble(f"It is PostgreSQL {number // 10_000}; Rounds needs {OLDEST} or newer.")
    return f"{number // 10_000}.{number % 10_000}"


def wrong_with_roles(urls: Urls) -> list[str]:
    """List, as sentences, what the two roles can do and must not, or cannot and must. Raises psycopg.Error."""
    found = []
    with psycopg.connect(urls.app, connect_timeout=5) as app:
        found += _powers(app, "running")
        if _one(app, "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"):
            found.append(f"The running role owns tables, so row-level security does not bind it. {_PREPARE}")
        missing = [
            name for name in EXTENSIONS if not _one(app, "SELECT count(*) FROM pg_extension WHERE extname = %s", name)
        ]
        found += [f"The extension {name} is missing. {_PREPARE}" for name in missing]
    with psycopg.connect(urls.owner, connect_timeout=5) as owner:
        found += _powers(owner, "owner")
    return found


def _powers(connection: psycopg.Connection, which: str) -> list[str]:
    powers = {"rolsuper": "is a superuser", "rolbypassrls": "passes row-level security"}
    return [
        f"The {which} role {words}. {_PREPARE}"
        for column, words in powers.items()
        if _one(connection, f"SELECT {column} FROM pg_roles WHERE rolname = current_user")
    ]


def _one(connection: psycopg.Connection, question: str, *given: object) -> object:
    row = connection.execute(question.encode(), given).fetchone()
    return row[0] if row else None
