import django.contrib.postgres.fields
import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """People are asked to join by a link, of which only a hash is kept."""

    dependencies = [
        ("team", "0005_members_are_told"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ('secret', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('expires_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('invited_by', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'invitation',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('workspace', 'email'), name='invitation_open_once')],
            },
        ),
        SecureTables(models=["Invitation"], referred_to=False),
    ]
