import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """A mailbox may send no more than so many mails a minute."""

    dependencies = [
        ("mail", "0006_mails_are_counted_by_sender"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('outbox_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('left', models.BooleanField()),
                ('mailbox', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='mail.mailbox')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'mail_departure',
                'indexes': [models.Index(fields=['workspace', 'mailbox', 'at'], name='departure_of_mailbox')],
            },
        ),
        SecureTables(models=['Departure'], referred_to=False),
    ]
