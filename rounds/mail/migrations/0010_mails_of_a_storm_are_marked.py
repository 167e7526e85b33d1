from django.db import migrations, models


class Migration(migrations.Migration):
    """What is one of a storm is marked; until now the words of the reason told it."""

    dependencies = [("mail", "0009_senders_have_no_plus")]

    operations = [
        migrations.AddField("received", "storm", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(
            "UPDATE received SET storm = true WHERE reason LIKE 'More came from this sender than is let in:%'",
            migrations.RunSQL.noop,
        ),
    ]
