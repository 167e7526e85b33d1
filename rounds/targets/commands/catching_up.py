"""Judges the tickets that were there before a manual promised anything on them, a batch at a time, so that a kill costs a batch.

Only another set of targets asks for it: a manual that changes other clauses has nothing to catch up with.
"""

from collections import Counter
from datetime import datetime

from rounds.policies.models import Manual
from rounds.policies.queries import book, book_of
from rounds.targets.clauses import Target
from rounds.targets.commands.following import taken
from rounds.targets.commands.judging import CHANGED, GONE, MADE, MISSED, judge
from rounds.targets.events import TargetsCaughtUp
from rounds.targets.house import CAUGHT_UP
from rounds.targets.models import CaughtUp
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch

MOST = 1_000
"""Tickets that are judged in one transaction; the next round goes on behind them."""

WINDOW = 10_000
"""Tickets that are looked through for them."""

AHEAD = "SELECT id FROM ticket WHERE id > %s ORDER BY id LIMIT %s"

LACKING = """
    SELECT ticket.id FROM unnest(%(ids)s::bigint[]) AS ticket (id)
    WHERE (SELECT count(*) FROM target_run run WHERE run.ticket_id = ticket.id AND run.until = ANY(%(untils)s)) < %(many)s
        OR EXISTS (SELECT FROM target_run run WHERE run.ticket_id = ticket.id AND run.ended_at IS NULL
                   AND NOT run.target = ANY(%(names)s))
    ORDER BY ticket.id LIMIT %(most)s
"""


@command
def catch_up(*, at: datetime) -> bool:
    """Judge the next batch of tickets by the manual in force; False where there is none, or another loop does it.

    at: aware, UTC. Those that lack a target, and those whose clock runs by a clause that is gone. At the end one event says how many.
    """
    if taken() is None:
        return False
    row = CaughtUp.objects.select_for_update().first() or CaughtUp(workspace_id=here())
    manual = book()
    if row.version == manual.version:
        return False
    if row.version and row.towards is None and book_of(row.version).all(Target) == manual.all(Target):
        row.version = manual.version
        row.save()
        return True
    if row.towards != manual.version:
        _begin(row, manual.version, at)
    [*window] = [ticket_id for (ticket_id,) in fetch(AHEAD, [row.after_id, WINDOW])]
    lacking = _lacking(window, manual.all(Target))
    last = lacking[-1] if len(lacking) == MOST else (window or [row.after_id])[-1]
    row.looked += sum(ticket_id <= last for ticket_id in window)
    row.after_id = last
    _add(row, judge(lacking, at=at))
    if len(window) < WINDOW and len(lacking) < MOST:
        _end(row, at)
    row.save()
    return True


def _begin(row: CaughtUp, version: int, at: datetime) -> None:
    """Begin anew, where another manual came into force meanwhile too: what is done already lacks nothing."""
    [(row.total,)] = fetch("SELECT count(*) FROM ticket")
    row.towards, row.began_at, row.after_id, row.looked, row.made, row.missed, row.gone = version, at, 0, 0, 0, 0, 0


def _lacking(window: list[int], targets: tuple[Target, ...]) -> list[int]:
    untils = sorted({str(each.until) for each in targets})
    asked = {
        "ids": window,
        "untils": untils,
        "many": len(untils),
        "names": [each.name for each in targets],
        "most": MOST,
    }
    return [ticket_id for (ticket_id,) in fetch(LACKING, asked)]


def _add(row: CaughtUp, counts: Counter[str]) -> None:
    row.made += counts[MADE] + counts[CHANGED]
    row.missed += counts[MISSED]
    row.gone += counts[GONE]


def _end(row: CaughtUp, at: datetime) -> None:
    """Say what was found, where there was anything."""
    row.version, row.towards = row.towards or 0, None
    if row.made or row.gone:
        manual_id = Manual.objects.values_list("pk", flat=True).get(version=row.version)
        event = TargetsCaughtUp(
            manual=manual_id,
            version=row.version,
            tickets=row.looked,
            made=row.made,
            missed=row.missed,
            gone=row.gone,
        )
        seen = (
            Fact("the version in force", str(row.version)),
            Fact("its targets are other ones since", at=row.began_at),
            Fact("tickets that were looked at", f"{row.looked:,}"),
        )
        why = CAUGHT_UP.because(*seen, then="each promise is warned of and missed as the manual says")
        record(event, by=Actor.itself(), at=at, because=why)
