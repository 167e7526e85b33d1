"""Finding workspaces by their short name, and the one that the transaction speaks for."""

from django.db import connection

from rounds.workspaces.current import here, known
from rounds.workspaces.models import Workspace
from rounds.workspaces.rows import find

THIS = "this workspace"
"""What a transaction that changes its workspace has to forget."""


def this_workspace() -> Workspace:
    """Give the workspace that the transaction speaks for, read once a transaction."""
    workspace_id = here()
    return known(THIS, lambda: find(Workspace, "id = %s", [workspace_id])[0])


def id_of(slug: str) -> int | None:
    """Give the id of the workspace with this short name, or None. Looks across workspaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_of_slug(%s)", [slug])
        row = cursor.fetchone()
    return row[0] if row else None


def all_ids() -> list[tuple[int, str]]:
    """List every workspace as (id, short name), for the command line and the engine. Looks across workspaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM all_workspaces()")
        return [(row[0], row[1]) for row in cursor.fetchall()]
