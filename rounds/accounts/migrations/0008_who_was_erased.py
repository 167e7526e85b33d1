from django.db import migrations, models

FILL = """
    UPDATE contact SET erased_at = now()
    WHERE name = 'Erased person'
    AND NOT EXISTS (SELECT 1 FROM contact_address address
                    WHERE address.workspace_id = contact.workspace_id AND address.contact_id = contact.id)
    AND NOT EXISTS (SELECT 1 FROM contact_join joined
                    WHERE joined.workspace_id = contact.workspace_id AND joined.other_id = contact.id AND joined.undone_at IS NULL)
"""
"""Whoever was erased before has the name that erasing gives and no address; one of that name who was only joined has a joining."""


class Migration(migrations.Migration):
    """Whether somebody was erased is a column of its own: a name is what anybody writes into a mail."""

    dependencies = [("accounts", "0007_contacts_are_joined")]

    operations = [
        migrations.AddField("contact", "erased_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
