"""Getting to know people at firms, by somebody of the team rather than by their mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rounds.accounts.addresses import key_of
from rounds.accounts.being_erased import meanwhile_problems, refuse_meanwhile
from rounds.accounts.commands.loading import declared_fields, read_fields, text_problems
from rounds.accounts.commands.people import add_address, place_contact
from rounds.accounts.events import ContactAdded, ContactChanged
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.joining import joined_problem
from rounds.accounts.models import Contact, ContactAddress
from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here


@command
def note_contact(
    *,
    name: str,
    addresses: Sequence[str],
    account_id: int | None,
    by: Actor,
    at: datetime,
    title: str = "",
    phone: str = "",
) -> Contact:
    """Note a person at a customer's, with their addresses and, where it is known, their firm.

    Raises NotAllowed, NotThere (no such account), Refused (no name, an address that somebody has).
    """
    require(by, "look after accounts")
    values = {"name": name, "title": title, "phone": phone}
    refuse_if([*text_problems(Record.CONTACT, values, needed=("name",)), *_taken_problems(addresses)])
    contact = Contact.objects.create(
        workspace_id=here(), created_at=at, **{column: text.strip() for column, text in values.items()}
    )
    record(ContactAdded(contact=contact.pk), by=by, at=at)
    for address in addresses:
        add_address(contact_id=contact.pk, address=address, by=by, at=at)
    return place_contact(contact_id=contact.pk, account_id=account_id, by=by, at=at) if account_id else contact


@command
def change_contact(
    *,
    contact_id: int,
    values: Mapping[str, str],
    fields: Mapping[str, str],
    by: Actor,
    at: datetime,
    version: str | None = None,
) -> Contact:
    """Write what is known of a person: name, title, phone, declared fields. What is not given stays.

    version: as it was read. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, "look after accounts")
    refuse_meanwhile(contact_id)
    rows = Contact.objects.select_for_update().filter(id=contact_id)
    contact = rows.annotate(stamp=stamp(Contact)).first()
    if contact is None:
        raise NotThere(f"contact {contact_id}")
    if contact.joined_into_id:
        raise Refused([joined_problem(contact.name)])
    refuse_if(meanwhile_problems(contact))
    before = {**{name: getattr(contact, name) for name in BUILT_IN[Record.CONTACT]}, **contact.fields}
    stands = {name: str(value) for name, value in before.items()}
    unchanged(contact.stamp, version, what=contact.name, mine={**values, **fields}, theirs=stands)
    refuse_if(text_problems(Record.CONTACT, values, needed=("name",)))
    kept, problems = read_fields(declared_fields(Record.CONTACT), fields)
    refuse_if(problems)
    for name, value in values.items():
        setattr(contact, name, value.strip())
    contact.fields = {name: value for name, value in {**contact.fields, **kept}.items() if value is not None}
    after = {**{name: getattr(contact, name) for name in BUILT_IN[Record.CONTACT]}, **contact.fields}
    if changed := sorted(name for name in {*before, *after} if before.get(name) != after.get(name)):
        contact.save(update_fields=[*values, "fields"])
        record(ContactChanged(contact=contact.pk, account=contact.account_id, changed=changed), by=by, at=at)
    return contact


@command
def give_address(*, contact_id: int, address: str, by: Actor, at: datetime) -> ContactAddress:
    """Note one more address of a person. Raises NotAllowed, NotThere, Refused where the address is another contact's."""
    require(by, "look after accounts")
    return add_address(contact_id=contact_id, address=address, by=by, at=at)


def _taken_problems(addresses: Sequence[str]) -> list[Problem]:
    taken = ContactAddress.objects.filter(key__in=[key_of(address) for address in addresses])
    return [
        Problem("address taken", f"{address} belongs to another contact.", "Change that contact.", field="addresses")
        for address in taken.values_list("address", flat=True)
    ]
