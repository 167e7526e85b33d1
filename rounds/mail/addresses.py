"""Addresses of our own: plus-addressing understood, and reply addresses that carry a signed ticket number.

`support+4127.k3v5q0xd2m7w9a1b@example.org` says "ticket 4127", and only whoever holds the workspace's key can have
written it. Everything is lower case, for many mail systems make it so.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LETTERS_OF_SIGNATURE = 16
"""80 bits: nobody guesses them by mail, and the part before the @ stays under the 64 letters RFC 5321 allows."""

LONGEST_LOCAL_PART = 64

SIGNED = re.compile(r"(?P<box>.+)\+(?P<number>\d{1,10})\.(?P<signature>[a-z2-7]{16})@(?P<host>[^@]+)")


@dataclass(frozen=True, slots=True)
class Signed:
    """A reply address that we have made: it belongs to the ticket of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Forged:
    """An address that looks like one of ours and carries a signature that is not ours."""


def reply_key(secret: str | bytes, *, workspace_id: int) -> bytes:
    """Derive the key that signs a workspace's reply addresses from the secret key of this Rounds."""
    secret = secret.encode() if isinstance(secret, str) else secret
    return hmac.digest(secret, f"rounds reply address of workspace {workspace_id}".encode(), hashlib.sha256)


def reply_address(mailbox: str, *, number: int, key: bytes) -> str:
    """Give the address that answers to ticket `number` come back to. mailbox: its plain address."""
    box, _, host = mailbox.strip().lower().rpartition("@")
    return f"{box}+{number}.{_signature(box, number, key)}@{host}"


def return_address(mailbox: str, *, number: int, key: bytes) -> str:
    """Give the address that a mail about ticket `number` comes back to where it cannot be delivered: its reply address.

    Servers take no longer name before the @ than 64 letters in an envelope; the mailbox itself then.
    """
    signed = reply_address(mailbox, number=number, key=key)
    return signed if len(signed.rpartition("@")[0]) <= LONGEST_LOCAL_PART else mailbox


def ticket_of_address(address: str, *, keys: Sequence[bytes]) -> Signed | Forged | None:
    """Say which ticket an address was made for; None for an address that does not look like one of these.

    keys: the present one and those it replaced.
    """
    found = SIGNED.fullmatch(address.strip().lower())
    if found is None:
        return None
    number = int(found["number"])
    fits = [hmac.compare_digest(found["signature"], _signature(found["box"], number, key)) for key in keys]
    return Signed(number) if any(fits) else Forged()


def ticket_of_addresses(addresses: Iterable[str], *, keys: Sequence[bytes]) -> Signed | Forged | None:
    """Say which ticket these addresses, all of them ours, were made for; one forged address among them spoils all."""
    found = [ticket for address in addresses if (ticket := ticket_of_address(address, keys=keys))]
    return next((ticket for ticket in found if isinstance(ticket, Forged)), found[0] if found else None)


def without_plus(address: str) -> tuple[str, ...]:
    """List the spellings under which a mailbox may be known: as written, then without each `+…`, lower case."""
    local, _, host = address.strip().lower().rpartition("@")
    steps = [local]
    while "+" in steps[-1].lstrip("+"):
        steps.append(steps[-1].rpartition("+")[0])
    return tuple(f"{step}@{host}" for step in steps if step and host)


def _signature(box: str, number: int, key: bytes) -> str:
    """Sign a mailbox and a ticket number; the host stays out, for a mailbox may be known under several."""
    signed = hmac.digest(key, f"{box}\n{number}".encode(), hashlib.sha256)
    return base64.b32encode(signed).decode().lower()[:LETTERS_OF_SIGNATURE]
