from django.db import migrations

from rounds.accounts.standing import FollowsJoins


class Migration(migrations.Migration):
    """Whoever asks, takes part or wrote is the contact that stands, however late a mail's rows are written."""

    dependencies = [
        ("accounts", "0007_contacts_are_joined"),
        ("desk", "0026_letters_are_taken_back_whole"),
    ]

    operations = [
        FollowsJoins(table="ticket", column="requester_id"),
        FollowsJoins(table="ticket_party", column="contact_id"),
        FollowsJoins(table="message", column="author_contact_id"),
    ]
