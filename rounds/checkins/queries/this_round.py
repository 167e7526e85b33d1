"""Which round something belongs to: the one that runs, or the time since the last was over where none runs."""

from collections.abc import Collection
from datetime import datetime
from typing import LiteralString

from rounds.checkins.events import Exempted, ExemptionEnded, FindingWritten, NobodyAnswered, RoundEnded, TakenBack
from rounds.checkins.models import CheckIn
from rounds.desk.events.dates import TicketWoke
from rounds.workspaces.rows import fetch

OVER = f"""
    SELECT greatest(
        (SELECT max(ended_at) FROM round_done
         WHERE round_done.workspace_id = check_in.workspace_id AND round_done.check_in_id = check_in.id),
        (SELECT max(event.at) FROM timeline_event event
         WHERE event.workspace_id = check_in.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
            AND event.kind = '{Exempted.kind}' AND (
                SELECT later.kind FROM timeline_event later
                WHERE later.workspace_id = event.workspace_id AND later.subject_kind = 'ticket' AND later.subject_id = event.subject_id
                    AND later.id > event.id AND (
                        later.kind = '{ExemptionEnded.kind}' OR later.kind = '{TakenBack.kind}' AND later.payload->>'what' = 'exempted'
                    ) ORDER BY later.id LIMIT 1
            ) IS DISTINCT FROM '{TakenBack.kind}')
    )
"""  # noqa: S608 - words of ours
"""When the round before was over: it ended, or was cut off since no check-in was needed (A11), which was not taken back."""

WAS_OVER = f"SELECT ended.at FROM check_in CROSS JOIN LATERAL ({OVER}) AS ended (at) WHERE check_in.id = %s"  # noqa: S608

FOUND = f"""
    SELECT EXISTS (
        SELECT FROM finding WHERE finding.check_in_id = check_in.id AND CASE
            WHEN began.at IS NOT NULL THEN finding.at >= began.at
            ELSE ended.at IS NULL OR finding.at > ended.at END
    ) FROM check_in CROSS JOIN LATERAL ({OVER}) AS ended (at) CROSS JOIN LATERAL (
        SELECT least(check_in.started_at, min(event.at)) FROM timeline_event event
        WHERE event.workspace_id = check_in.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
            AND event.kind = '{TicketWoke.kind}' AND (ended.at IS NULL OR event.at > ended.at)
    ) AS began (at) WHERE check_in.id = %s
"""  # noqa: S608
"""A round begins as it comes round, or as somebody begins early with it."""


def was_over(check_in_id: int) -> datetime | None:
    """Say when the round before was over; None where there was none."""
    found = fetch(WAS_OVER, [check_in_id])
    return found[0][0] if found else None


CAME = f"""
    SELECT min(event.at) FROM check_in JOIN timeline_event event
        ON event.workspace_id = check_in.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
    WHERE check_in.id = %s AND event.kind = '{TicketWoke.kind}' AND event.at > coalesce(%s::timestamptz, '-infinity')
        AND event.at <= coalesce(%s::timestamptz, 'infinity')
"""  # noqa: S608 - words of ours


def came_at(check_in_id: int, *, since: datetime | None, until: datetime | None) -> datetime | None:
    """Say when a round came by itself; None where somebody began before it did. since: the one before was over; until: somebody began.

    Its ticket opens for each further reach-out too, and knows only of the last time.
    """
    [(came,)] = fetch(CAME, [check_in_id, since, until])
    return came if isinstance(came, datetime) else None


def is_noted(check_in_id: int) -> bool:
    """Say whether something was found in the round that runs, or since the last one where none does."""
    return any(found for (found,) in fetch(FOUND, [check_in_id]))


IT_GOES_ON = f"""(
    EXISTS (
        SELECT FROM round_done WHERE round_done.check_in_id = check_in.id AND round_done.ended_at = ended.at
    ) AND NOT EXISTS (
        SELECT FROM timeline_event event
        WHERE event.workspace_id = check_in.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
            AND event.kind = '{TicketWoke.kind}' AND event.at > ended.at
    ))"""  # noqa: S608

GOES_ON = f"SELECT {IT_GOES_ON} FROM check_in CROSS JOIN LATERAL ({OVER}) AS ended (at) WHERE check_in.id = %s"  # noqa: S608


def goes_on(check_in: CheckIn) -> bool:
    """Say whether the round that was over last is the one that runs: it is open since, and no other came round or was begun with.

    So it is where the customer wrote once more, or only then: a round that nobody had answered is answered after all. Source: A9, A12.
    """
    if check_in.started_at is not None or check_in.step is not None:
        return False
    [(found,)] = fetch(GOES_ON, [check_in.pk])
    return bool(found)


HAS_ITS_FINDING = """
    SELECT 1 FROM (SELECT unanswered FROM round_done WHERE check_in_id = %s ORDER BY id DESC LIMIT 1) last WHERE NOT last.unanswered
"""

FOUND_IN_IT = """
    SELECT 1 FROM finding WHERE check_in_id = %s AND in_a_round
        AND at > coalesce(%s::timestamptz, '-infinity') LIMIT 1
"""

FOUND_BEHIND_IT = f"""
    SELECT 1 FROM check_in JOIN timeline_event event
        ON event.workspace_id = check_in.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
    JOIN finding ON finding.id = (event.payload->>'finding')::bigint AND finding.in_a_round
    WHERE check_in.id = %s AND event.kind = '{FindingWritten.kind}' AND NOT EXISTS (
        SELECT FROM timeline_event later
        WHERE later.workspace_id = event.workspace_id AND later.subject_kind = 'ticket' AND later.subject_id = event.subject_id
            AND later.id > event.id AND later.kind IN ('{RoundEnded.kind}', '{NobodyAnswered.kind}', '{Exempted.kind}')
    ) LIMIT 1
"""  # noqa: S608 - words of ours
"""By the order of what happened, where the clock was put back since the round before was over, and says nothing of it."""


def has_its_finding(check_in: CheckIn) -> bool:
    """Say whether the round that runs has a finding, so that it can be ended: one that had ended already, and goes on, has its own.

    One that was written between two rounds, or in one that was cut off, is not of this one. Source: A6.
    """
    if goes_on(check_in) and fetch(HAS_ITS_FINDING, [check_in.pk]):
        return True
    since, began = was_over(check_in.pk), check_in.started_at
    if since and began and began < since:
        return bool(fetch(FOUND_BEHIND_IT, [check_in.pk]))
    return bool(fetch(FOUND_IN_IT, [check_in.pk, since]))


SILENT: LiteralString = """
    (round_done.unanswered AND (
        SELECT event.kind NOT IN ('desk.customer wrote', 'desk.took in') FROM timeline_event event
        WHERE event.workspace_id = round_done.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
            AND event.id > (
                SELECT max(ended.id) FROM timeline_event ended
                WHERE ended.workspace_id = round_done.workspace_id AND ended.subject_kind = 'ticket'
                    AND ended.subject_id = check_in.ticket_id AND ended.kind = 'checkins.nobody answered'
                    AND ended.at = round_done.ended_at)
            AND (event.kind IN ('desk.customer wrote', 'desk.woke')
                OR event.kind = 'desk.took in' AND event.payload->>'last_word' = 'customer'
                OR event.kind IN ('checkins.started', 'checkins.reached out', 'checkins.exempted') AND coalesce((
                    SELECT later.kind FROM timeline_event later
                    WHERE later.workspace_id = event.workspace_id AND later.subject_kind = 'ticket'
                        AND later.subject_id = event.subject_id AND later.id > event.id
                        AND later.kind LIKE 'checkins.%%' AND later.kind <> 'checkins.title said'
                    ORDER BY later.id LIMIT 1
                ), '') NOT IN ('checkins.taken back', 'checkins.reach-out void'))
        ORDER BY event.id LIMIT 1) IS NOT FALSE)
"""
"""Nobody answered a round that the ladder ended: before another began, or none was needed any more, the customer did not write, nor was a
letter of theirs merged in. What we wrote back, and whether anybody ended the round once more, changes nothing of it (A10, A12)."""

ANSWERED_LATE = f"""
    SELECT 1 FROM (SELECT * FROM round_done WHERE check_in_id = %s ORDER BY id DESC LIMIT 1) round_done
    JOIN check_in ON check_in.id = round_done.check_in_id WHERE round_done.unanswered AND NOT {SILENT}
"""  # noqa: S608 - words of ours


def is_answered_late(check_in: CheckIn) -> bool:
    """Say whether the customer answered when the ladder had ended already, and nobody has ended the round since.

    Whatever we wrote back, its finding is to be written, and the day to be named. Source: A6, A9, A10.
    """
    return goes_on(check_in) and bool(fetch(ANSWERED_LATE, [check_in.pk]))


ALL_ANSWERED_LATE = f"""
    WITH silent AS MATERIALIZED (
        SELECT check_in.* FROM check_in CROSS JOIN LATERAL (
            SELECT unanswered FROM round_done WHERE round_done.check_in_id = check_in.id ORDER BY round_done.id DESC LIMIT 1
        ) last WHERE check_in.id = ANY (%s) AND check_in.started_at IS NULL AND check_in.step IS NULL AND last.unanswered)
    SELECT check_in.id FROM silent check_in CROSS JOIN LATERAL ({OVER}) AS ended (at) CROSS JOIN LATERAL (
        SELECT * FROM round_done WHERE round_done.check_in_id = check_in.id ORDER BY round_done.id DESC LIMIT 1
    ) round_done WHERE {IT_GOES_ON} AND NOT {SILENT}
"""  # noqa: S608 - words of ours


def answered_late(check_in_ids: Collection[int]) -> set[int]:
    """Find those of these check-ins of which `is_answered_late` holds: one statement, which looks only at those nobody had answered."""
    return {number for (number,) in fetch(ALL_ANSWERED_LATE, [list(check_in_ids)])} if check_in_ids else set()


EARLIER = """
    SELECT max(ended_at) FROM round_done WHERE check_in_id = %s AND ended_at < coalesce(
        (SELECT max(ended_at) FROM round_done WHERE check_in_id = %s AND NOT again AND %s), 'infinity')
"""


def was_over_earlier(check_in: CheckIn) -> datetime | None:
    """Say when the round was over before the one that was over last; of one that was cut off, since none was needed, it is the last.

    None where there was none.
    """
    [(ended_at,)] = fetch(EARLIER, [check_in.pk, check_in.pk, check_in.exempt_at is None])
    return ended_at if isinstance(ended_at, datetime) else None
