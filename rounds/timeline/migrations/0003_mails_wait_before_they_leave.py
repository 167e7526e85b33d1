from django.db import migrations, models

STATES = [('queued', 'Waits to be sent'), ('claimed', 'Being sent'), ('handing over', 'Being handed over'), ('sent', 'Sent'), ('may have arrived', 'May have arrived'), ('stopped', 'Stopped'), ('dropped', 'Dropped'), ('taken back', 'Taken back')]


class Migration(migrations.Migration):
    """A mail may have a moment before which nobody sends it; null, as the program before writes it, leaves at once."""

    dependencies = [
        ("timeline", "0002_seal_the_history"),
    ]

    operations = [
        migrations.AddField('outbox', 'leaves_at', models.DateTimeField(null=True)),
        migrations.AlterField('outbox', 'state', models.CharField(choices=STATES, default='queued', max_length=20)),
    ]
