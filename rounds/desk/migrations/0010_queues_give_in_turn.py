import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Queues give their tickets in turn; what waits with nobody is found by index."""

    dependencies = [
        ('policies', '0001_initial'),
        ('accounts', '0002_fields_assets_and_ids'),
        ("desk", "0009_links_and_followers"),
        ('team', '0005_members_are_told'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastGiven',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('queue', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'last_given',
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='hand_out_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['new', 'open']), ('assignee', None)), fields=['workspace', 'queue', 'opened_at'], name='ticket_with_nobody'),
        ),
        migrations.AddField(
            model_name='lastgiven',
            name='member',
            field=rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='lastgiven',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddConstraint(
            model_name='lastgiven',
            constraint=models.UniqueConstraint(fields=('workspace', 'queue', 'member'), name='last_given_once'),
        ),
        SecureTables(models=["LastGiven"], referred_to=False),
        AcrossWorkspaces(
            name="due_to_hand_out",
            arguments="until timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT t.workspace_id, t.id
                FROM clause c
                JOIN manual m ON m.id = c.manual_id
                JOIN workspace w ON w.id = m.workspace_id AND w.manual_version = m.version
                JOIN ticket t ON t.workspace_id = w.id AND t.queue = c.name
                WHERE c.kind = 'queue' AND c.data ->> 'given' = 'in turn'
                  AND t.state IN ('new', 'open') AND t.assignee_id IS NULL AND t.held_by IS NULL
                  AND (t.hand_out_at IS NULL OR t.hand_out_at <= until)
                ORDER BY t.opened_at, t.id LIMIT most
            """,
        ),
    ]
