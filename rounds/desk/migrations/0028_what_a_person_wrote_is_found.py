from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Where a contact takes part and what they wrote is found without reading all of it: when two are joined, or one is erased."""

    dependencies = [
        ("desk", "0027_tickets_follow_joined_contacts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["workspace", "contact"], name="party_of_contact"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["workspace", "author_contact"],
                name="message_of_author",
                condition=Q(author_contact__isnull=False),
            ),
        ),
    ]
