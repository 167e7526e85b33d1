from django.db import migrations, models


class Migration(migrations.Migration):
    """Bounces that tell nothing new are counted together, whatever servers they are from."""

    dependencies = [("mail", "0010_mails_of_a_storm_are_marked")]

    operations = [
        migrations.AddField("received", "post", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "received",
            models.Index(
                fields=["workspace", "mailbox", "received_at"],
                name="received_of_post",
                condition=models.Q(post=True),
            ),
        ),
    ]
