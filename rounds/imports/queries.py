"""What pages and the command line read of imports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.basics.problems import NotThere
from rounds.checkins.queries import BroughtReport, brought_report, left_lines
from rounds.imports.looks import Look
from rounds.imports.models import Import, TurnedRow
from rounds.imports.rules import Stage
from rounds.imports.targets import What
from rounds.team.queries import names_of
from rounds.timeline.rules import GONE


@dataclass(frozen=True, slots=True)
class TurnedLine:
    """A row that cannot come in. shown: the first of its cells that says something."""

    line: int
    shown: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. left: seconds more, as it went so far; None where nobody can say yet. tenths: of a hundredth, for a bar."""

    done: int
    of: int
    tenths: int
    left: int | None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import as its page shows it. turned: the first of its rejected rows, and turned_in_all how many there are.

    pasts: what became of what it brought of check-ins, or would, as it was tried; None where it says nothing of them.
    """

    row: Import
    what: What
    stage: Stage
    by: str
    looks: tuple[Look, ...]
    turned: tuple[TurnedLine, ...]
    turned_in_all: int
    progress: Progress
    pasts: BroughtReport | None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list."""

    id: int
    name: str
    what: str
    stage: Stage
    by: str
    at: datetime
    made: int
    changed: int
    turned: int
    trouble: str


TURNED_SHOWN = 25


def unfinished(what: What, sha256: str, map_text: str) -> Import | None:
    """Give the same file by the same map that began and did not come to its end."""
    begun = Import.objects.filter(what=what, sha256=sha256, map=map_text, stage__in=[Stage.RUNNING, Stage.STOPPED])
    return begun.order_by("-id").first()


def import_page(import_id: int, *, at: datetime) -> ImportPage:
    """Give everything about one import. at: aware, UTC. Raises NotThere."""
    found = Import.objects.filter(id=import_id).first()
    if found is None:
        raise NotThere(f"import {import_id}")
    turned = TurnedRow.objects.filter(of=found)
    return ImportPage(
        row=found,
        what=What(found.what),
        stage=Stage(found.stage),
        by=_name(found.by_id, names_of([found.by_id or 0])),
        looks=tuple(Look.restore(each) for each in found.looks),
        turned=tuple(_turned(each) for each in turned.order_by("line", "id")[:TURNED_SHOWN]),
        turned_in_all=turned.count(),
        progress=_progress(found, at),
        pasts=_tried(found) if found.stage == Stage.BROUGHT else brought_report(found.pk),
    )


def import_list(*, limit: int = 30) -> tuple[ImportLine, ...]:
    """List imports, the last one first."""
    rows = list(Import.objects.order_by("-id").defer("map", "looks")[:limit])
    names = names_of({row.by_id or 0 for row in rows})
    return tuple(
        ImportLine(
            id=row.pk,
            name=row.name,
            what=row.what,
            stage=Stage(row.stage),
            by=_name(row.by_id, names),
            at=row.ended_at or row.started_at or row.brought_at,
            made=row.made,
            changed=row.changed,
            turned=row.turned,
            trouble=row.trouble,
        )
        for row in rows
    )


def _tried(found: Import) -> BroughtReport | None:
    """Give what a try said of check-ins; None where none was, or it said nothing of them."""
    said = (found.tried or {}).get("pasts")
    if not said:
        return None
    lines = left_lines(dict(said["lines"]))
    return BroughtReport(said["taken"], said["waiting"], said["left"], 0, lines, said["same"])


def _turned(row: TurnedRow) -> TurnedLine:
    shown = next((cell for cell in row.cells if cell and cell != row.key), row.key)
    return TurnedLine(row.line, shown[:80], row.reason, row.fix)


def _progress(found: Import, at: datetime) -> Progress:
    share = found.position / found.rows if found.rows else 0.0
    gone = (found.moved_at or at) - (found.started_at or at)
    left = round(gone / timedelta(seconds=1) / share * (1 - share)) if share else None
    return Progress(found.position, found.rows, round(share * 1_000), left)


def _name(by_id: int | None, names: dict[int, str]) -> str:
    return names.get(by_id, GONE) if by_id else "the command line"
