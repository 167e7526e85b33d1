from django.db import migrations, models


class Migration(migrations.Migration):
    """A kept answer says which address was called, so that erasing somebody finds what was done to them or to a ticket of theirs."""

    dependencies = [("api", "0001_kept_answers")]

    operations = [migrations.AddField("keptanswer", "path", models.TextField(default="", db_default=""))]
