from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Whether an event behind the last seal has one is looked up for that event, however long the history is.

    As a join, all seals were read for it, once a second (OFFSET 0: as in `rounds/timeline/sealing.py`).
    """

    dependencies = [("timeline", "0004_mails_come_back")]

    operations = [
        AcrossWorkspaces(
            name="unsealed_workspaces",
            arguments="most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w
                CROSS JOIN (
                    SELECT pg_snapshot_xmin(seen)::text::bigint AS oldest, pg_snapshot_xmax(seen)::text::bigint AS next
                    FROM (SELECT pg_current_snapshot() AS seen) now
                ) horizon
                LEFT JOIN LATERAL (
                    SELECT e.written_in, e.id FROM timeline_seal s
                    JOIN timeline_event e ON e.workspace_id = s.workspace_id AND e.id = s.event_id
                    WHERE s.workspace_id = w.id ORDER BY s.number DESC LIMIT 1
                ) last ON last.written_in < horizon.oldest
                CROSS JOIN LATERAL (
                    SELECT e.id FROM timeline_event e
                    WHERE e.workspace_id = w.id
                        AND (e.written_in, e.id) > (coalesce(last.written_in, 0), coalesce(last.id, 0))
                        AND (e.written_in < horizon.oldest OR e.written_in >= horizon.next)
                        AND NOT EXISTS (
                            SELECT 1 FROM timeline_seal s
                            WHERE s.workspace_id = e.workspace_id AND s.event_id = e.id OFFSET 0
                        )
                    ORDER BY e.workspace_id, e.written_in, e.id LIMIT 1
                ) waiting
                ORDER BY w.id LIMIT most
            """,
        ),
    ]
