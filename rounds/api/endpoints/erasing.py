"""A person is erased: asked for, and how far it is."""

from rounds.accounts.being_erased import erasing
from rounds.accounts.commands import ask_to_erase
from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import written_stamp_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.erasing import Erasing
from rounds.team.rules import MANAGE_PEOPLE

ROOM = "Contacts"


@writes("/contacts/{int:contact_id}/erasing", act=MANAGE_PEOPLE, room=ROOM, gives=Erasing, status=202)
def erase_contact(call: Call, contact_id: Id) -> Erasing:
    """Have a person erased, whole, for good: nobody can bring it back. A worker does it; where that is under way, it is the same erasing.
    Read it to hear when it is done; until then nobody can change the person or answer where they take part.
    """
    ask_to_erase(contact_id=contact_id, by=call.by, at=call.now, version=written_stamp_read(call))
    return Erasing.read(erasing(contact_id))


@reads("/contacts/{int:contact_id}/erasing", act=MANAGE_PEOPLE, room=ROOM, gives=Erasing)
def get_erasing(call: Call, contact_id: Id) -> Erasing:
    """Read how far erasing a person is."""
    return Erasing.read(erasing(contact_id))
