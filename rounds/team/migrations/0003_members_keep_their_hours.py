import django.contrib.postgres.fields
import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Members get hours of their own, days away, and a switch that says whether they are available."""

    dependencies = [
        ("team", "0002_sessions_know_their_person"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Available',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'available',
                'indexes': [models.Index(fields=['workspace', 'member', 'since_at'], name='available_of_member'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['until_at'], name='available_ends')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('workspace', 'member'), name='available_once')],
            },
        ),
        migrations.CreateModel(
            name='Away',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'away',
                'indexes': [models.Index(fields=['workspace', 'member', 'last_on'], name='away_of_member')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='away_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='OwnHours',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('zone', models.TextField()),
                ('windows', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'own_hours',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member'), name='own_hours_once')],
            },
        ),
        SecureTables(models=["OwnHours", "Away", "Available"], referred_to=False),
        AcrossWorkspaces(
            name="due_sign_offs",
            arguments="until timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT a.workspace_id, a.id FROM available a
                WHERE a.ended_at IS NULL AND a.until_at <= until
                ORDER BY a.until_at LIMIT most
            """,
        ),
    ]
