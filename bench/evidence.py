"""The evidence of a firm, as its page asks it, beside the same figures in SQL by hand on the same files: one statement a grouping.

The SQL knows the manual (`manuals/annual-check-ins.md`), the account and the team's offsets in these dates; it names nobody and writes no
reason. Its figures and the page's have to be equal, or nothing is measured.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
NOW = datetime(2026, 1, 1, 5, tzinfo=UTC)
"""Midnight in New York, when the dates are over."""

_NOW = """"at" >= '2025-01-01 05:00' AND "at" < '2026-01-01 05:00'"""
_BEFORE = """"at" >= '2024-01-01 05:00' AND "at" <= '2025-01-01 00:00'"""
"""As far as usage is known in these dates: until the last moment of the files."""
""
_OURS = """account = {account} AND "at" < '2026-01-01 05:00'"""
_LOCAL = """CASE WHEN "at" < '2024-03-10 07:00' THEN "at" - INTERVAL 5 HOUR WHEN "at" < '2024-11-03 06:00' THEN "at" - INTERVAL 4 HOUR
    WHEN "at" < '2025-03-09 07:00' THEN "at" - INTERVAL 5 HOUR WHEN "at" < '2025-11-02 06:00' THEN "at" - INTERVAL 4 HOUR
    ELSE "at" - INTERVAL 5 HOUR END"""
_ITEM = "(source, item, CASE WHEN item IS NULL THEN id ELSE 0 END)"
_SWITCHED = "('feature opened', 'feature closed', 'feature wished for', 'integration on', 'integration off')"

STATEMENTS = {
    "users": f"""
        SELECT person, max("at") AS last_at, count(*), max("at") FILTER ("at" <= '2025-01-01 00:00') FROM {{files}}
        WHERE {_OURS} GROUP BY person ORDER BY last_at DESC, person
    """,
    "facts": f"""
        SELECT count(*) FILTER (event = 'item submitted' AND {_NOW}), count(*) FILTER (event = 'item submitted' AND {_BEFORE}),
               count(DISTINCT {_ITEM}) FILTER (event = 'item past due' AND {_NOW}),
               count(DISTINCT {_ITEM}) FILTER (event = 'item past due' AND {_BEFORE})
        FROM {{files}} WHERE {_OURS} AND event IN ('item submitted', 'item past due')
    """,
    "months": f"""
        SELECT date_trunc('month', {_LOCAL})::DATE AS month, count(*) FROM {{files}}
        WHERE {_OURS} AND event = 'item submitted' AND "at" >= '2024-01-01 05:00' GROUP BY month ORDER BY month
    """,
    "media": f"""
        SELECT media, count(*) FROM {{files}} WHERE {_OURS} AND event = 'item submitted' AND {_NOW} GROUP BY media
    """,
    "features": f"""
        SELECT product, feature, count(*) FILTER ({_NOW} AND event NOT IN {_SWITCHED}), count(*) FILTER (event = 'feature wished for'),
               count(*) FILTER (event IN ('item submitted', 'feature used') AND {_NOW}),
               count(*) FILTER (event IN ('item submitted', 'feature used') AND {_BEFORE}),
               max({{{{'at': "at", 'id': id, 'on': event = 'feature opened'}}}}) FILTER (event IN ('feature opened', 'feature closed')),
               max({{{{'at': "at", 'id': id, 'on': event = 'integration on'}}}}) FILTER (event IN ('integration on', 'integration off'))
        FROM {{files}} WHERE {_OURS} AND feature IS NOT NULL GROUP BY product, feature ORDER BY product, feature
    """,
    "drafts": f"""
        SELECT last.person, count(*), min(last.at)
        FROM (SELECT max({{{{'at': "at", 'id': id, 'begun': event = 'draft begun', 'person': person}}}}) AS last FROM {{files}}
              WHERE {_OURS} AND item IS NOT NULL AND event IN ('draft begun', 'item submitted', 'draft dropped') GROUP BY source, item)
        WHERE last.begun GROUP BY last.person ORDER BY 2 DESC, 1
    """,
}


def by_hand(ask: Callable[[str], list[Any]], files: str, account: int) -> dict[str, list[Any]]:
    """Ask each statement."""
    return {name: ask(text.format(files=files, account=account)) for name, text in STATEMENTS.items()}


def page(check_in: int) -> Any:
    """Ask for the evidence as the page does."""
    from rounds.checkins.queries import evidence_page

    return evidence_page(check_in, first=FIRST, last=LAST, at=NOW)


def differences(found: Any, hand: dict[str, list[Any]]) -> list[str]:
    """Compare the page's figures with those by hand."""
    seen = found.seen
    people = [row for row in hand["users"] if row[0] is not None]
    since, quiet = datetime(2025, 1, 1, 5), _quiet_before(found)  # noqa: DTZ001 - the files' moments are UTC, without saying so
    [[items, items_before, late, late_before]] = hand["facts"]
    pairs = {
        "users": (seen.users, len(people)),
        "active": (seen.active, sum(row[1] >= since for row in people)),
        "quiet": (seen.quiet, sum(row[1] <= quiet for row in people)),
        "latest": ([each.person for each in found.active], [row[0] for row in people if row[1] >= since][:10]),
        "items": (seen.figures["items submitted"], items, items_before),
        "past due": (seen.figures["past due"], late, late_before),
        "months": ([each.number for each in seen.months], [row[1] for row in hand["months"] if row[0] >= FIRST]),
        "media": (dict(seen.media), {word or "": many for word, many in hand["media"]}),
        "features": (
            [(each.product, each.feature, each.used, each.wanted) for each in seen.features],
            [row[:4] for row in hand["features"] if row[2] or row[3]],
        ),
        "drafts": (seen.drafts, sum(row[1] for row in hand["drafts"])),
        "holders": ([(each.person, each.items) for each in found.holders], [row[:2] for row in hand["drafts"]][:10]),
    }
    return [f"{name}: {ours} and {theirs}" for name, (ours, *theirs) in pairs.items() if not _equal(ours, theirs)]


def _equal(ours: Any, theirs: list[Any]) -> bool:
    return bool((ours.number, ours.before) == tuple(theirs) if len(theirs) == 2 else ours == theirs[0])


def _quiet_before(found: Any) -> datetime:
    from rounds.basics.localtime import moment, wall

    zone, days = found.dates.zone, found.evidence.users.quiet_after
    assert str(days) == "60 days", "the bench knows the manual"
    from datetime import timedelta

    return moment(wall(found.dates.as_of, zone) - timedelta(days=60), zone).astimezone(UTC).replace(tzinfo=None)
