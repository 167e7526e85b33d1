"""The two questions that the live process asks the database, and its one connection."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg

from rounds.basics.news import is_ahead

NEWS = """
    SELECT pg_current_snapshot()::text, news.workspace_id, news.kind, news.id
    FROM (SELECT 1) one LEFT JOIN live_news(%s::bigint[], %s::text::pg_snapshot) news ON true
"""
FULL = 1000
"""Rows of one workspace that say there may be more than the database gives at once."""

WAIT = "-c statement_timeout=5000 -c idle_session_timeout=0"


@dataclass(frozen=True, slots=True)
class Answer:
    """What changed, by workspace. lost: anything may have changed, everywhere. full: the same in these workspaces."""

    cursor: str
    lost: bool = False
    full: frozenset[int] = frozenset()
    changed: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sign-in rests on now."""

    workspace_id: int
    member_id: int
    roles: tuple[str, ...]
    manual: int
    mark: str


class Questions:
    """One connection, made when it is needed and again when it broke."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    async def news(self, watched: list[int], since: str) -> Answer:
        """Say what changed in these workspaces since a cursor; an empty cursor only begins. Raises psycopg.Error."""
        if not since:
            [(now,)] = await self._ask("SELECT pg_current_snapshot()::text", [])
            return Answer(str(now))
        rows = await self._ask(NEWS, [watched, since])
        now = str(rows[0][0])
        changed: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
        for _, workspace_id, kind, number in rows:
            if workspace_id is not None:
                changed[int(str(workspace_id))].append((str(kind), int(str(number))))
        full = frozenset(each for each, found in changed.items() if len(found) >= FULL)
        return Answer(now, lost=is_ahead(since, now), full=full, changed=dict(changed))

    async def still_in(self, session_keys: Iterable[str]) -> dict[str, Standing]:
        """Give the sign-ins among these that stand. Raises psycopg.Error."""
        rows = await self._ask("SELECT * FROM still_in(%s::text[])", [list(set(session_keys))])
        return {str(key): Standing(w, m, tuple(roles), manual or 0, mark) for key, w, m, roles, manual, mark in rows}  # type: ignore[arg-type]

    async def close(self) -> None:
        """Give the connection up."""
        broken, self._connection = self._connection, None
        if broken is not None:
            await broken.close()

    async def _ask(self, statement: str, values: list[object]) -> list[tuple[object, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._conninfo, autocommit=True, connect_timeout=5, options=WAIT, application_name="rounds live"
            )
        cursor = await self._connection.execute(statement.encode(), values, prepare=True)
        return await cursor.fetchall()
