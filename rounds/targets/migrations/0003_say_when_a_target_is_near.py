from django.db import migrations, models


class Migration(migrations.Migration):
    """A target knows when it is near, and the lists when the next one is due."""

    dependencies = [
        ("targets", "0002_old_tickets_catch_up"),
        ('desk', '0012_tickets_are_due'),
    ]

    operations = [
        migrations.AddField(model_name='run', name='near_at', field=models.DateTimeField(null=True)),
        migrations.RunSQL(
            """
            INSERT INTO next_due (workspace_id, ticket_id, target, due_at, missed_at)
            SELECT DISTINCT ON (workspace_id, ticket_id) workspace_id, ticket_id, target, due_at, missed_at
            FROM target_run WHERE ended_at IS NULL AND due_at IS NOT NULL ORDER BY workspace_id, ticket_id, due_at, id
            """,
            "DELETE FROM next_due",
        ),
    ]
