"""Which mailbox an address belongs to."""

from dataclasses import dataclass

from django.db import connection

from rounds.accounts.addresses import KNOWN, KnownContact, key_of
from rounds.mail.addresses import without_plus
from rounds.mail.clauses import MailboxClause
from rounds.mail.models import Mailbox
from rounds.policies.queries import book
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import all_ids
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox of some workspace, found from outside."""

    workspace_id: int
    mailbox_id: int


def mailbox_of(address: str) -> Box | None:
    """Find the mailbox of an address, whatever stands behind its plus. Looks across workspaces."""
    spellings = list(without_plus(address))
    if not spellings:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailbox_of_address(%s)", [spellings])
        row = cursor.fetchone()
    return Box(*row) if row else None


def mailboxes_named(name: str) -> list[Box]:
    """Find mailboxes by how settings name them: an address, "workspace/name", or a name alone. Looks across workspaces."""
    if "@" in name:
        return [box for box in [mailbox_of(name)] if box]
    slug, _, plain = name.rpartition("/")
    found: list[Box] = []
    for workspace_id, short_name in all_ids():
        if slug in ("", short_name):
            with as_workspace(workspace_id):
                ids = Mailbox.objects.filter(name=plain).values_list("id", flat=True)
                found += [Box(workspace_id, mailbox_id) for mailbox_id in ids]
    return found


OURS = "SELECT address FROM mailbox ORDER BY name = ANY(%s) DESC, id LIMIT 1"
BOTH = f"""
    SELECT them.*, ours.address
    FROM (VALUES (1)) one LEFT JOIN ({KNOWN}) them ON true LEFT JOIN ({OURS}) ours ON true
"""  # noqa: S608 - texts of the house


def answers_from(ticket_kind: str) -> str:
    """Say which address of ours a ticket of this kind is answered from where nobody wrote to one.

    The mailbox that opens this kind, else the oldest; empty where the workspace has none.
    """
    return next((str(address) for (address,) in fetch(OURS, [_that_open(ticket_kind)])), "")


def correspondents(address: str, ticket_kind: str) -> tuple[KnownContact | None, str]:
    """Say who an address is known as, and where a ticket of this kind is answered from (`answers_from`), in one way there and back."""
    [[contact_id, address_id, account_id, ours]] = fetch(BOTH, [key_of(address), _that_open(ticket_kind)])
    them = None if contact_id is None else KnownContact(contact_id, address_id, account_id)
    return them, ours or ""


def _that_open(ticket_kind: str) -> list[str]:
    """Name the mailboxes whose mails open a ticket of this kind."""
    return [clause.name for clause in book().all(MailboxClause) if clause.opens == ticket_kind]
