"""What a manual, or a firm's new name or zone, changes of a check-in is nobody's act: one's own last act can be taken back after it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rounds.workspaces.rows import execute, fetch


@contextmanager
def ways_back_kept(ticket_ids: Collection[int]) -> Iterator[None]:
    """Let the ways back that stand on these tickets, all locked, stand still after what changes the tickets meanwhile."""
    held = [way for (way,) in fetch(STAND, [list(ticket_ids)])]
    yield
    if held:
        execute(STAND_STILL, [held])


STAND = """
    SELECT way.id FROM check_in_way_back way JOIN check_in ON check_in.id = way.check_in_id JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE ticket.id = ANY (%s) AND way.version = ticket.version
"""
"""One that is not of the ticket's version is over: somebody did something on it since."""

STAND_STILL = """
    UPDATE check_in_way_back way SET version = ticket.version FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE way.id = ANY (%s) AND check_in.id = way.check_in_id
"""
