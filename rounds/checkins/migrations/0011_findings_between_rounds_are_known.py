from django.db import migrations, models


class Migration(migrations.Migration):
    """A finding that was written while a check-in slept between two rounds is none of the next round. Those from before count as they did."""

    dependencies = [("checkins", "0010_days_can_be_moved")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="in_a_round",
            field=models.BooleanField(default=True, db_default=True),
        ),
    ]
