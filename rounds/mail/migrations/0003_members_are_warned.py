import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """How far each company's history was read for changes of sign-ins; what happened before is told nobody now."""

    dependencies = [
        ("mail", "0002_errands"),
        ('timeline', '0002_seal_the_history'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MembersWarned',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('upto', models.BigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'members_warned',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='one_warning_a_workspace')],
            },
        ),
        SecureTables(models=['MembersWarned'], referred_to=False),
        AcrossWorkspaces(
            name='members_to_warn',
            arguments='most integer',
            returns='TABLE (workspace_id bigint)',
            body="""
                SELECT w.id FROM workspace w
                JOIN LATERAL (
                    SELECT s.number FROM timeline_seal s WHERE s.workspace_id = w.id ORDER BY s.number DESC LIMIT 1
                ) last ON true
                LEFT JOIN members_warned warned ON warned.workspace_id = w.id
                WHERE last.number > coalesce(warned.upto, 0)
                LIMIT most
            """,
        ),
        migrations.RunSQL(
            """
            INSERT INTO members_warned (workspace_id, upto)
            SELECT workspace_id, max(number) FROM timeline_seal GROUP BY workspace_id
            """,
            migrations.RunSQL.noop,
        ),
    ]
