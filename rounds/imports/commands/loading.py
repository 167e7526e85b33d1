"""Finding an import, locked, at the stage that a step needs."""

from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused, refuse_if
from rounds.imports.mapping import Map, read_map
from rounds.imports.models import Import, ImportFile
from rounds.imports.rules import Stage, Step, step_problems
from rounds.imports.targets import What


def locked(import_id: int, step: Step | None = None) -> Import:
    """Give an import, locked until the transaction ends. Raises NotThere, Refused where it is not at this step's stage."""
    found = Import.objects.select_for_update().filter(id=import_id).first()
    if found is None:
        raise NotThere(f"import {import_id}")
    if step:
        refuse_if(step_problems(Stage(found.stage), step))
    return found


def unchanged(found: Import, version: int | None, *, mine: dict[str, str]) -> None:
    """Refuse what read an older version. Raises ChangedMeanwhile."""
    if version is not None and version != found.version:
        theirs = {"Columns": found.map[:2_000], "Stage": found.stage}
        raise ChangedMeanwhile(what=found.name, mine=mine, theirs=theirs, version=found.version)


def bytes_of(found: Import) -> bytes:
    """Give the file. Raises Refused where it is kept no more."""
    data = ImportFile.objects.filter(of=found).values_list("data", flat=True).first()
    if data is None:
        raise Refused([Problem("no file", "The file is kept no more.", "Bring it again.")])
    return bytes(data)


def map_of(found: Import) -> Map:
    """Give the map that an import goes by."""
    return read_map(found.map, what=What(found.what))


def drop_file(found: Import) -> None:
    """Drop the bytes of an import and the samples of them, since they hold what people wrote about people; saved by whoever calls."""
    ImportFile.objects.filter(of=found).delete()
    found.looks = []
