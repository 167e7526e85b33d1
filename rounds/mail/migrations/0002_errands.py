import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Mails of ours that are about no ticket get a table: invitations, trials."""

    dependencies = [
        ("mail", "0001_initial"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('recipient', models.TextField()),
                ('sender', models.TextField()),
                ('subject', models.TextField()),
                ('text', models.TextField()),
                ('about_kind', models.TextField()),
                ('about_id', models.BigIntegerField()),
                ('created_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'errand',
                'indexes': [models.Index(fields=['workspace', 'about_kind', 'about_id', '-id'], name='errand_about')],
            },
        ),
        SecureTables(models=["Errand"], referred_to=False),
    ]
