from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """What ran when a page was drawn lies in a stretch of the index, and is looked for there alone.

    Without the stretch PostgreSQL took "one of those that ran" for most of a history that had come in few transactions, by an import
    say, and read all of it, four times a second.
    """

    dependencies = [
        ("manual", "0003_who_is_at_the_draft_is_news"),
    ]

    operations = [
        AcrossWorkspaces(
            name="live_news",
            arguments="watched bigint[], seen pg_snapshot",
            returns="TABLE (workspace_id bigint, kind text, id bigint)",
            body="""
                SELECT w.id, fresh.kind, fresh.id
                FROM unnest(watched) w (id)
                CROSS JOIN (
                    SELECT pg_snapshot_xmax(seen)::text::bigint AS after,
                        pg_snapshot_xmin(seen)::text::bigint AS lowest,
                        ARRAY(SELECT running::text::bigint FROM pg_snapshot_xip(seen) running) AS running,
                        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
                ) since
                CROSS JOIN LATERAL (
                    (SELECT e.subject_kind AS kind, e.subject_id AS id FROM timeline_event e
                     WHERE e.workspace_id = w.id AND e.written_in >= since.after AND e.written_in < since.next
                     ORDER BY e.workspace_id, e.written_in, e.id LIMIT 1000)
                    UNION ALL
                    (SELECT e.subject_kind, e.subject_id FROM timeline_event e
                     WHERE e.workspace_id = w.id AND e.written_in >= since.lowest AND e.written_in < since.after
                        AND e.written_in = ANY (since.running)
                     ORDER BY e.workspace_id, e.written_in, e.id LIMIT 1000)
                    UNION ALL
                    (SELECT 'presence', p.ticket_id FROM presence p
                     WHERE p.workspace_id = w.id AND p.changed_in < since.next
                        AND (p.changed_in >= since.after OR p.changed_in = ANY (since.running)) LIMIT 1000)
                    UNION ALL
                    (SELECT 'draft', 0 FROM at_draft d
                     WHERE d.workspace_id = w.id AND d.changed_in < since.next
                        AND (d.changed_in >= since.after OR d.changed_in = ANY (since.running)) LIMIT 1)
                ) fresh
            """,
        ),
    ]
