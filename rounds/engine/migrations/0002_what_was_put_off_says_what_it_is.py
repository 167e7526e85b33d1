from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="putoff",
            name="says",
            field=models.TextField(db_default="", default=""),
        ),
    ]
