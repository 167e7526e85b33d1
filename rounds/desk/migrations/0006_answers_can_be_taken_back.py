import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureTables


def own(to: str) -> WorkspaceForeignKey:
    return WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=to)


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


class Migration(migrations.Migration):
    """What is needed to take an answer back gets a table, and so do the files that come back with it."""

    dependencies = [
        ("desk", "0005_priorities_and_holds"),
        ('team', '0002_sessions_know_their_person'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerWaiting',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('member', own('team.member')),
                ('message', own('desk.message')),
                ('ticket', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'answer_waiting',
                'indexes': [models.Index(fields=['workspace', 'ticket'], name='way_back_of_ticket')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'message'), name='one_way_back')],
            },
        ),
        migrations.CreateModel(
            name='UnsentFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('media_type', models.TextField()),
                ('size', models.PositiveBigIntegerField()),
                ('blob', own('desk.blob')),
                ('member', own('team.member')),
                ('ticket', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'unsent_file',
                'indexes': [models.Index(fields=['workspace', 'ticket', 'member'], name='unsent_file_of_member')],
            },
        ),
        SecureTables(models=["AnswerWaiting", "UnsentFile"], referred_to=False),
    ]
