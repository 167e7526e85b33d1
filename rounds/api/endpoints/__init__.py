"""Every endpoint, one file a subject. Importing this package gives them their addresses."""

from rounds.api.endpoints import (
    accounts,
    acts,
    contacts,
    dates,
    history,
    many,
    merges,
    messages,
    standing,
    targets,
    tickets,
    views,
)

__all__ = [
    "accounts",
    "acts",
    "contacts",
    "dates",
    "history",
    "many",
    "merges",
    "messages",
    "standing",
    "targets",
    "tickets",
    "views",
]
