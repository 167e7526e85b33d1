from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_old_mails_come_from_files")]

    operations = [
        migrations.AddField(
            "received",
            "sender_key",
            models.GeneratedField(expression=Lower("sender"), output_field=models.TextField(), db_persist=True),
        ),
        migrations.AddIndex(
            "received",
            models.Index(fields=["workspace", "mailbox", "sender_key", "received_at"], name="received_by_sender"),
        ),
    ]
