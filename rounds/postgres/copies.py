"""Databases beside the program's own: a template that has all tables, made once for each state of the code, and copies of it."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

type Admin = psycopg.Connection[tuple[object, ...]]


def template(admin: Admin, digest: str, migrate: Callable[[str], None]) -> str:
    """Have the template for this state of the code, and give its name. migrate(name): brings a database's tables up to date."""
    name = f"template_{digest}"
    if not exists(admin, name):
        copy(admin, "rounds", f"{name}_new")
        migrate(f"{name}_new")
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        admin.execute(rename.format(sql.Identifier(f"{name}_new"), sql.Identifier(name)))
    return name


def copy(admin: Admin, source: str, name: str) -> None:
    """Make a database anew as a copy of another, to which nobody is connected."""
    drop(admin, name)
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER rounds_owner")
    admin.execute(make.format(sql.Identifier(name), sql.Identifier(source)))


def drop(admin: Admin, name: str) -> None:
    """Drop a database where it is there, whoever is connected to it."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_left_behind(admin: Admin, prefix: str) -> None:
    """Drop the databases of processes that are gone: their names are the prefix and the process's number."""
    for (name,) in admin.execute(
        "SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{prefix}.*[0-9]$"]
    ).fetchall():
        if not Path(f"/proc/{str(name).rpartition('_')[2]}").exists():
            drop(admin, str(name))


def exists(admin: Admin, name: str) -> bool:
    """Say whether there is a database of this name."""
    return bool(admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def in_database(url: str, name: str) -> str:
    """Give the address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
