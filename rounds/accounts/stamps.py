"""Which version of a record somebody has read: PostgreSQL's own number of the last transaction that wrote its row.

Every writer counts, imports too, and no column has to be kept. Restoring a backup gives rows new numbers; whoever read a
record before that has to read it again.
"""

from collections.abc import Mapping

from django.db.models import Model
from django.db.models.expressions import RawSQL

from rounds.basics.problems import ChangedMeanwhile
from rounds.workspaces.rows import fetch

OF_CONTACT = """greatest(contact.xmin::text::bigint, (
    SELECT coalesce(max(address.xmin::text::bigint), 0) FROM contact_address address WHERE address.contact_id = contact.id
))::text"""
"""The stamp of a contact, whose addresses stand in rows of their own: one that is given or taken away makes it another version."""


def version_of_contact(contact_id: int) -> str:
    """Give the stamp of one contact as it stands."""
    [(version,)] = fetch(f"SELECT {OF_CONTACT} FROM contact WHERE id = %s", [contact_id])  # noqa: S608 - our own words
    return str(version)


def stamp(model: type[Model]) -> RawSQL:
    """Give the expression for a row's stamp."""
    if model._meta.db_table == "contact":  # noqa: SLF001 - the name of our own table
        return RawSQL(OF_CONTACT, [])  # noqa: S611
    return RawSQL(f'"{model._meta.db_table}".xmin::text', [])  # noqa: S611, SLF001 - the name of our own table


def unchanged(stamped: str, read: str | None, *, what: str, mine: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Refuse a write that was made on another version; both sides are shown. read: None where nobody says.

    Raises ChangedMeanwhile.
    """
    if read is not None and read != stamped:
        raise ChangedMeanwhile(
            what=what, mine=mine, theirs={name: theirs.get(name, "") for name in mine}, version=stamped
        )
