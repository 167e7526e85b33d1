import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Who is at a ticket gets a table that no crash needs to keep; the live process gets its two questions."""

    dependencies = [
        ("desk", "0003_tickets_from_elsewhere"),
        ('timeline', '0002_seal_the_history'),
        ('team', '0002_sessions_know_their_person'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('writing', models.BooleanField(default=False)),
                ('until', models.DateTimeField()),
                ('changed_in', models.BigIntegerField()),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'presence',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'ticket', 'member'), name='present_once')],
            },
        ),
        SecureTables(models=["Presence"], referred_to=False),
        migrations.RunSQL("ALTER TABLE presence SET UNLOGGED", "ALTER TABLE presence SET LOGGED"),
        AcrossWorkspaces(
            name="live_news",
            arguments="watched bigint[], seen pg_snapshot",
            returns="TABLE (workspace_id bigint, kind text, id bigint)",
            body="""
                SELECT w.id, fresh.kind, fresh.id
                FROM unnest(watched) w (id)
                CROSS JOIN (
                    SELECT pg_snapshot_xmax(seen)::text::bigint AS after,
                        ARRAY(SELECT running::text::bigint FROM pg_snapshot_xip(seen) running) AS running,
                        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
                ) since
                CROSS JOIN LATERAL (
                    (SELECT e.subject_kind AS kind, e.subject_id AS id FROM timeline_event e
                     WHERE e.workspace_id = w.id AND e.written_in >= since.after AND e.written_in < since.next
                     ORDER BY e.workspace_id, e.written_in, e.id LIMIT 1000)
                    UNION ALL
                    (SELECT e.subject_kind, e.subject_id FROM timeline_event e
                     WHERE e.workspace_id = w.id AND e.written_in = ANY (since.running) LIMIT 1000)
                    UNION ALL
                    (SELECT 'presence', p.ticket_id FROM presence p
                     WHERE p.workspace_id = w.id AND p.changed_in < since.next
                        AND (p.changed_in >= since.after OR p.changed_in = ANY (since.running)) LIMIT 1000)
                ) fresh
            """,
        ),
        AcrossWorkspaces(
            name="still_in",
            arguments="keys text[]",
            returns=(
                "TABLE (session_key text, workspace_id bigint, member_id bigint, roles text[], "
                "manual_version integer, mark text)"
            ),
            body="""
                SELECT s.session_key, m.workspace_id, m.id, m.roles, w.manual_version, md5(p.password)
                FROM session s
                JOIN person p ON p.id = s.person_id AND p.is_active
                JOIN member m ON m.person_id = p.id AND m.workspace_id = s.workspace_id AND m.active
                JOIN workspace w ON w.id = m.workspace_id
                WHERE s.session_key = ANY (keys) AND s.expire_date > now()
            """,
        ),
    ]
