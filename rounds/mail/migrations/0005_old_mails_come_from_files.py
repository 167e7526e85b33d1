from django.db import migrations, models


class Migration(migrations.Migration):
    """Mails of long ago come in out of files."""

    dependencies = [
        ("mail", "0004_ways_in"),
    ]

    operations = [
        migrations.AlterField(
            model_name='received',
            name='via',
            field=models.CharField(choices=[('smtp', 'the SMTP door'), ('imap', 'a polled mailbox'), ('file', 'a file of old mails')], max_length=10),
        ),
    ]
