"""Founding a workspace."""

from datetime import datetime

from django.db import connection, transaction

from rounds.basics.problems import Problem, Refused
from rounds.workspaces.current import as_workspace
from rounds.workspaces.models import Workspace


@transaction.atomic
def found(*, name: str, slug: str, at: datetime) -> Workspace:
    """Make a new, empty workspace. at: aware, UTC. Raises Refused where the slug is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('workspace', 'id')), slug_is_taken(%s)", [slug])
        workspace_id, taken = cursor.fetchone()
    if taken:
        raise Refused([Problem("slug taken", f"A workspace is called “{slug}” already.", "Choose another short name.")])
    with as_workspace(workspace_id):
        return Workspace.objects.create(id=workspace_id, name=name, slug=slug, created_at=at)
