"""Whom we know at a firm, beside who uses the product there: what they are, and who was never seen to use it.

The two are told to be one person by an address that is the source's id of them, or by the same name at the same firm.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rounds.accounts.erasing import NOBODY
from rounds.telemetry.queries import User, who_did
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Unseen:
    """Somebody whom we know at a firm, and who was never seen to use the product. title: what they are there, empty where not known."""

    contact: int
    name: str
    title: str


LOOKED_AT = 50
"""People of a firm who are looked for among those who use the product, the first by name."""

TITLES = """
    SELECT DISTINCT ON (person.id) person.id, contact.title
    FROM usage_person person JOIN contact ON contact.account_id = %s AND contact.title <> ''
        AND contact.joined_into_id IS NULL AND (
        lower(contact.name) = lower(person.name) OR EXISTS (
            SELECT FROM contact_address address WHERE address.contact_id = contact.id AND address.key = lower(person.key)))
    WHERE person.id = ANY (%s) AND person.key <> '' ORDER BY person.id, contact.id
"""

KNOWN_THERE = """
    SELECT contact.id, contact.name, contact.title,
           ARRAY(SELECT address.key FROM contact_address address WHERE address.contact_id = contact.id)
    FROM contact WHERE contact.account_id = %s AND contact.joined_into_id IS NULL AND contact.name <> %s
    ORDER BY lower(contact.name), contact.id LIMIT %s
"""

WHO_USES = "SELECT id, lower(name), lower(key) FROM usage_person WHERE lower(name) = ANY (%s) OR lower(key) = ANY (%s)"
"""One look at who uses it, at whatever firm."""


def with_roles(account_id: int, users: Sequence[User]) -> tuple[User, ...]:
    """Say of users of a firm what they are there, as our contacts of it say it."""
    if not users:
        return ()
    titles = dict(fetch(TITLES, [account_id, [each.person for each in users]]))
    return tuple(replace(each, role=titles.get(each.person, "")) for each in users)


def never_seen(account_id: int, *, there: Collection[int], limit: int) -> tuple[Unseen, ...]:
    """List people whom we know at a firm and who were never seen to use the product, by name.

    An address is one person's, wherever they use it; a name is theirs who uses it at this firm, and no namesake's elsewhere. there: people
    of usage who are known to. Whoever was joined into another is that other, and whoever was erased is nobody whom we know.
    Raises UsageTrouble.
    """
    known = fetch(KNOWN_THERE, [account_id, NOBODY, LOOKED_AT])
    addresses = {address for *_, those in known for address in those}
    using = fetch(WHO_USES, [[name.lower() for _, name, _, _ in known], list(addresses)]) if known else []
    seen = {key for _, _, key in using if key in addresses}
    called = {person: name for person, name, _ in using if name}
    doubtful = called.keys() - set(there)
    names = {called[person] for person in called.keys() - doubtful | who_did(doubtful, account_id=account_id)}
    found = [row for row in known if row[1].lower() not in names and not seen & set(row[3])]
    return tuple(Unseen(contact, name, title) for contact, name, title, _ in found[:limit])
