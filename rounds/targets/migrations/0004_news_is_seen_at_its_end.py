from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Whether a company has news for its targets is seen at the end of its history, however long that is."""

    dependencies = [("targets", "0003_say_when_a_target_is_near")]

    operations = [
        AcrossWorkspaces(
            name="targets_to_follow",
            arguments="most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w
                JOIN LATERAL (
                    SELECT s.number FROM timeline_seal s WHERE s.workspace_id = w.id ORDER BY s.number DESC LIMIT 1
                ) last ON true
                LEFT JOIN targets_followed f ON f.workspace_id = w.id
                WHERE w.manual_version IS NOT NULL AND last.number > coalesce(f.number, 0)
                LIMIT most
            """,
        ),
    ]
