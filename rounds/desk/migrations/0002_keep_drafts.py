import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """What members have begun to write gets a table: an answer and a note for each of them and each ticket."""

    dependencies = [
        ("desk", "0001_initial"),
        ('team', '0002_sessions_know_their_person'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('customer', 'customer'), ('staff', 'staff'), ('note', 'note')], max_length=10)),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'ticket_draft',
                'indexes': [models.Index(fields=['workspace', 'ticket'], name='draft_of_ticket')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'ticket', 'kind'), name='one_draft_of_a_kind'), models.CheckConstraint(condition=models.Q(('kind__in', ['staff', 'note'])), name='draft_is_of_ours')],
            },
        ),
        SecureTables(models=["Draft"], referred_to=False),
    ]
