"""Firms and people as programs read them: one statement each, a page of a list at a time by ids, which never change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rounds.accounts.addresses import key_of
from rounds.accounts.fields import Value
from rounds.accounts.stamps import OF_CONTACT
from rounds.basics.problems import NotThere
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A firm. version: as `stamps` has it. parent_id: the distributor it buys through."""

    id: int
    version: str
    name: str
    phone: str
    lifecycle: str
    tier: str
    region: str
    firm_type: str
    zone: str
    parent_id: int | None
    fields: dict[str, Value]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """One mail address of a person."""

    id: int
    address: str


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person at a customer's, with all their addresses. joined_into_id: the contact that they turned out to be."""

    id: int
    version: str
    account_id: int | None
    name: str
    title: str
    phone: str
    fields: dict[str, Value]
    created_at: datetime
    addresses: tuple[AddressRecord, ...]
    joined_into_id: int | None


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """One thing of ours that a customer has."""

    id: int
    version: str
    account_id: int | None
    kind: str
    serial: str
    name: str
    software: str
    fields: dict[str, Value]
    created_at: datetime


ASSETS = "SELECT id, xmin::text, account_id, kind, serial, name, software, fields::json, created_at FROM asset"

ACCOUNTS = """
    SELECT id, xmin::text, name, phone, lifecycle, tier, region, firm_type, zone, parent_id, fields::json, created_at
    FROM account
"""

CONTACTS = f"""
    SELECT contact.id, {OF_CONTACT}, contact.account_id, contact.name, contact.title, contact.phone,
           contact.fields::json, contact.created_at,
           coalesce((SELECT json_agg(json_build_array(address.id, address.address) ORDER BY address.position, address.id)
                     FROM contact_address address
                     WHERE address.contact_id = contact.id AND address.key IS NOT NULL), '[]'),
           contact.joined_into_id
    FROM contact
"""  # noqa: S608 - our own words


def account_record(account_id: int) -> AccountRecord:
    """Give one firm. Raises NotThere."""
    found = fetch(f"{ACCOUNTS} WHERE id = %s", [account_id])
    if not found:
        raise NotThere(f"account {account_id}")
    return AccountRecord(*found[0])


def account_records(*, name: str = "", after: int = 0, limit: int) -> list[AccountRecord]:
    """List firms by id. name: only those called so."""
    called = "AND name = %s" if name else ""
    values: list[object] = [after, name] if name else [after]
    found = fetch(f"{ACCOUNTS} WHERE id > %s {called} ORDER BY id LIMIT {limit:d}", values)
    return [AccountRecord(*row) for row in found]


def account_records_of(ids: Sequence[int]) -> list[AccountRecord]:
    """Give these firms, in the order in which they are asked for; those that are not there are left out."""
    found = fetch(f"{ACCOUNTS} WHERE id = ANY(%s) ORDER BY array_position(%s::bigint[], id)", [list(ids), list(ids)])
    return [AccountRecord(*row) for row in found]


def contact_record(contact_id: int) -> ContactRecord:
    """Give one person. Raises NotThere."""
    found = fetch(f"{CONTACTS} WHERE contact.id = %s", [contact_id])
    if not found:
        raise NotThere(f"contact {contact_id}")
    return _contact(found[0])


def contact_records(
    *, account_id: int | None = None, address: str = "", after: int = 0, limit: int
) -> list[ContactRecord]:
    """List people by id, without contacts that turned out to be another one.

    account_id: only this firm's. address: only whoever has it.
    """
    where: list[str] = ["contact.id > %s", "contact.joined_into_id IS NULL"]
    values: list[object] = [after]
    if account_id is not None:
        where, values = [*where, "contact.account_id = %s"], [*values, account_id]
    if address:
        having = "contact.id IN (SELECT contact_id FROM contact_address WHERE key = %s)"
        where, values = [*where, having], [*values, key_of(address)]
    found = fetch(f"{CONTACTS} WHERE {' AND '.join(where)} ORDER BY contact.id LIMIT {limit:d}", values)
    return [_contact(row) for row in found]


def asset_record(asset_id: int) -> AssetRecord:
    """Give one asset. Raises NotThere."""
    found = fetch(f"{ASSETS} WHERE id = %s", [asset_id])
    if not found:
        raise NotThere(f"asset {asset_id}")
    return AssetRecord(*found[0])


def asset_records(
    *, account_id: int | None = None, kind: str = "", serial: str = "", after: int = 0, limit: int
) -> list[AssetRecord]:
    """List assets by id. account_id, kind, serial: only those of that firm, so called."""
    where, values = ["id > %s"], [after]
    for column, value in (("account_id", account_id), ("kind", kind), ("serial", serial)):
        if value:
            where, values = [*where, f"{column} = %s"], [*values, value]  # type: ignore[list-item]
    found = fetch(f"{ASSETS} WHERE {' AND '.join(where)} ORDER BY id LIMIT {limit:d}", values)
    return [AssetRecord(*row) for row in found]


def _contact(row: tuple[Any, ...]) -> ContactRecord:
    contact_id, version, account_id, name, title, phone, fields, created_at, addresses, joined = row
    found = tuple(AddressRecord(*each) for each in addresses)
    return ContactRecord(contact_id, version, account_id, name, title, phone, fields, created_at, found, joined)


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """A field that the team keeps. record: what it belongs to."""

    record: str
    name: str
    type: str


def field_records() -> list[FieldRecord]:
    """List the fields that the team declared."""
    return [
        FieldRecord(*row) for row in fetch("SELECT record, name, type FROM declared_field ORDER BY record, name", [])
    ]
