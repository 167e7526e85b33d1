"""Why tickets have their dates: the manual’s reason, as it said when it set them; or by what a person did."""

from collections.abc import Iterable
from json import loads

from rounds.desk.events.dates import DateSet
from rounds.desk.events.talk import Answered
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


WAYS = f"""
    SELECT ticket.id, dated.sleeps, EXISTS (
        SELECT FROM timeline_event said
        WHERE said.subject_kind = 'ticket' AND said.subject_id = ticket.id AND said.kind = '{Answered.kind}'
            AND said.at = ticket.wake_set_at
    ) FROM ticket CROSS JOIN LATERAL (
        SELECT (event.payload->>'sleeps')::boolean AS sleeps FROM timeline_event event
        WHERE event.subject_kind = 'ticket' AND event.subject_id = ticket.id AND event.kind = '{DateSet.kind}'
            AND event.at = ticket.wake_set_at
        ORDER BY event.id DESC LIMIT 1
    ) dated WHERE ticket.id = ANY (%s) AND ticket.wake_by_id IS NOT NULL
"""  # noqa: S608 - words of ours


def ways_of_dates(ticket_ids: Iterable[int]) -> dict[int, str]:
    """Say by what a person gave these tickets their dates, by their ids; nothing of those that the manual set."""
    return {
        ticket_id: "an answer, with a day of its own" if answered else _by_hand(sleeps)
        for ticket_id, sleeps, answered in fetch(WAYS, [list(ticket_ids)])
    }


def _by_hand(sleeps: bool | None) -> str:
    return "the desk, where it was put to sleep" if sleeps else "the desk, where it was given a date"
