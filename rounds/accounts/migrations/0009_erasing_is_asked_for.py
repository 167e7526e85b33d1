from django.db import migrations, models
from django.db.models import Q

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Erasing somebody is asked for, and a worker does it: the row says so until it is done, or why it could not be."""

    dependencies = [("accounts", "0008_who_was_erased")]

    operations = [
        migrations.AddField("contact", "erasing_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("contact", "erasing_by_id", models.BigIntegerField(null=True)),
        migrations.AddField("contact", "erasing_due_at", models.DateTimeField(null=True)),
        migrations.AddField("contact", "erasing_trouble", models.TextField(default="", db_default="")),
        migrations.AddIndex(
            "contact",
            models.Index(
                fields=["erasing_due_at"], name="contact_being_erased", condition=Q(erasing_due_at__isnull=False)
            ),
        ),
        AcrossWorkspaces(
            name="due_erasings",
            arguments="until timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT contact.workspace_id, contact.id FROM contact
                WHERE contact.erasing_due_at <= until
                ORDER BY contact.erasing_due_at LIMIT most
            """,
        ),
    ]
