from django.db import migrations, models


class Migration(migrations.Migration):
    """That a firm needs no check-in can be taken back, as other acts can; the database has no list of them."""

    dependencies = [("checkins", "0014_a_round_counts_once")]

    operations = [
        migrations.AlterField(
            model_name="wayback",
            name="what",
            field=models.CharField(
                max_length=10,
                choices=[
                    ("started", "started"),
                    ("logged", "logged"),
                    ("ended", "ended"),
                    ("moved", "moved"),
                    ("exempted", "exempted"),
                ],
            ),
        ),
    ]
