import django.db.models.deletion
from django.db import migrations, models

import rounds.timeline.models
import rounds.workspaces.models
from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Let events know their transaction, and give them seals. What was written before takes this migration's transaction."""

    dependencies = [
        ("timeline", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="timelineevent",
            name="written_in",
            field=models.BigIntegerField(db_default=rounds.timeline.models.WritingTransaction()),
        ),
        migrations.AddIndex(
            model_name="timelineevent",
            index=models.Index(fields=["workspace", "written_in", "id"], name="timeline_as_written"),
        ),
        migrations.RunSQL(
            "ALTER TABLE timeline_event ADD CONSTRAINT timeline_event_own UNIQUE (workspace_id, id)",
            "ALTER TABLE timeline_event DROP CONSTRAINT IF EXISTS timeline_event_own CASCADE",
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("event", rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="timeline.timelineevent")),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="workspaces.workspace")),
            ],
            options={
                "db_table": "timeline_seal",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "number"), name="seal_number_once"),
                    models.UniqueConstraint(fields=("workspace", "event"), name="seal_event_once"),
                ],
            },
        ),
        SecureTables(models=["Seal"], referred_to=False),
        migrations.RunSQL(
            """
            CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON timeline_seal
                FOR EACH ROW EXECUTE FUNCTION timeline_is_written_once();
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON timeline_seal
                FOR EACH STATEMENT EXECUTE FUNCTION timeline_is_written_once();
            DO $$
            DECLARE holder text; written text;
            BEGIN
                FOR holder, written IN
                    SELECT DISTINCT grantee, table_name FROM information_schema.role_table_grants
                    WHERE table_schema = 'public' AND table_name IN ('timeline_seal', 'timeline_event')
                        AND privilege_type IN ('UPDATE', 'DELETE') AND grantee NOT IN (current_user, 'PUBLIC')
                LOOP
                    EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM %I', written, holder);
                END LOOP;
            END $$;
            """,
            "DROP TRIGGER written_once ON timeline_seal; DROP TRIGGER never_emptied ON timeline_seal;",
        ),
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
                            SELECT 1 FROM timeline_seal s WHERE s.workspace_id = e.workspace_id AND s.event_id = e.id)
                    ORDER BY e.workspace_id, e.written_in, e.id LIMIT 1
                ) waiting
                ORDER BY w.id LIMIT most
            """,
        ),
    ]
