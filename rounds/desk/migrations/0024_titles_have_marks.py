from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0023_rare_words_are_looked_for_alone")]

    operations = [migrations.AddField("ticket", "mark", models.TextField(default="", db_default=""))]
