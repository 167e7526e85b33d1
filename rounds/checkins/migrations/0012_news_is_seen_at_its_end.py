from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Whether a company has news for its programmes is seen at the end of its history, however long that is.

    Where nothing was new, all seals were read for it: once a second, more of them each day.
    """

    dependencies = [("checkins", "0011_findings_between_rounds_are_known")]

    operations = [
        AcrossWorkspaces(
            name="programmes_to_follow",
            arguments="moment timestamptz, most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w
                LEFT JOIN programmes_followed f ON f.workspace_id = w.id
                LEFT JOIN LATERAL (
                    SELECT s.number FROM timeline_seal s WHERE s.workspace_id = w.id ORDER BY s.number DESC LIMIT 1
                ) last ON true
                WHERE w.manual_version IS NOT NULL
                    AND EXISTS (
                        SELECT FROM clause c JOIN manual m ON m.id = c.manual_id AND m.workspace_id = w.id
                        WHERE c.workspace_id = w.id AND m.version = w.manual_version AND c.kind = 'programme'
                    )
                    AND (f.looks_at IS NULL OR f.looks_at <= moment OR last.number > f.number)
                LIMIT most
            """,
        ),
    ]
