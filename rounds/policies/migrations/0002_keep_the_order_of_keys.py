from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="clauserow",
            name="written",
            field=models.TextField(db_default="", default=""),
        ),
    ]
