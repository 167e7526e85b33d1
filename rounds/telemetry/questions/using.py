"""Which features are used, and which are wished for."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import Table


def uses(table: "Table", *, since: datetime, wanted: str | None, no_use: Sequence[str]) -> "Table":
    """Count by feature: account, product, feature, used (since then, aware), wanted (ever). no_use: events that are none."""
    named = table.filter(table.feature.notnull())
    used: Any = (named["at"] >= plain(since)) & named.event.notin(list(no_use))
    keys = ["account", "product", "feature"]
    counted = named.group_by(keys).aggregate(used=used.sum(), wanted=(named.event == (wanted or "")).sum())
    return counted.filter((counted.used > 0) | (counted.wanted > 0)).order_by(keys)
