from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0007_mailboxes_send_at_a_pace")]

    operations = [
        migrations.AddField("errand", "reply_to", models.TextField(default="", db_default="")),
        migrations.AddField("errand", "answers", models.TextField(default="", db_default="")),
    ]
