"""Where a page of a list ends: sealed, so that a program can only hand back what it was given, for the same list."""

from collections.abc import Sequence
from typing import Any

from django.core import signing

from rounds.api.answers import Malformed
from rounds.basics.problems import Problem
from rounds.workspaces.current import here

SALT = "rounds.api.cursor"


def sealed(place: Sequence[Any], *, of: Sequence[Any]) -> str:
    """Seal a place in a list. of: what the list is narrowed by."""
    return signing.dumps([here(), list(map(str, of)), list(place)], salt=SALT, compress=False)


def opened(cursor: str, *, of: Sequence[Any]) -> list[Any]:
    """Give the place back; empty for the beginning. Raises Malformed where it was not given for this list."""
    if not cursor:
        return []
    try:
        workspace_id, narrowed, place = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        raise _unknown("This cursor was not given by us.") from None
    if [workspace_id, narrowed] != [here(), list(map(str, of))]:
        raise _unknown("This cursor belongs to another list.")
    return list(place)


def _unknown(text: str) -> Malformed:
    fix = "Take “next” from the answer before, with the same filters; begin without a cursor."
    return Malformed([Problem("cursor", text, fix, field="after")])
