"""Who may read what happened: which right opens the history of which kind of record. Pages and programs ask here."""

from collections.abc import Mapping

from rounds.team.permissions import Rights

READS: Mapping[str, str] = {
    "ticket": "read the desk",
    "account": "read accounts",
    "contact": "read accounts",
    "asset": "read accounts",
    "field": "read accounts",
    "manual": "read the manual",
    "draft": "adopt the manual",
    "received": "see quarantine",
    "delivery": "see the outbox",
    "errand": "see the outbox",
    "member": "manage people",
    "invitation": "manage people",
    "mailbox": "manage people",
    "put_off": "manage people",
    "file": "import data",
    "usage": "import data",
    "stranger": "import data",
}
"""Which right opens the history of which kind of record."""

OWN = frozenset({"unsent", "upload", "many", "view"})
"""Kinds of records that are somebody's own, with their history: what they have begun, brought, done to many, and kept."""


def readable(rights: Rights) -> list[str]:
    """List the kinds of records whose history may be read, whoever did it. Of OWN everybody reads what they did themselves."""
    return [kind for kind, act in READS.items() if rights.may(act)]
