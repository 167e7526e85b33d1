from django.db import migrations, models


class Migration(migrations.Migration):
    """An act on tickets may be a macro."""

    dependencies = [
        ("desk", "0014_live_tickets_by_queue"),
    ]

    operations = [
        migrations.AlterField(
            model_name='manydo',
            name='verb',
            field=models.CharField(choices=[('close', 'close'), ('assign', 'assign'), ('kind', 'kind'), ('priority', 'priority'), ('sleep', 'sleep'), ('hold', 'hold'), ('macro', 'macro')], max_length=10),
        ),
    ]
