"""A real PostgreSQL for the tests: one server for all of them, a template made once, a database of its own for each process.

Tests do not roll back and nothing is emptied: each makes workspaces of its own, and no workspace sees another.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from rounds.postgres import Server, copies
from rounds.postgres.copies import in_database

PROJECT = Path(__file__).parent.parent
HOME = Path(os.environ.get("ROUNDS_TEST_HOME") or PROJECT / ".rounds" / "tests")
# Tests prove what survives a crash with servers of their own; these databases need not outlive the run.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LOCK = 4_127_001


def ready() -> None:
    """Give this process its own database and make Django ready. Safe to call again."""
    if os.environ.get("ROUNDS_TEST_PROCESS") == str(os.getpid()):  # processes started by a test inherit the rest
        return
    server = Server(HOME, settings=FAST)
    urls = server.ensure_running()
    app, owner = server.by_socket(urls.app), server.by_socket(urls.owner)  # half as long a way as the network's
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with psycopg.connect(server.admin_url(), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        copies.drop_left_behind(admin, "test_")
        copies.copy(admin, copies.template(admin, _digest(), partial(_migrate, owner)), name)
    usage = HOME / "telemetry" / name  # ids of workspaces are the same in each database, their segments are not
    atexit.register(shutil.rmtree, usage, ignore_errors=True)
    os.environ |= {
        "ROUNDS_TEST_PROCESS": str(os.getpid()),
        "ROUNDS_HOME": str(HOME),
        "DATABASE_URL": in_database(app, name),
        "ROUNDS_OWNER_DATABASE_URL": in_database(owner, name),
        "DJANGO_SETTINGS_MODULE": "rounds.site.settings",
        "ROUNDS_TELEMETRY_URL": f"file://{usage}",
    }
    import django
    from django.conf import settings
    from django.test.utils import setup_test_environment

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one takes half a second
    setup_test_environment()
    _share_the_way_in()


def owner_url() -> str:
    """Give the owner's address of this process's database: the owner is not bound by the policies."""
    return os.environ["ROUNDS_OWNER_DATABASE_URL"]


def admin_url() -> str:
    """Give the superuser's address of this process's database, for what the owner may not either: to pass triggers by."""
    return in_database(Server(HOME).admin_url(), urlsplit(os.environ["DATABASE_URL"]).path.strip("/"))


def _share_the_way_in() -> None:
    """Let all test clients have one chain of middleware: each made its own, and read every file of the page for it."""
    from django.test.client import ClientHandler

    load = ClientHandler.load_middleware

    @cache
    def loaded() -> dict[str, object]:
        handler = ClientHandler()
        load(handler)
        return {name: made for name, made in vars(handler).items() if "_middleware" in name}

    ClientHandler.load_middleware = lambda handler: vars(handler).update(loaded())


def migrating(owner: str, name: str) -> dict[str, str]:
    """Give the environment of a program that makes the tables of a database. owner: an address of its server, as that role."""
    return os.environ | {
        "ROUNDS_AS_OWNER": "1",
        "ROUNDS_OWNER_DATABASE_URL": in_database(owner, name),
        "ROUNDS_HOME": str(HOME),
        "DJANGO_SETTINGS_MODULE": "rounds.site.settings",
    }


def _migrate(owner: str, name: str) -> None:
    program = [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v0"]
    subprocess.run(program, env=migrating(owner, name), check=True, cwd=PROJECT)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted([*PROJECT.glob("rounds/*/migrations/*.py"), PROJECT / "requirements.lock"]):
        digest.update(path.read_bytes())
    for name in ("securing", "across", "migrating"):
        digest.update((PROJECT / f"rounds/workspaces/{name}.py").read_bytes())
    return digest.hexdigest()[:16]
