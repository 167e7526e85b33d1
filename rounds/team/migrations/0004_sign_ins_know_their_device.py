from django.db import migrations, models


class Migration(migrations.Migration):
    """Sign-ins say what kind of browser they are of, and when it last came; those before say nothing of it."""

    dependencies = [
        ("team", "0003_members_keep_their_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='device',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='session',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
    ]
