from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("desk", "0007_words_to_search_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="asked",
            field=models.TextField(null=True),
        ),
    ]
