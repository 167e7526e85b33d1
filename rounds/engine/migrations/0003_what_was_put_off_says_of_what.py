from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_what_was_put_off_says_what_it_is"),
    ]

    operations = [
        migrations.AddField(
            model_name="putoff",
            name="of",
            field=models.TextField(db_default="record", default="record"),
        ),
    ]
