from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0021_rows_stand_under_one")]

    operations = [
        migrations.AddField("message", "old_answer", models.BooleanField(default=False, db_default=False)),
    ]
