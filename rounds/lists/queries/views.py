"""The views that a member sees: their own in their order, then those that others share with a role of theirs."""

from collections.abc import Collection
from dataclasses import dataclass

from rounds.basics.problems import NotThere
from rounds.workspaces.rows import fetch

FOR_MEMBER = """
    (member_id = %s OR (role <> '' AND role = ANY(%s))) AND deleted_at IS NULL
"""

COLUMNS = "id, name, search, role, member_id, position, version"

VIEWS = f"""
    SELECT {COLUMNS} FROM saved_view WHERE {FOR_MEMBER}
    ORDER BY member_id <> %s, CASE WHEN member_id = %s THEN position END, lower(name), id
"""  # noqa: S608 - constants

ONE = f"SELECT {COLUMNS} FROM saved_view WHERE id = %s AND {FOR_MEMBER}"  # noqa: S608 - constants


NAMES = """
    SELECT coalesce(json_agg(json_build_array(id, name) ORDER BY member_id <> %(member)s,
           CASE WHEN member_id = %(member)s THEN position END, lower(name), id), '[]')::text
    FROM saved_view WHERE (member_id = %(member)s OR (role <> '' AND role = ANY(%(roles)s))) AND deleted_at IS NULL
"""
"""Ids and names of what a member sees, as one JSON column that another statement can carry."""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view. role: whom it is shared with, "" where nobody. member_id: whose it is."""

    id: int
    name: str
    search: str
    role: str
    member_id: int
    position: int
    version: int


def views_for(member_id: int, roles: Collection[str]) -> tuple[ViewRow, ...]:
    """List what a member sees."""
    rows = fetch(VIEWS, [member_id, list(roles), member_id, member_id])
    return tuple(ViewRow(*row) for row in rows)


def view_of(view_id: int, *, member_id: int, roles: Collection[str]) -> ViewRow:
    """Give one view that a member sees. Raises NotThere."""
    rows = fetch(ONE, [view_id, member_id, list(roles)])
    if not rows:
        raise NotThere(f"view {view_id}")
    return ViewRow(*rows[0])
