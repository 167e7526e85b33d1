import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureTables


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


def own(to: str, related_name: str = '+') -> WorkspaceForeignKey:
    return WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    """An act on many tickets gets a row, and each of its tickets one with what it was before."""

    dependencies = [
        ("desk", "0010_queues_give_in_turn"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ManyDo',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('verb', models.CharField(choices=[('close', 'close'), ('assign', 'assign'), ('kind', 'kind'), ('priority', 'priority'), ('sleep', 'sleep'), ('hold', 'hold')], max_length=10)),
                ('word', models.TextField(default='')),
                ('by_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('workspace', workspace()),
            ],
            options={'db_table': 'many_do'},
        ),
        migrations.CreateModel(
            name='ManyItem',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('before', models.JSONField()),
                ('version', models.PositiveIntegerField()),
                ('refusal', models.TextField(default='')),
                ('undone', models.BooleanField(default=False)),
                ('many', own('desk.manydo', 'items')),
                ('ticket', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'many_item',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'many', 'ticket'), name='many_once_a_ticket')],
                'indexes': [models.Index(fields=['workspace', 'ticket'], name='many_of_ticket')],
            },
        ),
        SecureTables(models=["ManyDo"]),
        SecureTables(models=["ManyItem"], referred_to=False),
    ]
