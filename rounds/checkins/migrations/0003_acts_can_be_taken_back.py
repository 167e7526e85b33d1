import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """What stood before the last act on a check-in is kept, so that whoever did it can take it back."""

    dependencies = [
        ("checkins", "0002_rounds_that_are_done"),
        ('team', '0008_people_have_second_factors'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='WayBack',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('started', 'started'), ('logged', 'logged'), ('ended', 'ended')], max_length=10)),
                ('at', models.DateTimeField()),
                ('ticket_was', models.JSONField()),
                ('check_in_was', models.JSONField()),
                ('hold_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField()),
                ('by', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('check_in', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='checkins.checkin')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'check_in_way_back',
            },
        ),
        migrations.AddConstraint(
            model_name='wayback',
            constraint=models.UniqueConstraint(fields=('workspace', 'check_in'), name='one_way_back_a_check_in'),
        ),
        SecureTables(models=["WayBack"], referred_to=False),
    ]
