"""The database and its two roles, on any server from PostgreSQL 16 on.

`rounds_owner` makes tables and migrates; `rounds_app` runs the program, bound by row-level security: no superuser, no
owner, no way past a policy, no TRUNCATE. Extensions are made here, so the owner needs no right but its own database.
"""

import secrets

import psycopg
from psycopg import sql

from rounds.postgres.addresses import same_server, some_database
from rounds.postgres.binaries import OLDEST
from rounds.postgres.kept import APP, DATABASE, OWNER, Urls
from rounds.postgres.trouble import PostgresTrouble

EXTENSIONS = ("pg_trgm", "btree_gist", "btree_gin", "unaccent")
Connection = psycopg.Connection[tuple[object, ...]]


def prepare(admin_url: str, *, owner_password: str | None = None, app_password: str | None = None) -> Urls:
    """Make the database, its roles and their rights; safe to run again, which sets new passwords.

    admin_url: a superuser, or a role with CREATEROLE and CREATEDB. Raises PostgresTrouble.
    """
    passwords = {OWNER: owner_password or secrets.token_urlsafe(24), APP: app_password or secrets.token_urlsafe(24)}
    try:
        with psycopg.connect(some_database(admin_url), autocommit=True) as admin:
            _refuse_old(admin)
            for role, password in passwords.items():
                _make_role(admin, role, password)
            _join_owner(admin)
            _make_database(admin)
        with psycopg.connect(same_server(admin_url, database=DATABASE), autocommit=True) as admin:
            _make_extensions(admin)
            _grant(admin)
    except psycopg.Error as error:
        raise PostgresTrouble(f"The database could not be prepared: {str(error).strip()}") from error
    return Urls(
        app=same_server(admin_url, database=DATABASE, user=APP, password=passwords[APP]),
        owner=same_server(admin_url, database=DATABASE, user=OWNER, password=passwords[OWNER]),
    )


def _refuse_old(admin: Connection) -> None:
    major = admin.info.server_version // 10_000
    if major < OLDEST:
        raise PostgresTrouble(f"This server is PostgreSQL {major}; Rounds needs {OLDEST} or newer.")


def _make_role(admin: Connection, role: str, password: str) -> None:
    """Make a role without any power; the password leaves us as its SCRAM verifier, so no log can show it."""
    name = sql.Identifier(role)
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    powers = admin.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if powers is None:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION").format(name)
        )
    elif powers[0]:
        raise PostgresTrouble(f"The role {role} exists with powers it must not have; rename or drop it first.")
    admin.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(verifier)))


def _join_owner(admin: Connection) -> None:
    """Let an administrator who is no superuser act for the owner; a superuser may anyhow."""
    is_superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if is_superuser != (True,):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(sql.Identifier(OWNER)))


def _make_database(admin: Connection) -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
        making = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        admin.execute(making.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _make_extensions(admin: Connection) -> None:
    for extension in EXTENSIONS:
        admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension)))


def _grant(admin: Connection) -> None:
    """Grant as the owner: it owns the database and through it the schema; what it makes later is usable by the app."""
    names = {"database": sql.Identifier(DATABASE), "app": sql.Identifier(APP), "owner": sql.Identifier(OWNER)}
    for statement in (
        "SET ROLE {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        admin.execute(sql.SQL(statement).format(**names))
