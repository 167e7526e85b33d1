"""What the page of one person shows: who they are, at which firm, and every address of theirs."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.being_erased import Erasing, Stage, erasing_of
from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress, ContactJoin, ContactKnownAs
from rounds.accounts.queries import AccountRow, Known, known_of
from rounds.accounts.stamps import stamp
from rounds.basics.problems import NotThere


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One mail address of a person."""

    id: int
    address: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One person. account: None while nobody has said which. ids: by which other systems know them.

    version: as `stamps` has it. joined: contacts that turned out to be them, the last one first. erasing: None where nobody asked for it.
    """

    id: int
    version: str
    name: str
    created_at: datetime
    account: AccountRow | None
    known: tuple[Known, ...]
    ids: tuple[Known, ...]
    addresses: tuple[AddressRow, ...]
    joined: tuple["JoinRecord", ...]
    erasing: Erasing | None

    @property
    def erased(self) -> bool:
        return self.erasing is not None and self.erasing.stage is Stage.DONE

    @property
    def being_erased(self) -> bool:
        return self.erasing is not None and self.erasing.stage is Stage.UNDER_WAY


@dataclass(frozen=True, slots=True)
class JoinRecord:
    """One joining. contact_id, name: of the one that stays; other_id, other: of the other. by_id: the member who did it."""

    id: int
    contact_id: int
    name: str
    other_id: int
    other: str
    by_id: int | None
    at: datetime
    undone_at: datetime | None


def join_record(join_id: int) -> JoinRecord:
    """Give one joining. Raises NotThere."""
    found = ContactJoin.objects.filter(id=join_id).values_list(*JOINING).first()
    if found is None:
        raise NotThere(f"joining {join_id}")
    return JoinRecord(*found)


JOINING = ("id", "kept_id", "kept__name", "other_id", "other__name", "by_id", "at", "undone_at")


def stands_for(contact_id: int) -> int:
    """Say which contact this one is now; mostly it is itself. Raises NotThere."""
    found = Contact.objects.filter(id=contact_id).values_list("joined_into_id", flat=True)
    if not found:
        raise NotThere(f"contact {contact_id}")
    return found[0] or contact_id


def contact_page(contact_id: int) -> ContactPage:
    """Give a person with their firm and addresses. Raises NotThere."""
    rows = Contact.objects.select_related("account").annotate(stamp=stamp(Contact))
    contact = rows.filter(id=contact_id).first()
    if contact is None:
        raise NotThere(f"contact {contact_id}")
    ids = ContactKnownAs.objects.filter(record=contact).order_by("source", "key").values_list("source", "key")
    addresses = (
        ContactAddress.objects.filter(contact=contact)
        .exclude(key=None)
        .order_by("position", "id")
        .values_list("id", "address")
    )
    joined = ContactJoin.objects.filter(kept=contact, undone_at=None).order_by("-id").values_list(*JOINING)
    return ContactPage(
        contact.pk,
        contact.stamp,
        contact.name,
        contact.created_at,
        AccountRow(contact.account.pk, contact.account.name) if contact.account else None,
        known_of(Record.CONTACT, contact),
        tuple(Known(source, key) for source, key in ids),
        tuple(AddressRow(*row) for row in addresses),
        tuple(JoinRecord(*row) for row in joined),
        erasing_of(contact),
    )
