"""The workspace that the running transaction speaks for."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from rounds.postgres.backend.prepared import checked

COMMANDS: dict[str, Callable[..., object]] = {}
"""Every command by its full name, so that a test can try each as everybody."""


def command[**P, Result](act: Callable[P, Result]) -> Callable[P, Result]:
    """Mark a command: it joins the transaction of its door, and where it fails, nothing of that transaction stays."""

    @wraps(act)
    def joined(*args: P.args, **named: P.kwargs) -> Result:
        if current_workspace() is None:
            with transaction.atomic(savepoint=False):
                return act(*args, **named)
        try:
            return act(*args, **named)
        except BaseException:
            connection.needs_rollback = True
            raise

    COMMANDS[f"{act.__module__}.{act.__qualname__}"] = joined
    return joined


class Speaking(threading.local):
    """What is known of the running transaction, which is one thread's. workspace: None outside of one."""

    workspace: int | None = None
    began: str
    known: dict[Hashable, Any]


_speaking = Speaking()


class NoWorkspace(Exception):
    """A query ran outside `as_workspace`."""


class OtherWorkspace(Exception):
    """A transaction that speaks for one workspace was asked to speak for another."""


@contextmanager
def as_workspace(workspace_id: int) -> Iterator[None]:
    """Open a transaction in which only this workspace's rows exist.

    Everything that is read must be evaluated inside: a lazy queryset that leaves the block raises.
    Raises OtherWorkspace where the running transaction already speaks for another one.
    """
    outer = current_workspace()
    if outer is not None:
        if outer != workspace_id:
            raise OtherWorkspace(f"This transaction speaks for workspace {outer}, not for {workspace_id}.")
        yield
        return
    with transaction.atomic():
        _say(workspace_id)
        try:
            yield
        finally:
            _speaking.workspace, _speaking.known = None, {}


def current_workspace() -> int | None:
    """Say which workspace the running transaction speaks for, None outside of one."""
    return _speaking.workspace


def here() -> int:
    """Say which workspace the running transaction speaks for. Raises NoWorkspace outside of one."""
    workspace_id = current_workspace()
    if workspace_id is None:
        raise NoWorkspace("This needs a workspace: open `as_workspace(id)` around it.")
    return workspace_id


def known[Value](key: Hashable, find: Callable[[], Value]) -> Value:
    """Give what this transaction already found out, or find it: the manual's version, a member's roles."""
    here()
    found = _speaking.known
    if key not in found:
        found[key] = find()
    value: Value = found[key]
    return value


def recalled(key: Hashable) -> object | None:
    """Give what this transaction already found out, None where it has not."""
    here()
    found: object | None = _speaking.known.get(key)
    return found


def forget(key: Hashable) -> None:
    """Drop what this transaction knew, since it has just changed it."""
    _speaking.known.pop(key, None)


def began_at() -> str:
    """Give the cursor of news (`basics/news.py`) from which on whatever this transaction reads may be out of date."""
    here()
    return _speaking.began


def _say(workspace_id: int) -> None:
    """Begin, and say for whom, in one way to the database: every page, mail and duty passes here.

    psycopg would send its BEGIN alone, before the first statement; it sees that a transaction runs, and sends none.
    """
    wire = connection.connection.pgconn
    begin = b"BEGIN; " if wire.transaction_status == TransactionStatus.IDLE else b""
    asked = b"SELECT set_config('rounds.workspace', '%d', true), pg_current_snapshot()" % workspace_id
    with connection.wrap_database_errors:
        answer = checked(wire.exec_(begin + asked))
    _speaking.began = (answer.get_value(0, 1) or b"").decode()
    _speaking.workspace, _speaking.known = workspace_id, {}
