"""The loop: ask each duty what is due, do it, wait a moment, again.

Each row is one transaction in its own workspace, or many rows of one workspace are, where their duty can do them together: if
one of those fails nothing of them stays, and they are done one by one. Several loops at once are safe, for a duty locks the rows it does.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from rounds.basics.duty import Due, Duty
from rounds.engine.finding import all_due, find
from rounds.engine.putting_off import not_due_any_more, put_off, put_off_now, works_again
from rounds.timeline.commands import as_time
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()

BATCH = 200
"""Rows done in one round; the next round takes the rest."""

AHEAD = 5 * BATCH
"""Rows asked for at once. Where more is due than one round does, each loop takes other rows of those: two that took the same would meet
at each of them, and find it done.
"""

WORKSPACE = attrgetter("workspace_id")


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of the loop did."""

    done: int = 0
    failed: int = 0
    full: bool = False

    def __add__(self, other: "Round") -> "Round":
        return Round(self.done + other.done, self.failed + other.failed, self.full or other.full)


def run(
    duties: Sequence[Duty],
    *,
    clock: Callable[[], datetime],
    pause: Callable[[float], bool],
    every: float = 1.0,
    alive: Callable[[], None] = lambda: None,
) -> None:
    """Let time pass until `pause` says to stop.

    clock: gives the moment, aware UTC. pause(seconds): waits, True to stop. every: seconds between rounds that found little.
    alive: called once a round, after the database answered.
    """
    wait = 0.0
    while not pause(wait):
        try:
            did = one_round(duties, now=clock())
            alive()
            wait = 0.0 if did.full else every
        except (OperationalError, InterfaceError) as trouble:
            log.warning("The database does not answer; trying again", trouble=str(trouble).strip().splitlines()[0])
            connection.close()
            wait = every
        close_old_connections()


def one_round(duties: Sequence[Duty], *, now: datetime) -> Round:
    """Do all that is due now, a batch of each duty, in their order, and then what that brought about. now: aware, UTC."""
    failed_before, did, done = put_off_now(duties), Round(), set[int]()
    due = {*all_due(duties, now), *(place for place, duty in enumerate(duties) if failed_before[duty.name])}
    while due:
        for place in sorted(due):
            did += _one_duty(duties[place], now, failed_before[duties[place].name])
        done |= due
        due = set(all_due(duties, now, besides=done))
    return did


def _one_duty(duty: Duty, now: datetime, failed_before: Mapping[Due, datetime]) -> Round:
    most = AHEAD + len(failed_before)
    found = find(duty, now, most)
    if len(found) < most:  # else what is not among them may be due behind them
        over = [due for due, until in failed_before.items() if until <= now]
        not_due_any_more(duty, set(over).difference(found), now=now)
    ready = _some([due for due in found if failed_before.get(due, now) <= now])
    did, left = _together(duty, [due for due in ready if due not in failed_before], now)
    again = [due for due in ready if due in failed_before]
    did += sum((_one_row(duty, due, now, again=False) for due in left), Round())
    did += sum((_one_row(duty, due, now, again=True) for due in again), Round())
    return did + Round(full=did.done > 0 and len(ready) >= BATCH)


def _together(duty: Duty, rows: list[Due], now: datetime) -> tuple[Round, list[Due]]:
    """Do what can be done of many rows at once; gives what is left to be done one by one, the longest due first."""
    if duty.do_many is None:
        return Round(), rows
    did, left = Round(), []
    for workspace_id, those in groupby(sorted(rows, key=WORKSPACE), key=WORKSPACE):
        many = list(those)
        try:
            with as_workspace(workspace_id), as_time():
                done = duty.do_many(many, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("Rows are done one by one", duty=duty.name, workspace=workspace_id, rows=len(many))
            left += many
        else:
            did += Round(done=done.done)
            left += done.left
    return did, left


def _some(ready: list[Due]) -> list[Due]:
    """Take as many as one round does, the longest due first among them."""
    if len(ready) <= BATCH:
        return ready
    return [ready[place] for place in sorted(random.sample(range(len(ready)), BATCH))]


def _one_row(duty: Duty, due: Due, now: datetime, *, again: bool) -> Round:
    try:
        with as_workspace(due.workspace_id), as_time():
            done = duty.do(due, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:
        row = put_off(duty, due, trouble, at=now)
        log.exception("A row was put off", duty=duty.name, workspace=due.workspace_id, row=due.id, times=row.times)
        return Round(failed=1)
    if again:
        works_again(duty, due)
    return Round(done=int(done))
