"""Which contact a mail address belongs to."""

from dataclasses import dataclass

from rounds.workspaces.rows import fetch

KNOWN = """
    SELECT address.contact_id, address.id, contact.account_id
    FROM contact_address address JOIN contact ON contact.id = address.contact_id
    WHERE address.key = %s
"""
"""Who has the address of this key, by the columns of `KnownContact`; for other rooms' statements too. A key is one contact's."""


@dataclass(frozen=True, slots=True)
class KnownContact:
    """The contact behind a mail address."""

    contact_id: int
    address_id: int
    account_id: int | None


def key_of(address: str) -> str:
    """Give an address as it is compared: without space around it, in lower case."""
    return address.strip().lower()


def known_at(key: str) -> KnownContact | None:
    """Give the contact that has the address of this key; None where nobody has."""
    return next((KnownContact(*row) for row in fetch(KNOWN, [key])), None)
