"""A program brings a file before the message that it goes with."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rounds.basics.problems import NotAllowed, Problem, refuse_if
from rounds.desk.events.files import FileBrought
from rounds.desk.facts import File
from rounds.desk.models import Upload
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here

KEPT_FOR = timedelta(hours=24)
MOST = 50
"""Files that one member may have brought and not sent."""


@command
def bring_upload(*, file: File, by: Actor, at: datetime) -> Upload:
    """Keep a file for a day, for its member alone. at: aware, UTC. Raises NotAllowed, Refused (empty, too many that wait)."""
    require(by, "write notes")
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only a member brings files.")])
    refuse_if(_problems(file, waiting=Upload.objects.filter(member_id=by.id).count()))
    row = Upload.objects.create(
        workspace_id=here(),
        member_id=by.id,
        name=file.name,
        media_type=file.media_type,
        data=file.data,
        size=len(file.data),
        at=at,
    )
    record(FileBrought(upload=row.pk, size=row.size), by=by, at=at)
    return row


def take_uploads(ids: Sequence[int], *, by: Actor) -> tuple[File, ...]:
    """Give the files that a member brought, in this order, to go with a message in this transaction; they wait no more.

    Raises Refused where one is not there: sent already, somebody else's, older than a day.
    """
    rows = {row.pk: row for row in Upload.objects.select_for_update().filter(id__in=ids, member_id=by.id or 0)}
    gone = [each for each in ids if each not in rows]
    fix = "Bring it again; a file waits for a day, and goes with one message."
    refuse_if([Problem("no upload", f"There is no file {each} that waits.", fix, field="uploads") for each in gone])
    files = tuple(File(rows[each].name, rows[each].media_type, bytes(rows[each].data)) for each in dict.fromkeys(ids))
    Upload.objects.filter(id__in=ids).delete()
    return files


def sweep_upload(upload_id: int) -> bool:
    """Forget a file that went with nothing; False where it is gone already."""
    return Upload.objects.filter(id=upload_id).delete()[0] > 0


def _problems(file: File, *, waiting: int) -> list[Problem]:
    problems = []
    if not file.data:
        problems.append(Problem("empty", "This file has no bytes.", "Send its content as the body.", field="body"))
    if waiting >= MOST:
        fix = "Send those first; what is not sent goes after a day."
        problems.append(Problem("too many", f"{MOST} files wait already to be sent.", fix))
    return problems
