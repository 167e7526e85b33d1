"""People at firms, with their mail addresses."""

from ninja import Query

from rounds.accounts import commands
from rounds.accounts.records import contact_record, contact_records
from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import as_written, version_read, written_stamp_read
from rounds.api.shapes.accounts import Contact, ContactChange, ContactFilter, Contacts, Firm, NewAddress, NewContact
from rounds.api.shapes.base import Id
from rounds.desk import commands as desk

ROOM = "Contacts"


@reads("/contacts", act="read accounts", room=ROOM, gives=Contacts)
def list_contacts(call: Call, query: Query[ContactFilter]) -> Contacts:
    """List people, by id."""
    narrowed = ["contacts", query.account, query.address]
    [after] = opened(query.after, of=narrowed) or [0]
    found = contact_records(account_id=query.account, address=query.address, after=after, limit=query.limit + 1)
    rows = [Contact.read(record) for record in found[: query.limit]]
    more = sealed([rows[-1].id], of=narrowed) if len(found) > query.limit else None
    return Contacts.model_construct(items=rows, next=more)


@writes("/contacts", act="look after accounts", room=ROOM, gives=Contact, status=201, versioned=True)
def note_contact(call: Call, body: NewContact) -> Contact:
    """Note a person, with their addresses and their firm where it is known."""
    made = commands.note_contact(
        name=body.name,
        addresses=body.addresses,
        account_id=body.account_id,
        title=body.title,
        phone=body.phone,
        by=call.by,
        at=call.now,
    )
    return Contact.read(contact_record(made.pk))


@reads("/contacts/{int:contact_id}", act="read accounts", room=ROOM, gives=Contact, versioned=True)
def get_contact(call: Call, contact_id: Id) -> Contact:
    """Read a person."""
    return Contact.read(contact_record(contact_id))


@writes(
    "/contacts/{int:contact_id}", method="PATCH", act="look after accounts", room=ROOM, gives=Contact, versioned=True
)
def change_contact(call: Call, contact_id: Id, body: ContactChange) -> Contact:
    """Write what is known of a person. Needs If-Match."""
    commands.change_contact(
        contact_id=contact_id,
        values=body.model_dump(exclude_none=True, exclude={"fields"}),
        fields=as_written(body.fields),
        version=version_read(call),
        by=call.by,
        at=call.now,
    )
    return Contact.read(contact_record(contact_id))


@writes("/contacts/{int:contact_id}/addresses", act="look after accounts", room=ROOM, gives=Contact, versioned=True)
def give_address(call: Call, contact_id: Id, body: NewAddress) -> Contact:
    """Note one more mail address of a person."""
    commands.give_address(contact_id=contact_id, address=body.address, by=call.by, at=call.now)
    return Contact.read(contact_record(contact_id))


@writes(
    "/contacts/{int:contact_id}/addresses/{int:address_id}",
    method="DELETE",
    act="look after accounts",
    room=ROOM,
    gives=Contact,
    versioned=True,
)
def take_address_away(call: Call, contact_id: Id, address_id: Id) -> Contact:
    """Take a mail address away from a person. Their tickets are answered at the first one that is left."""
    desk.take_address_away(
        contact_id=contact_id, address_id=address_id, version=written_stamp_read(call), by=call.by, at=call.now
    )
    return Contact.read(contact_record(contact_id))


@writes("/contacts/{int:contact_id}/account", act="look after accounts", room=ROOM, gives=Contact, versioned=True)
def place_contact(call: Call, contact_id: Id, body: Firm) -> Contact:
    """Say which firm a person belongs to. Tickets of theirs that had no account get it too."""
    desk.place_at(
        contact_id=contact_id, account_id=body.account_id, version=written_stamp_read(call), by=call.by, at=call.now
    )
    return Contact.read(contact_record(contact_id))
