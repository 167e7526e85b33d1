"""Why the manual set the dates that tickets have, as it said when it set them."""

from collections.abc import Iterable
from json import loads

from rounds.desk.events.dates import DateSet
from rounds.timeline.rules import Because
from rounds.workspaces.rows import fetch

REASONS = f"""
    SELECT ticket.id, dated.because FROM ticket CROSS JOIN LATERAL (
        SELECT event.because FROM timeline_event event
        WHERE event.subject_kind = 'ticket' AND event.subject_id = ticket.id AND event.kind = '{DateSet.kind}'
            AND event.at = ticket.wake_set_at AND (event.payload->>'wakes_at')::timestamptz = ticket.wakes_at
        ORDER BY event.id DESC LIMIT 1
    ) dated WHERE ticket.id = ANY (%s) AND ticket.wake_clause <> '' AND dated.because IS NOT NULL
"""  # noqa: S608 - words of ours
"""By moment and date, for a date that was put back has the reason that it had."""


def reasons_of_dates(ticket_ids: Iterable[int]) -> dict[int, Because]:
    """Give why these tickets have the dates that a clause set, by their ids."""
    return {ticket_id: Because.from_json(loads(because)) for ticket_id, because in fetch(REASONS, [list(ticket_ids)])}
