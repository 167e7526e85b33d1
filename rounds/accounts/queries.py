"""What pages read of accounts and contacts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from rounds.accounts.addresses import key_of
from rounds.accounts.fields import BUILT_IN, Declared, FieldType, Record
from rounds.accounts.models import STANDS, Account, AccountKnownAs, Asset, Contact, ContactAddress, DeclaredField
from rounds.basics.problems import NotThere
from rounds.workspaces.rows import fetch
from rounds.workspaces.setwise import find_each


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at an account, with all their addresses."""

    id: int
    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known of a record: the field's name as people read it, and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One asset of an account."""

    id: int
    kind: str
    serial: str
    name: str
    software: str
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account, its people and assets; of many, the first ones. people, things: how many there are in all."""

    id: int
    name: str
    created_at: datetime
    parent: "AccountRow | None"
    known: tuple[Known, ...]
    ids: tuple[Known, ...]
    contacts: tuple[ContactRow, ...]
    people: int
    assets: tuple[AssetRow, ...]
    things: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the list."""

    id: int
    name: str


MOST_SHOWN = 100
"""People and assets that an account's page shows; the rest are counted."""


def account_page(account_id: int) -> AccountPage:
    """Give an account with its contacts and assets. Raises NotThere."""
    account = Account.objects.select_related("parent").filter(id=account_id).first()
    if account is None:
        raise NotThere(f"account {account_id}")
    people, assets = Contact.objects.filter(STANDS, account=account), Asset.objects.filter(account=account)
    ids = AccountKnownAs.objects.filter(record=account).order_by("source", "key").values_list("source", "key")
    first = people.order_by("name", "id").prefetch_related(addresses())[:MOST_SHOWN]
    return AccountPage(
        account.pk,
        account.name,
        account.created_at,
        AccountRow(account.parent.pk, account.parent.name) if account.parent else None,
        known_of(Record.ACCOUNT, account),
        tuple(Known(source, key) for source, key in ids),
        tuple(_contact(each) for each in first),
        people.count(),
        tuple(_asset(each) for each in assets.order_by("kind", "serial", "id")[:MOST_SHOWN]),
        assets.count(),
    )


def accounts_known_as(keys: Sequence[str], *, source: str) -> dict[str, int]:
    """Give the accounts that a source knows by these ids, by them."""
    return dict(find_each(AccountKnownAs, "key", keys, "record_id", source=source))


def known_of(record: Record, row: Account | Contact | Asset) -> tuple[Known, ...]:
    """List what is known of a record besides its name: the fields that every team has, then those of the team's own."""
    own = [(words, getattr(row, column)) for column, words in BUILT_IN[record].items() if column not in OF_ITS_OWN]
    declared = sorted(row.fields.items())
    return tuple(Known(name, _said(value)) for name, value in [*own, *declared] if value not in ("", None))


OF_ITS_OWN = frozenset({"name", "kind", "serial", "software"})
"""Columns that a page shows in a place of their own."""


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _asset(asset: Asset) -> AssetRow:
    known = known_of(Record.ASSET, asset)
    return AssetRow(asset.pk, asset.kind, asset.serial, asset.name, asset.software, known)


def declared(record: Record) -> tuple[Declared, ...]:
    """List the fields that the team declared for a kind of record, by name."""
    rows = DeclaredField.objects.filter(record=record).order_by("name").values_list("name", "type")
    return tuple(Declared(name, FieldType(type_)) for name, type_ in rows)


def account_list(*, after: str = "", limit: int = 50) -> tuple[AccountRow, ...]:
    """List accounts by name, those behind `after` (a name)."""
    found = Account.objects.filter(name__gt=after) if after else Account.objects.all()
    return tuple(AccountRow(*row) for row in found.order_by("name", "id").values_list("id", "name")[:limit])


def accounts_like(name: str, *, limit: int) -> tuple[AccountRow, ...]:
    """Give accounts with this name, domain or contact, or one that is like it; the best first."""
    return _firms(fetch(f"{FIRMS}{IN_ORDER}".format(limit), {"name": name, "alike": True}))


def people_like(name: str, *, limit: int) -> tuple[ContactRow, ...]:
    """Give contacts with this name or address, or one that is like it; the best first."""
    return _people(fetch(f"{PEOPLE}{IN_ORDER}".format(limit), {"name": name, "alike": True}))


def firms_and_people_like(
    name: str, *, limit: int, alike: bool
) -> tuple[tuple[AccountRow, ...], tuple[ContactRow, ...]]:
    """Give accounts and contacts as the two above do, in one statement. alike: also those whose name is only like it."""
    rows = fetch(f"{FIRMS}UNION ALL{PEOPLE}{IN_ORDER}".format(limit), {"name": name, "alike": alike})
    return _firms([row for row in rows if row[0]]), _people([row for row in rows if not row[0]])


def _firms(rows: list[tuple[Any, ...]]) -> tuple[AccountRow, ...]:
    return tuple(AccountRow(account_id, called) for _, _, account_id, called, _ in rows)


def _people(rows: list[tuple[Any, ...]]) -> tuple[ContactRow, ...]:
    found = {row[2]: row for row in reversed(rows)}  # who is found by a name they had before joining, too, is said once
    people = [row for row in rows if found[row[2]] is row]
    return tuple(ContactRow(contact_id, called, tuple(has or ())) for _, _, contact_id, called, has in people)


FIRMS = """
    SELECT true AS firm, near.place, near.id, found.name, NULL::text[] AS addresses
    FROM (SELECT * FROM accounts_named(%(name)s, {0}, %(alike)s) WITH ORDINALITY AS near(id, place) LIMIT {0}) near
    CROSS JOIN LATERAL (SELECT name FROM account WHERE account.id = near.id LIMIT 1) found
"""
PEOPLE = """
    SELECT false AS firm, near.place, found.id, found.name,
           (SELECT array_agg(a.address ORDER BY a.position, a.id) FROM contact_address a
                WHERE a.contact_id = found.id AND a.key IS NOT NULL)
    FROM (SELECT * FROM contacts_named(%(name)s, {0}, %(alike)s) WITH ORDINALITY AS near(id, place) LIMIT {0}) near
    CROSS JOIN LATERAL (
        SELECT coalesce(joined_into_id, id) AS id FROM contact WHERE contact.id = near.id LIMIT 1
    ) stands
    CROSS JOIN LATERAL (SELECT id, name FROM contact WHERE contact.id = stands.id LIMIT 1) found
"""
IN_ORDER = "ORDER BY firm DESC, place"
"""The limits stand in the text: else PostgreSQL takes the few for a thousand, and reads the whole table to join it with them."""


def contacts_without_account(*, limit: int = 50) -> tuple[ContactRow, ...]:
    """List people whose firm nobody has named yet, newest first."""
    people = Contact.objects.filter(STANDS, account=None).order_by("-id").prefetch_related(addresses())[:limit]
    return tuple(_contact(each) for each in people)


def contact_at(address: str) -> int | None:
    """Give the contact with a mail address; None where nobody has it."""
    return ContactAddress.objects.filter(key=key_of(address)).values_list("contact_id", flat=True).first()


def contact_names(ids: Iterable[int]) -> dict[int, str]:
    """Give the names of these contacts, one query."""
    wanted = [contact_id for contact_id in ids if contact_id]
    return dict(Contact.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def addresses() -> "Prefetch[str]":
    """Read the addresses of people along with them, the main one first."""
    return Prefetch("addresses", ContactAddress.objects.exclude(key=None).order_by("position", "id"))


def _contact(contact: Contact) -> ContactRow:
    return ContactRow(contact.pk, contact.name, tuple(row.address for row in contact.addresses.all()))
