from django.db import migrations, models


class Migration(migrations.Migration):
    """What was brought of a firm's check-ins may be of one programme, where the firm is on several."""

    dependencies = [("checkins", "0018_suggestions_are_kept")]

    operations = [
        migrations.AddField(
            model_name="brought", name="programme", field=models.TextField(default="", db_default="")
        ),
    ]
