"""What changed since a page was drawn, for this workspace; the live process asks the same of all that somebody watches."""

from dataclasses import dataclass

from rounds.basics.news import EVERYTHING, cursor, is_ahead, told
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

ASK = """
    SELECT pg_current_snapshot()::text, news.kind, news.id
    FROM (SELECT 1) one LEFT JOIN live_news(ARRAY[%s]::bigint[], %s::text::pg_snapshot) news ON true
"""

FULL = 1000
"""Rows that the database gives at most of each sort: as many say that there may be more."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed, worded for one member, and where to ask on from."""

    changed: tuple[str, ...]
    cursor: str


def news_since(since: str, *, sees: tuple[str, ...]) -> News:
    """Say which records changed since a cursor. sees: kinds of records that the member may know of.

    A cursor that is none, or that this database has not reached, means that anything may have changed.
    """
    asked = cursor(since)
    if asked is None:
        return News(EVERYTHING, fetch("SELECT pg_current_snapshot()::text")[0][0])
    rows = fetch(ASK, [here(), asked])
    now = rows[0][0]
    if is_ahead(asked, now) or len(rows) >= FULL:
        return News(EVERYTHING, now)
    return News(told([(kind, number) for _, kind, number in rows if kind], sees), now)
