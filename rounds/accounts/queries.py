"""What pages read of accounts and contacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.basics.problems import NotThere


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at an account, with all their addresses."""

    id: int
    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account and its people."""

    id: int
    name: str
    created_at: datetime
    contacts: tuple[ContactRow, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the list."""

    id: int
    name: str


def account_page(account_id: int) -> AccountPage:
    """Give an account with its contacts. Raises NotThere."""
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise NotThere(f"account {account_id}")
    people = Contact.objects.filter(account=account).order_by("name", "id").prefetch_related(_addresses())
    return AccountPage(account.pk, account.name, account.created_at, tuple(_contact(each) for each in people))


def account_list(*, after: str = "", limit: int = 50) -> tuple[AccountRow, ...]:
    """List accounts by name, those behind `after` (a name)."""
    found = Account.objects.filter(name__gt=after) if after else Account.objects.all()
    return tuple(AccountRow(*row) for row in found.order_by("name", "id").values_list("id", "name")[:limit])


def contacts_without_account(*, limit: int = 50) -> tuple[ContactRow, ...]:
    """List people whose firm nobody has named yet, newest first."""
    people = Contact.objects.filter(account=None).order_by("-id").prefetch_related(_addresses())[:limit]
    return tuple(_contact(each) for each in people)


def contact_names(ids: Iterable[int]) -> dict[int, str]:
    """Give the names of these contacts, one query."""
    wanted = [contact_id for contact_id in ids if contact_id]
    return dict(Contact.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def _addresses() -> "Prefetch[str]":
    return Prefetch("addresses", ContactAddress.objects.order_by("position", "id"))


def _contact(contact: Contact) -> ContactRow:
    return ContactRow(contact.pk, contact.name, tuple(row.address for row in contact.addresses.all()))
