import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Many check-ins can be spread over days at once; what stood before is kept, so that it can be taken back."""

    dependencies = [
        ("checkins", "0003_acts_can_be_taken_back"),
        ('desk', '0018_tickets_recur'),
        ('team', '0008_people_have_second_factors'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Spreading',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('programme', models.TextField()),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'check_in_spread',
            },
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('was', models.JSONField()),
                ('version', models.PositiveIntegerField()),
                ('spreading', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='each', to='checkins.spreading')),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'check_in_spread_one',
            },
        ),
        migrations.AddConstraint(
            model_name='spread',
            constraint=models.UniqueConstraint(fields=('workspace', 'spreading', 'ticket'), name='spread_once_a_ticket'),
        ),
        SecureTables(models=["Spreading"]),
        SecureTables(models=["Spread"], referred_to=False),
    ]
