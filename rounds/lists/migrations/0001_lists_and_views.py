import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureTables


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


def own(to: str) -> WorkspaceForeignKey:
    return WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=to)


class Migration(migrations.Migration):
    """Members save views, and tickets that stand in a list of the manual are known with since when."""

    initial = True

    dependencies = [
        ('desk', '0014_live_tickets_by_queue'),
        ('team', '0007_api_tokens'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('search', models.TextField()),
                ('role', models.TextField(default='')),
                ('position', models.IntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('member', own('team.member')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'saved_view',
                'indexes': [
                    models.Index(condition=models.Q(('deleted_at', None)), fields=['workspace', 'member', 'position'], name='view_of_member'),
                    models.Index(condition=models.Q(('deleted_at', None), models.Q(('role', ''), _negated=True)), fields=['workspace', 'role'], name='view_of_role'),
                ],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace', 'member', 'name'), name='view_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('named', models.TextField()),
                ('since', models.DateTimeField()),
                ('version', models.PositiveIntegerField()),
                ('too_long_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('ticket', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'list_standing',
                'indexes': [
                    models.Index(condition=models.Q(('too_long_at__isnull', False)), fields=['too_long_at'], name='standing_due'),
                    models.Index(fields=['workspace', 'ticket'], name='standing_of_ticket'),
                ],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'named', 'ticket'), name='stands_once_in_a_list')],
            },
        ),
        migrations.CreateModel(
            name='Looked',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('looks_at', models.DateTimeField()),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'lists_looked',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='lists_looked_once')],
            },
        ),
        SecureTables(models=["View"]),
        SecureTables(models=["Standing", "Looked"], referred_to=False),
        AcrossWorkspaces(
            name="lists_to_look_at",
            arguments="moment timestamptz, most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w
                JOIN manual m ON m.workspace_id = w.id AND m.version = w.manual_version
                LEFT JOIN lists_looked l ON l.workspace_id = w.id
                WHERE (l.looks_at IS NULL OR l.looks_at <= moment) AND (
                    EXISTS (SELECT 1 FROM clause c WHERE c.workspace_id = w.id AND c.manual_id = m.id
                            AND c.kind = 'list' AND jsonb_exists(c.data, 'stays'))
                    OR EXISTS (SELECT 1 FROM list_standing s WHERE s.workspace_id = w.id)
                )
                LIMIT most
            """,
        ),
        AcrossWorkspaces(
            name="due_standings",
            arguments="moment timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT s.workspace_id, s.id FROM list_standing s
                WHERE s.too_long_at IS NOT NULL AND s.too_long_at <= moment
                ORDER BY s.too_long_at LIMIT most
            """,
        ),
    ]
