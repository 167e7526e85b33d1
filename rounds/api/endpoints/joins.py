"""Two contacts are one person: said, read and taken back."""

from rounds.accounts.people import join_record
from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import written_stamp_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.joins import ContactJoin, OtherContact
from rounds.desk import commands

ROOM = "Contacts"


@writes("/contacts/{int:contact_id}/joins", act="look after accounts", room=ROOM, gives=ContactJoin, status=201)
def join_contacts(call: Call, contact_id: Id, body: OtherContact) -> ContactJoin:
    """Say that another contact is the same person: this one gets its addresses, tickets and all that refers to it."""
    made = commands.join_contacts(
        kept_id=contact_id,
        other_id=body.other_id,
        version=written_stamp_read(call),
        by=call.by,
        at=call.now,
    )
    return ContactJoin.read(join_record(made.pk))


@reads("/contact-joins/{int:join_id}", act="read accounts", room=ROOM, gives=ContactJoin)
def get_contact_join(call: Call, join_id: Id) -> ContactJoin:
    """Read a joining."""
    return ContactJoin.read(join_record(join_id))


@writes("/contact-joins/{int:join_id}/undoing", act="look after accounts", room=ROOM, gives=ContactJoin)
def part_contacts(call: Call, join_id: Id) -> ContactJoin:
    """Take a joining back: each contact stands for itself again. What was written since stays the one's that had stayed."""
    commands.part_contacts(join_id=join_id, by=call.by, at=call.now)
    return ContactJoin.read(join_record(join_id))
