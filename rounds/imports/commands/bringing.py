"""A file is brought, and somebody says what its columns become."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings

from rounds.basics.problems import Problem, refuse_if
from rounds.desk.clauses import TicketKind
from rounds.imports.commands.loading import bytes_of, locked, unchanged
from rounds.imports.events import ColumnsChosen, FileBrought
from rounds.imports.fitting import fitting_problems
from rounds.imports.guessing import guessed_map
from rounds.imports.looks import looks
from rounds.imports.mapping import read_map, write_map, zone_of
from rounds.imports.models import Import, ImportFile, TurnedRow
from rounds.imports.reading import AS_IT_COMES, Table, read_table
from rounds.imports.rules import Stage, Step
from rounds.imports.targets import What
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here

MOST_NAME = 200


@command
def bring_file(
    *,
    what: What,
    name: str,
    data: bytes,
    by: Actor,
    at: datetime,
    source: str = "file",
    map_text: str = "",
    table: Table | None = None,
) -> Import:
    """Keep a file aside, read it, and guess what its columns become, where no map says it.

    data: as it came, packed perhaps. table: what it holds, where it was read by that map already and nobody is to choose columns.
    at: aware, UTC. Raises NotAllowed, Refused (no table, too large, a map that does not fit).
    """
    require(by, "import data")
    refuse_if(_file_problems(data))
    asked = read_map(map_text, what=what) if map_text else None
    seen = []
    if table is None:
        table = read_table(data, most=settings.IMPORT_LIMIT, way=asked.way if asked else AS_IT_COMES)
        seen = looks(what, table)
    if asked:
        refuse_if(fitting_problems(asked, table))
    found = Import.objects.create(
        workspace_id=here(),
        what=what,
        name=" ".join(name.replace("\x00", "").split())[:MOST_NAME] or "file",
        size=len(data),
        sha256=sha256(data).hexdigest(),
        map=map_text or guess(what, table, source=source),
        said=list(table.said),
        columns=list(table.columns),
        looks=seen,
        stage=Stage.BROUGHT,
        rows=len(table.rows),
        by_id=by.member_id,
        brought_at=at,
    )
    ImportFile.objects.create(workspace_id=here(), of=found, data=data)
    record(FileBrought(file=found.pk, what=what), by=by, at=at)
    return found


@command
def choose_columns(*, import_id: int, map_text: str, by: Actor, at: datetime, version: int | None = None) -> Import:
    """Say what the columns become; what was tried by an older map is dropped.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (a map that is wrong or does not fit).
    """
    require(by, "import data")
    found = locked(import_id, Step.CHOOSE)
    unchanged(found, version, mine={"Columns": map_text[:2_000]})
    chosen = read_map(map_text, what=What(found.what))
    table = read_table(bytes_of(found), most=settings.IMPORT_LIMIT, way=chosen.way)
    refuse_if(fitting_problems(chosen, table))
    zone_of(chosen, book().zone)
    found.map, found.said, found.columns, found.tried = map_text, list(table.said), list(table.columns), None
    found.rows, found.looks = len(table.rows), looks(chosen.what, table)
    found.version += 1
    found.save(update_fields=["map", "said", "columns", "looks", "rows", "tried", "version"])
    TurnedRow.objects.filter(of=found).delete()
    record(ColumnsChosen(file=found.pk), by=by, at=at)
    return found


def guess(what: What, table: Table, *, source: str, aside: bool = False) -> str:
    """Guess a map, as it is written. Tickets without a kind of their own take the manual's first.

    aside: with the columns that become nothing as comments.
    """
    manual = book()
    kind = next((kind.name for kind in manual.all(TicketKind)), "")
    found = guessed_map(what, table, source=source, zone=manual.zone, kind=kind)
    return write_map(found, aside=[name for name in table.columns if aside and name not in found.columns])


def _file_problems(data: bytes) -> list[Problem]:
    if not data:
        return [Problem("empty", "The file is empty.", "Choose one with a row of names and rows below.", field="file")]
    if len(data) > settings.IMPORT_LIMIT:
        text = f"The file has more than {settings.IMPORT_LIMIT // 2**20} MB."
        return [Problem("too large", text, "Bring it in parts, or raise ROUNDS_IMPORT_LIMIT.", field="file")]
    return []
