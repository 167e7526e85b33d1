import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Files that programs bring before the message that they go with get a table, and are found when a day has passed."""

    dependencies = [
        ("desk", "0016_holds_are_found_by_when_they_began"),
        ('team', '0008_people_have_second_factors'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('media_type', models.TextField()),
                ('data', models.BinaryField()),
                ('size', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'upload',
                'indexes': [models.Index(fields=['at'], name='upload_by_age'), models.Index(fields=['workspace', 'member'], name='upload_of_member')],
            },
        ),
        SecureTables(models=['Upload'], referred_to=False),
        AcrossWorkspaces(
            name='old_uploads',
            arguments='before timestamptz, most integer',
            returns='TABLE (workspace_id bigint, id bigint)',
            body='SELECT workspace_id, id FROM upload WHERE at < before ORDER BY at LIMIT most',
        ),
    ]
