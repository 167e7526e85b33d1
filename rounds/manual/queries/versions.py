"""Earlier versions: who put each in force, when, and what it changed, in words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.manual.comparing import compare
from rounds.manual.sides import Side, side
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.queries import AS_WRITTEN, book, read_clause
from rounds.team.queries import names_of

PAGE = 10


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. adopted_by: empty where Rounds itself put it in force. changed: against the one before."""

    version: int
    adopted_at: datetime
    adopted_by: str
    changed: tuple[str, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Some versions, the newest first. older: the version below which the next page begins, None at the end."""

    versions: tuple[VersionLine, ...]
    in_force: int
    older: int | None


def versions_page(*, below: int | None = None) -> VersionsPage:
    """List versions, the newest first. below: only older ones than this. Raises Refused where none is in force."""
    found = Manual.objects.order_by("-version")
    manuals = list(found.filter(version__lt=below)[: PAGE + 1] if below else found[: PAGE + 1])
    sides, names = _sides(manuals), names_of(manual.adopted_by_id or 0 for manual in manuals)
    lines = [_line(manual, sides, names) for manual in manuals[:PAGE]]
    return VersionsPage(tuple(lines), book().version, lines[-1].version if len(manuals) > PAGE else None)


def text_of_version(version: int) -> str:
    """Give the text of one version. Raises NotThere."""
    text = Manual.objects.filter(version=version).values_list("text", flat=True).first()
    if text is None:
        raise NotThere(f"manual {version}")
    return text


def side_in_force() -> Side:
    """Give the manual in force, to hold another against it."""
    manual = Manual.objects.get(version=book().version)
    return _sides([manual])[manual.version]


def _line(manual: Manual, sides: dict[int, Side], names: dict[int, str]) -> VersionLine:
    before = sides.get(manual.version - 1)
    return VersionLine(
        version=manual.version,
        adopted_at=manual.adopted_at,
        adopted_by=names.get(manual.adopted_by_id or 0, ""),
        changed=compare(before, sides[manual.version]).sentences if before else (),
        first=before is None,
    )


def _sides(manuals: Sequence[Manual]) -> dict[int, Side]:
    """Read the clauses of several versions in one query."""
    rows = defaultdict(list)
    found = ClauseRow.objects.filter(manual__in=manuals).annotate(as_written=AS_WRITTEN).order_by("position")
    for row in found.values_list("manual_id", "kind", "name", "as_written", "line_from", "line_to", named=True):
        rows[row.manual_id].append(row)
    return {
        manual.version: side(
            manual.text,
            front=manual.front,
            clauses=[read_clause(row.kind, row.name, row.as_written) for row in rows[manual.pk]],
            ranges=[(row.line_from, row.line_to) for row in rows[manual.pk]],
        )
        for manual in manuals
    }
