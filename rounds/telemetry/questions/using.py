"""What is known of each feature: how often it is used and wished for, and whether it is there, or switched on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rounds.telemetry.questions.behind import Rows
from rounds.telemetry.questions.counting import Stretch
from rounds.telemetry.questions.holding import newest

if TYPE_CHECKING:
    from ibis.expr.types import Table


def features(
    table: "Table",
    *,
    counts: Mapping[str, Rows | Stretch],
    switches: Mapping[str, tuple[str, str]],
) -> "Table":
    """Tell all of each feature in one pass: account, product, feature; a column for each count, and two for each switch.

    switches: by name, the event that switches it on and the one that switches it off; of each, whether it is on (null where neither
    happened) stands under its name, and since when under that with `_at`.
    """
    named = table.filter(table.feature.notnull())
    numbers = {name: each.of(named).sum() for name, each in counts.items()}
    last = {
        f"{name}_last": newest(named, named.event.isin([on, off]), on=named.event == on)
        for name, (on, off) in switches.items()
    }
    found = named.group_by(["account", "product", "feature"]).aggregate(**numbers, **last)
    told = {name: found[f"{name}_last"]["on"] for name in switches}
    at = {f"{name}_at": found[f"{name}_last"]["at"] for name in switches}
    return found.select("account", "product", "feature", *counts, **told, **at)
