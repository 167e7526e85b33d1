from django.db import migrations, models


class Migration(migrations.Migration):
    """A queue's live tickets are found, and counted, without looking at those of the others."""

    dependencies = [
        ("desk", "0013_tickets_are_merged"),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['new', 'open'])), fields=['workspace', 'queue', 'opened_at', 'id'], name='ticket_by_queue'),
        ),
    ]
