import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureTables


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


def own(to: str, related_name: str = '+') -> WorkspaceForeignKey:
    return WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    """Tickets can be merged into another: each act gets a row, and so does each ticket that stands in another now."""

    dependencies = [
        ("desk", "0012_tickets_are_due"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ticket',
            name='state',
            field=models.CharField(choices=[('new', 'new'), ('open', 'open'), ('asleep', 'asleep'), ('closed', 'closed'), ('merged', 'merged')], default='new', max_length=10),
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('numbers', models.JSONField(default=list)),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('gained', models.JSONField(default=dict)),
                ('by_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('into', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'ticket_merge',
                'indexes': [models.Index(fields=['workspace', 'into', '-id'], name='merge_into')],
            },
        ),
        migrations.CreateModel(
            name='Merged',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('before', models.JSONField()),
                ('hold_id', models.BigIntegerField(null=True)),
                ('merge', own('desk.merge', 'parts')),
                ('ticket', own('desk.ticket')),
                ('survivor', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'ticket_merged',
                'constraints': [
                    models.UniqueConstraint(fields=('workspace', 'ticket'), name='merged_once'),
                    models.CheckConstraint(condition=models.Q(('ticket', models.F('survivor')), _negated=True), name='not_merged_into_itself'),
                ],
                'indexes': [
                    models.Index(fields=['workspace', 'survivor'], name='merged_into'),
                    models.Index(fields=['workspace', 'merge'], name='merged_by'),
                ],
            },
        ),
        SecureTables(models=["Merge"]),
        SecureTables(models=["Merged"], referred_to=False),
    ]
