"""What was kept apart comes in: its account is known now, or its time has come; or somebody drops it."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.team.queries import require
from rounds.telemetry.commands.taking_in import take_in
from rounds.telemetry.events import UsageDropped
from rounds.telemetry.house import WAITED
from rounds.telemetry.models import Stranger, UsageApart
from rounds.telemetry.rules import Fate, Usage
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import command

MOST = 1_000
"""Records that come in within one transaction."""


@command
def meet(*, stranger_id: int, at: datetime) -> bool:
    """Take in what waited for an account or asset that is known now. False where nothing waits any more. at: aware, UTC."""
    stranger = Stranger.objects.select_for_update().filter(id=stranger_id).first()
    if stranger is None:
        return False
    waiting = UsageApart.objects.select_for_update().filter(stranger=stranger).order_by("id")
    rows = list(waiting[:MOST])
    seen = (
        Fact(f"the {stranger.what} that they name", "is known now"),
        Fact("records that waited for it", str(len(rows))),
    )
    why = WAITED.because(*seen, then="they count in every figure from now on")
    _come_in(rows, at=at, because=why)
    if not UsageApart.objects.filter(stranger=stranger).exists():
        stranger.delete()
    return True


@command
def let_time_come(*, at: datetime) -> bool:
    """Take in what waited for its time. False where nothing does. at: aware, UTC."""
    due = UsageApart.objects.select_for_update(skip_locked=True).filter(until__lte=at).order_by("until", "id")
    rows = list(due[:MOST])
    seen = Fact("their own moment", "has come"), Fact("records that waited for it", str(len(rows)))
    why = WAITED.because(*seen, then="they count in every figure from now on")
    _come_in(rows, at=at, because=why)
    return bool(rows)


@command
def drop_waiting(*, stranger_id: int, by: Actor, at: datetime) -> int:
    """Drop what waits for an account or asset, and give how many records that were. at: aware, UTC. Raises NotAllowed, NotThere."""
    require(by, "import data")
    stranger = Stranger.objects.select_for_update().filter(id=stranger_id).first()
    if stranger is None:
        raise NotThere(f"stranger {stranger_id}")
    dropped, _ = UsageApart.objects.filter(stranger=stranger).delete()
    stranger.delete()
    record(UsageDropped(stranger=stranger_id, rows=dropped), by=by, at=at)
    return dropped


def _come_in(rows: Sequence[UsageApart], *, at: datetime, because: Because) -> None:
    """Take in what waited. What another door told meanwhile, or can never come in, waits no more: nothing will ever come of it."""
    answers = take_in(rows=[Usage.from_json(row.said) for row in rows], by=Actor.itself(), at=at, because=because)
    ended = [row.pk for row, answer in zip(rows, answers, strict=True) if answer.fate in {Fate.KNOWN, Fate.REFUSED}]
    UsageApart.objects.filter(id__in=ended).delete()
