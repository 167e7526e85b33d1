from django.db import migrations, models


class Migration(migrations.Migration):
    """A message keeps what is known of whom its mail is from; those that came before say nothing of it."""

    dependencies = [
        ("desk", "0019_a_past_is_kept_by_its_ticket"),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='sender',
            field=models.JSONField(null=True),
        ),
    ]
