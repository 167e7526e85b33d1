"""How far the usage that is here reaches."""

from dataclasses import dataclass
from datetime import datetime

from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

LAST = """
    SELECT greatest((SELECT max(last_at) FROM usage_segment WHERE workspace_id = %(here)s AND retired_at IS NULL),
                    (SELECT max(at) FROM usage_row WHERE workspace_id = %(here)s))
"""
HOW_MANY = f"""
    SELECT ({LAST}), (SELECT coalesce(sum(rows), 0) FROM usage_segment WHERE workspace_id = %(here)s AND retired_at IS NULL)
                     + (SELECT count(*) FROM usage_row WHERE workspace_id = %(here)s)
"""  # noqa: S608 - words of our own


@dataclass(frozen=True, slots=True)
class Stands:
    """How usage stands at a moment. until: the moment up to which it is known, aware UTC. rows: how many records are here.

    Records come in and stay as they came: where both are as they were, so is every figure.
    """

    until: datetime
    rows: int


def known_until(at: datetime) -> datetime | None:
    """Say up to when usage is known, at a moment: until then, or until the last thing happened that any account did before it.

    None where no usage is here. at: aware, UTC. What is asked of usage is asked at this moment: where a source has not told
    anything for a month, nobody was silent for it.
    """
    [(last,)] = fetch(LAST, {"here": here()})
    return min(at, last) if last else None


def stands(at: datetime) -> Stands | None:
    """Say how usage stands at a moment; None where none is here. at: aware, UTC."""
    [(last, rows)] = fetch(HOW_MANY, {"here": here()})
    return Stands(min(at, last), int(rows)) if last else None
