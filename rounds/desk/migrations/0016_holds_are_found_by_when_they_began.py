from django.db import migrations, models


class Migration(migrations.Migration):
    """A question of when a hold began finds its index: what it asks says by itself that there is a hold."""

    dependencies = [
        ("desk", "0015_macros_are_run_on_tickets"),
    ]

    operations = [
        migrations.RemoveIndex(model_name='ticket', name='ticket_held'),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('held_since__isnull', False)), fields=['workspace', 'held_since', 'id'], name='ticket_held'),
        ),
    ]
