from django.db import migrations, models


class Migration(migrations.Migration):
    """A letter that is taken back is begun again as the letter that it was, under its subject."""

    dependencies = [("desk", "0025_sleepers_are_given_before_they_wake")]

    operations = [
        migrations.AddField("answerwaiting", "whole", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("draft", "letter_subject", models.TextField(null=True)),
    ]
