import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Lists know by when something is next promised on a ticket; live tickets of a queue are found by its index."""

    dependencies = [
        ("desk", "0011_acts_on_many"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('target', models.TextField()),
                ('due_at', models.DateTimeField()),
                ('near_at', models.DateTimeField(null=True)),
                ('missed_at', models.DateTimeField(null=True)),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='due', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'next_due',
                'indexes': [models.Index(fields=['workspace', 'due_at', 'ticket'], name='due_next')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'ticket'), name='due_once_a_ticket')],
            },
        ),
        SecureTables(models=["Due"], referred_to=False),
    ]
