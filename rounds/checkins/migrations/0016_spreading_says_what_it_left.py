from django.db import migrations, models


class Migration(migrations.Migration):
    """A spreading says how many check-ins it left alone; older ones left none."""

    dependencies = [("checkins", "0015_that_none_is_needed_can_be_taken_back")]

    operations = [
        migrations.AddField(
            model_name="spreading",
            name="left_alone",
            field=models.PositiveIntegerField(default=0, db_default=0),
        ),
    ]
