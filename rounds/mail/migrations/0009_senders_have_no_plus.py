from django.db import migrations, models
from django.db.models import F

from rounds.mail.models import one_sender


class Migration(migrations.Migration):
    """A column that the database makes is made anew where what it is made of changes."""

    dependencies = [("mail", "0008_writers_are_answered_at_once")]

    operations = [
        migrations.RemoveIndex("received", "received_by_sender"),
        migrations.RemoveField("received", "sender_key"),
        migrations.AddField(
            "received",
            "sender_key",
            models.GeneratedField(
                expression=one_sender(F("sender")), output_field=models.TextField(), db_persist=True
            ),
        ),
        migrations.AddIndex(
            "received",
            models.Index(fields=["workspace", "mailbox", "sender_key", "received_at"], name="received_by_sender"),
        ),
        migrations.AddField("received", "straight", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "errand", models.Index(fields=["workspace", "about_kind", "created_at"], name="errand_lately")
        ),
    ]
