import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Tickets have targets, which follow their history."""

    initial = True

    dependencies = [
        ('desk', '0010_queues_give_in_turn'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Followed',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'targets_followed',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='targets_followed_once')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('until', models.CharField(choices=[('first answer', 'first answer'), ('solved', 'solved')], max_length=20)),
                ('target', models.TextField()),
                ('version', models.PositiveIntegerField()),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('missed_at', models.DateTimeField(null=True)),
                ('acts_at', models.DateTimeField(null=True)),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'target_run',
                'indexes': [models.Index(condition=models.Q(('acts_at__isnull', False)), fields=['acts_at'], name='target_due'), models.Index(fields=['workspace', 'target', '-id'], name='target_by_name')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'ticket', 'until'), name='one_target_of_a_sort')],
            },
        ),
        SecureTables(models=["Run", "Followed"], referred_to=False),
        AcrossWorkspaces(
            name="due_targets",
            arguments="moment timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT r.workspace_id, r.id FROM target_run r
                WHERE r.acts_at IS NOT NULL AND r.acts_at <= moment
                ORDER BY r.acts_at LIMIT most
            """,
        ),
        AcrossWorkspaces(
            name="targets_to_follow",
            arguments="most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w LEFT JOIN targets_followed f ON f.workspace_id = w.id
                WHERE w.manual_version IS NOT NULL AND EXISTS (
                    SELECT 1 FROM timeline_seal s WHERE s.workspace_id = w.id AND s.number > coalesce(f.number, 0)
                )
                LIMIT most
            """,
        ),
    ]
