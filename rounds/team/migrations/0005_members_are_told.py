import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Members are told of what happened."""

    dependencies = [
        ("team", "0004_sign_ins_know_their_device"),
        ('timeline', '0002_seal_the_history'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('event', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='timeline.timelineevent')),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'notice',
                'indexes': [models.Index(fields=['workspace', 'member', '-id'], name='notice_of_member'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['workspace', 'member'], name='notice_unread')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'event'), name='notice_once')],
            },
        ),
        SecureTables(models=["Notice"], referred_to=False),
    ]
