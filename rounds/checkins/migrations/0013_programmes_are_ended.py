import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """All check-ins of a programme that was dropped are ended at once; what stood before is kept, so that it can be taken back."""

    dependencies = [
        ("checkins", "0012_news_is_seen_at_its_end"),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgrammeEnding',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('programme', models.TextField()),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'programme_ending',
            },
        ),
        migrations.CreateModel(
            name='EndedByIt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ticket_was', models.JSONField()),
                ('check_in_was', models.JSONField()),
                ('hold_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField()),
                ('ending', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='each', to='checkins.programmeending')),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'programme_ending_one',
            },
        ),
        migrations.AddConstraint(
            model_name='endedbyit',
            constraint=models.UniqueConstraint(fields=('workspace', 'ending', 'ticket'), name='ended_once_a_ticket'),
        ),
        SecureTables(models=["ProgrammeEnding"]),
        SecureTables(models=["EndedByIt"], referred_to=False),
    ]
