from django.db import migrations, models


class Migration(migrations.Migration):
    """Another day of a check-in that sleeps can be taken back, as other acts can; the database has no list of them."""

    dependencies = [("checkins", "0009_follow_ups_are_noted")]

    operations = [
        migrations.AlterField(
            model_name="wayback",
            name="what",
            field=models.CharField(
                max_length=10,
                choices=[("started", "started"), ("logged", "logged"), ("ended", "ended"), ("moved", "moved")],
            ),
        ),
    ]
