from django.db import migrations, models


class Migration(migrations.Migration):
    """An import counts the tickets that came in with nobody, for whoever had them there has as many as they may."""

    dependencies = [
        ("imports", "0004_usage_can_be_brought"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="waiting",
            field=models.PositiveIntegerField(default=0, db_default=0),
        ),
    ]
