import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Tickets from before a manual get its targets, and runs are found by day."""

    dependencies = [
        ("targets", "0001_tickets_have_targets"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaughtUp',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('towards', models.PositiveIntegerField(null=True)),
                ('began_at', models.DateTimeField(null=True)),
                ('after_id', models.BigIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('looked', models.PositiveIntegerField(default=0)),
                ('made', models.PositiveIntegerField(default=0)),
                ('missed', models.PositiveIntegerField(default=0)),
                ('gone', models.PositiveIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'targets_caught_up',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='targets_caught_up_once')],
            },
        ),
        SecureTables(models=["CaughtUp"], referred_to=False),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['workspace', 'due_at', 'id'], name='target_by_day'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['workspace', 'target', 'id'], name='target_running'),
        ),
        AcrossWorkspaces(
            name="targets_to_catch_up",
            arguments="most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w LEFT JOIN targets_caught_up c ON c.workspace_id = w.id
                WHERE w.manual_version IS NOT NULL AND coalesce(c.version, 0) <> w.manual_version
                LIMIT most
            """,
        ),
    ]
