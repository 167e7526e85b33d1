from django.db import migrations, models


class Migration(migrations.Migration):
    """An erasing that is tried again each minute says how often it was, so that somebody is told in the end."""

    dependencies = [("accounts", "0009_erasing_is_asked_for")]

    operations = [
        migrations.AddField("contact", "erasing_tries", models.PositiveIntegerField(default=0, db_default=0)),
    ]
