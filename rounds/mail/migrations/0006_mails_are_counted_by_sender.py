from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_old_mails_come_from_files")]

    operations = [
        migrations.AddIndex(
            "received",
            models.Index("workspace", "mailbox", Lower("sender"), "received_at", name="received_by_sender"),
        )
    ]
