"""How far the usage that is here reaches."""

from datetime import datetime

from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

LAST = """
    SELECT greatest((SELECT max(last_at) FROM usage_segment WHERE workspace_id = %(here)s AND retired_at IS NULL),
                    (SELECT max(at) FROM usage_row WHERE workspace_id = %(here)s))
"""


def known_until(at: datetime) -> datetime | None:
    """Say up to when usage is known, at a moment: until then, or until the last thing happened that any account did before it.

    None where no usage is here. at: aware, UTC. What is asked of usage is asked at this moment: where a source has not told
    anything for a month, nobody was silent for it.
    """
    [(last,)] = fetch(LAST, {"here": here()})
    return min(at, last) if last else None
