"""What the page of one person shows: who they are, at which firm, and every address of theirs."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress, ContactJoin, ContactKnownAs
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


@dataclass(frozen=True, slots=True)
class JoinRecord:
    """One joining. contact_id: of the one that stays. by_id: the member who did it."""

    id: int
    contact_id: int
    other_id: int
    by_id: int | None
    at: datetime
    undone_at: datetime | None


def join_record(join_id: int) -> JoinRecord:
    """Give one joining. Raises NotThere."""
    columns = ("id", "kept_id", "other_id", "by_id", "at", "undone_at")
    found = ContactJoin.objects.filter(id=join_id).values_list(*columns).first()
    if found is None:
        raise NotThere(f"joining {join_id}")
    return JoinRecord(*found)


def contact_page(contact_id: int) -> ContactPage:
    """Give a person with their firm and addresses. Raises NotThere."""
    contact = Contact.objects.select_related("account").filter(id=contact_id).first()
    if contact is None:
        raise NotThere(f"contact {contact_id}")
    ids = ContactKnownAs.objects.filter(record=contact).order_by("source", "key").values_list("source", "key")
    addresses = (
        ContactAddress.objects.filter(contact=contact)
        .exclude(key=None)
        .order_by("position", "id")
        .values_list("id", "address")
    )
    return ContactPage(
        contact.pk,
        contact.name,
        contact.created_at,
        AccountRow(contact.account.pk, contact.account.name) if contact.account else None,
        known_of(Record.CONTACT, contact),
        tuple(Known(source, key) for source, key in ids),
        tuple(AddressRow(*row) for row in addresses),
    )
