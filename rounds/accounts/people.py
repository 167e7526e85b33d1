"""What the page of one person shows: who they are, at which firm, and every address of theirs."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress, ContactKnownAs
from rounds.accounts.queries import AccountRow, Known, known_of
from rounds.basics.problems import NotThere


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One mail address of a person."""

    id: int
    address: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One person. account: None while nobody has said which. ids: by which other systems know them."""

    id: int
    name: str
    created_at: datetime
    account: AccountRow | None
    known: tuple[Known, ...]
    ids: tuple[Known, ...]
    addresses: tuple[AddressRow, ...]


def contact_page(contact_id: int) -> ContactPage:
    """Give a person with their firm and addresses. Raises NotThere."""
    contact = Contact.objects.select_related("account").filter(id=contact_id).first()
    if contact is None:
        raise NotThere(f"contact {contact_id}")
    ids = ContactKnownAs.objects.filter(record=contact).order_by("source", "key").values_list("source", "key")
    addresses = ContactAddress.objects.filter(contact=contact).order_by("position", "id").values_list("id", "address")
    return ContactPage(
        contact.pk,
        contact.name,
        contact.created_at,
        AccountRow(contact.account.pk, contact.account.name) if contact.account else None,
        known_of(Record.CONTACT, contact),
        tuple(Known(source, key) for source, key in ids),
        tuple(AddressRow(*row) for row in addresses),
    )
