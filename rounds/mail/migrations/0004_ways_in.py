import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


def mailbox() -> rounds.workspaces.models.WorkspaceForeignKey:
    return rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='mail.mailbox')


class Migration(migrations.Migration):
    """Other addresses of a mailbox, the accounts it is read from, and how far each folder was read."""

    dependencies = [
        ("mail", "0003_members_are_warned"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailboxAlias',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('address', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('mailbox', mailbox()),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'mailbox_alias',
                'constraints': [models.UniqueConstraint(fields=('address',), name='mailbox_alias_once')],
                'indexes': [models.Index(fields=['workspace', 'mailbox'], name='alias_of_mailbox')],
            },
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('host', models.TextField()),
                ('port', models.PositiveIntegerField()),
                ('tls', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('none', 'Not encrypted')], max_length=10)),
                ('user', models.TextField()),
                ('folders', models.JSONField(default=list)),
                ('from_now', models.BooleanField()),
                ('secret', models.TextField()),
                ('token_url', models.TextField(default='')),
                ('client_id', models.TextField(default='')),
                ('client_secret', models.TextField(default='')),
                ('scope', models.TextField(default='')),
                ('created_at', models.DateTimeField()),
                ('mailbox', mailbox()),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'mail_way',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'mailbox', 'host', 'user'), name='mail_way_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadFolder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('place', models.TextField()),
                ('validity', models.BigIntegerField(null=True)),
                ('uid', models.BigIntegerField(default=0)),
                ('first_at', models.DateTimeField(null=True)),
                ('waits', models.PositiveIntegerField(default=0)),
                ('trouble', models.TextField(default='')),
                ('since', models.DateTimeField()),
                ('mailbox', mailbox()),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'mail_folder',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'mailbox', 'place'), name='mail_folder_once')],
            },
        ),
        SecureTables(models=['MailboxAlias', 'Way', 'ReadFolder'], referred_to=False),
        AcrossWorkspaces(
            name='mailbox_of_address',
            arguments='spellings text[]',
            returns='TABLE (workspace_id bigint, id bigint)',
            body="""
                SELECT found.workspace_id, found.id FROM (
                    SELECT m.workspace_id, m.id, m.address FROM mailbox m WHERE m.address = ANY (spellings)
                    UNION ALL
                    SELECT a.workspace_id, a.mailbox_id, a.address FROM mailbox_alias a WHERE a.address = ANY (spellings)
                ) found
                ORDER BY array_position(spellings, found.address) LIMIT 1
            """,
        ),
        AcrossWorkspaces(
            name='mail_ways',
            arguments='',
            returns='TABLE (workspace_id bigint, id bigint)',
            body="""
                SELECT w.workspace_id, w.id FROM mail_way w ORDER BY w.id
            """,
        ),
    ]
