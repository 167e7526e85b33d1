"""An import is tried: everything is decided as if it came in, and nothing is written but what the try found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rounds.accounts.being_erased import BEING_ERASED
from rounds.accounts.coming import Brought, Fate, Turned
from rounds.accounts.erasing import ERASED
from rounds.checkins.queries import BroughtReport
from rounds.imports.commands.loading import locked, unchanged
from rounds.imports.events import Tried, TryAsked
from rounds.imports.jobs_by_name import defer_try
from rounds.imports.models import Import, TurnedRow
from rounds.imports.rules import Stage, Step
from rounds.imports.whole import Whole
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.setwise import insert

MOST_SHOWN = 200
"""Records whose differing values are listed by a try."""


@command
def ask_to_try(*, import_id: int, by: Actor, at: datetime, version: int | None = None) -> Import:
    """Have a worker try an import. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused."""
    require(by, "import data")
    found = locked(import_id, Step.TRY)
    unchanged(found, version, mine={"Act": "try"})
    found.stage, found.tried, found.trouble = Stage.TRYING, None, ""
    found.version += 1
    found.save(update_fields=["stage", "tried", "trouble", "version"])
    record(TryAsked(file=found.pk), by=by, at=at)
    defer_try(found.pk)
    return found


@command
def note_tried(
    *,
    import_id: int,
    whole: Whole,
    brought: Brought,
    version: int,
    by: Actor,
    at: datetime,
    pasts: BroughtReport | None = None,
) -> bool:
    """Keep what a try found. False where the import moved on meanwhile: then nobody asks for it any more. at: aware, UTC."""
    found = locked(import_id)
    if found.version != version:
        return False
    turned = [*_turned(whole.arrivals), *brought.turned]
    counts = {fate: brought.fates.get(fate, 0) for fate in Fate}
    found.tried = {
        "made": counts[Fate.MADE],
        "changed": counts[Fate.CHANGED],
        "same": counts[Fate.LEFT],
        "turned": len(turned),
        "differs": len(brought.differs),
        "waiting": brought.waiting,
        "which": [[line, key, list(names)] for line, key, names in brought.differs[:MOST_SHOWN]],
        "pasts": _kept(pasts) if pasts else None,
    }
    found.rows, found.stage = len(whole.arrivals), Stage.BROUGHT
    found.save(update_fields=["tried", "rows", "stage"])
    TurnedRow.objects.filter(of=found).delete()
    keep_turned(found, whole, turned)
    event = Tried(
        file=found.pk, made=counts[Fate.MADE], changed=counts[Fate.CHANGED], same=counts[Fate.LEFT], turned=len(turned)
    )
    record(event, by=by, at=at)
    return True


def _kept(pasts: BroughtReport) -> dict[str, Any]:
    """Give what would become of check-ins as it is kept: their ids, for firms may be called otherwise when it is read."""
    counts = {"taken": pasts.taken, "waiting": pasts.waiting, "left": pasts.left, "same": pasts.same}
    return {**counts, "lines": [[each.check_in_id, each.why] for each in pasts.lines]}


def keep_turned(found: Import, whole: Whole, turned: Sequence[Turned]) -> None:
    """Keep rows that could not come in, each as the file has it and with its reason; of whoever is being erased the reason alone."""
    insert(
        TurnedRow,
        [
            {
                "of_id": found.pk,
                "line": one.line,
                "key": ERASED if one.problem == BEING_ERASED else _plain(one.key),
                "cells": [] if one.problem == BEING_ERASED else [_plain(cell) for cell in whole.cells(one.line)],
                "reason": _plain(one.problem.text),
                "fix": one.problem.fix or "",
            }
            for one in turned
        ],
    )


def _turned(arrivals: Iterable[object]) -> list[Turned]:
    return [one for one in arrivals if isinstance(one, Turned)]


def _plain(text: str) -> str:
    """Give a text as it can be kept: what is no letter stands as a mark."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
