from django.db import migrations, models


class Migration(migrations.Migration):
    """A reach-out knows whom it was written to, so that a copy that failed, or arrived, is not taken for it."""

    dependencies = [("checkins", "0005_grades_are_compared")]

    operations = [
        migrations.AddField(model_name="reachout", name="address_id", field=models.BigIntegerField(null=True)),
    ]
