from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Tickets that recur are handed out in the week before their date too, so that they open for somebody.

    164 hours before it: in the afternoon of the same day a week earlier, when people are at work, not at the minute at which they come.
    """

    dependencies = [
        ("desk", "0024_titles_have_marks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("assignee", None), ("state", "asleep"), models.Q(("recurs_by", ""), _negated=True)
                ),
                fields=["workspace", "queue", "wakes_at"],
                name="sleeper_with_nobody",
            ),
        ),
        AcrossWorkspaces(
            name="due_to_hand_out",
            arguments="until timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                WITH in_turn AS (
                    SELECT w.id AS workspace_id, c.name AS queue
                    FROM clause c
                    JOIN manual m ON m.id = c.manual_id
                    JOIN workspace w ON w.id = m.workspace_id AND w.manual_version = m.version
                    WHERE c.kind = 'queue' AND c.data ->> 'given' = 'in turn'
                )
                SELECT found.workspace_id, found.id FROM (
                    (
                        SELECT t.workspace_id, t.id, t.opened_at AS since, 1 AS part
                        FROM in_turn JOIN ticket t ON t.workspace_id = in_turn.workspace_id AND t.queue = in_turn.queue
                        WHERE t.state IN ('new', 'open') AND t.assignee_id IS NULL AND t.held_by IS NULL
                          AND (t.hand_out_at IS NULL OR t.hand_out_at <= until)
                        ORDER BY t.opened_at, t.id LIMIT most
                    ) UNION ALL (
                        SELECT t.workspace_id, t.id, t.wakes_at, 2
                        FROM in_turn JOIN ticket t ON t.workspace_id = in_turn.workspace_id AND t.queue = in_turn.queue
                        WHERE t.state = 'asleep' AND t.recurs_by <> '' AND t.assignee_id IS NULL AND t.held_by IS NULL
                          AND t.wakes_at <= until + interval '164 hours'
                          AND (t.hand_out_at IS NULL OR t.hand_out_at <= until)
                        ORDER BY t.wakes_at, t.id LIMIT most
                    )
                ) found
                ORDER BY found.part, found.since, found.id LIMIT most
            """,
        ),
    ]
