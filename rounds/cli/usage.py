"""Usage that waits, at the command line: what for, and dropping it."""

import json
from argparse import Namespace

from rounds.basics import clock
from rounds.basics.text import counted
from rounds.cli.named import workspace_named
from rounds.telemetry import commands
from rounds.telemetry.queries import Future, Unknown, future, unknown
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace

MOST = 1_000


def waiting(chosen: Namespace) -> int:
    """List what usage waits for, and what to do."""
    with as_workspace(workspace_named(chosen.workspace)):
        strangers, ahead = unknown(limit=MOST), future()
    if chosen.json:
        print(json.dumps({"unknown": [_plain(each) for each in strangers], "future": ahead.rows}))
        return 0
    for each in strangers:
        print(f"{each.id:>6}  {each.what} “{each.key}” of {each.source}: {counted(each.rows, 'record')}. {each.fix}")
    _say_ahead(ahead)
    if not strangers and not ahead.rows:
        print("Nothing waits.")
    return 0


def drop(chosen: Namespace) -> int:
    """Drop what waits for an account or asset. Raises Refused."""
    with as_workspace(workspace_named(chosen.workspace)):
        dropped = commands.drop_waiting(stranger_id=chosen.number, by=Actor.system(), at=clock.now())
    print(f"Dropped {counted(dropped, 'record')}.")
    return 0


def _say_ahead(ahead: Future) -> None:
    if ahead.first_at and ahead.last_at:
        until = f"{ahead.first_at:%Y-%m-%d} to {ahead.last_at:%Y-%m-%d}"
        print(
            f"{counted(ahead.rows, 'record')} dated ahead, {until}. They come in on their day; sent again right, at once."
        )


def _plain(each: Unknown) -> dict[str, object]:
    return {
        "number": each.id,
        "what": each.what,
        "source": each.source,
        "id": each.key,
        "rows": each.rows,
        "fix": each.fix,
    }
