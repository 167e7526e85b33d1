from django.db import migrations, models


class Migration(migrations.Migration):
    """A round that ends may have a note of what has to follow."""

    dependencies = [("checkins", "0008_marks_of_titles_are_known")]

    operations = [
        migrations.AddField(model_name="rounddone", name="note_id", field=models.BigIntegerField(null=True)),
    ]
