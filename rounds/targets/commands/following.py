"""Targets follow what happens to tickets: a duty reads on in the sealed history, so no act pays for it."""

from datetime import datetime

from rounds.targets.commands.judging import judge
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

MOST = 2_000
"""Seals that are read in one transaction; the next round takes the rest."""

KNOWN = "SELECT number FROM targets_followed FOR UPDATE SKIP LOCKED"
BEGUN = "INSERT INTO targets_followed (workspace_id, number) VALUES (%s, 0) ON CONFLICT (workspace_id) DO NOTHING"

NEWS = """
    SELECT array_agg(DISTINCT news.subject_id), max(news.number)
    FROM (
        SELECT seal.number, event.subject_id, event.subject_kind, event.kind
        FROM timeline_seal seal JOIN timeline_event event ON event.id = seal.event_id
        WHERE seal.number > %s ORDER BY seal.number LIMIT %s
    ) news
    WHERE news.subject_kind = 'ticket' AND news.kind NOT LIKE 'targets.%%'
"""

LAST = "SELECT max(number) FROM (SELECT number FROM timeline_seal WHERE number > %s ORDER BY number LIMIT %s) batch"


@command
def follow_history(*, at: datetime) -> bool:
    """Bring the targets of every ticket up to date to which something happened; False where another loop does.

    at: aware, UTC. A ticket is judged anew from all that happened to it, so that doing it twice changes nothing.
    """
    if (known := taken()) is None:
        return False
    [(last,)] = fetch(LAST, [known, MOST])
    if last is None:
        return False
    [(tickets, _)] = fetch(NEWS, [known, MOST])
    judge(sorted(tickets or ()), at=at)
    execute("UPDATE targets_followed SET number = %s", [last])
    return True


@command
def follow(*, ticket_id: int, at: datetime) -> None:
    """Judge one ticket's targets anew. at: aware, UTC."""
    judge([ticket_id], at=at)


def taken() -> int | None:
    """Take the right to judge a workspace's tickets, and give the number up to which that was done; None where another has it."""
    found = fetch(KNOWN)
    if not found:  # another loop has it, or there is none yet
        execute(BEGUN, [here()])
        found = fetch(KNOWN)
    return int(found[0][0]) if found else None
