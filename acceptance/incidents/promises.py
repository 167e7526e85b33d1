"""The shipped manual's targets come into force over what was imported, and each due moment and each miss is held against the minutes."""

import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from acceptance.incidents import minutes
from acceptance.incidents.tables import Incident
from acceptance.report import Report
from outside import database, places
from outside.serving import Rounds

type Owner = "psycopg.Connection[Any]"

MORE = Path(__file__).parent / "targets.md"
A_TARGET = re.compile(r"```clause\ntarget: .*?\n```\n", re.DOTALL)

RUNS = """
    SELECT k.key, r.until, r.target, r.due_at, r.ended_at, r.missed_at IS NOT NULL FROM target_run r
    JOIN ticket_known_as k ON k.record_id = r.ticket_id AND k.workspace_id = r.workspace_id
    WHERE k.source = 'incidents' AND r.workspace_id = %s
"""
FAR = "SELECT looked, total, version FROM targets_caught_up WHERE workspace_id = %s"
IN_FORCE = "SELECT manual_version FROM workspace WHERE id = %s"


@dataclass(frozen=True)
class Run:
    """A target of an incident as the database has it."""

    target: str
    due: datetime | None
    ended: datetime | None
    missed: bool


def without_targets(manual: str) -> str:
    """Give the shipped manual as it would be before it promised anything."""
    return A_TARGET.sub("", manual)


def with_targets(manual: str) -> str:
    """Give the shipped manual with its own target and some more."""
    return manual + MORE.read_text()


def caught_up(rounds: Rounds, workspace_id: int, report: Report) -> None:
    """Let the engine judge all tickets; it is stopped once on the way, and its database with it."""
    began, stopped = time.monotonic(), False

    def done() -> bool:
        nonlocal stopped
        looked, total, is_done = far(rounds, workspace_id)
        if not stopped and 0 < looked < total:
            rounds.stop()
            report.say(f"stopped after {looked:,} of {total:,} tickets, and started again")
            rounds.start()
            stopped = True
        return is_done

    places.wait(done, seconds=600, what="all tickets to be judged by the manual in force")
    looked, total, _ = far(rounds, workspace_id)
    report.check(
        f"{looked:,} tickets were judged in {time.monotonic() - began:.0f} s, stop and start included", looked == total
    )


def far(rounds: Rounds, workspace_id: int) -> tuple[int, int, bool]:
    """Say how many tickets were judged, of how many, and whether that is all."""
    with psycopg.connect(database.urls(rounds.home).owner) as owner:
        [in_force] = owner.execute(IN_FORCE, [workspace_id]).fetchone() or (0,)
        looked, total, version = owner.execute(FAR, [workspace_id]).fetchone() or (0, 0, 0)
    return looked, total, version == in_force


def judged(owner: Owner, workspace_id: int, incidents: Iterable[Incident], many: int, report: Report) -> None:
    """Hold so many incidents against the count by minutes, chosen by chance, always the same ones."""
    every = sorted(incidents, key=lambda each: each.number)
    chosen = random.Random(4).sample(every, min(many, len(every)))
    began, now = time.monotonic(), datetime.now(UTC)
    theirs = {each.number: minutes.expected(each) for each in chosen}
    report.say(f"{len(theirs):,} incidents were counted by the minute in {time.monotonic() - began:.0f} s")
    ours = runs(owner, workspace_id)
    found = list(differences(theirs, ours, now))
    for each in found[:20]:
        report.say(each)
    figures = totals(theirs, now)
    report.check(f"{len(theirs) * 2:,} due moments and misses are as the minutes have them", not found, figures)
    everyone = {key for key, _ in ours}
    report.check("each imported incident has both its targets", len(ours) == 2 * len(every) == 2 * len(everyone))


def runs(owner: Owner, workspace_id: int) -> dict[tuple[str, str], Run]:
    """Read every target, by incident and by what ends its clock."""
    return {(key, until): Run(*rest) for key, until, *rest in owner.execute(RUNS, [workspace_id])}


def differences(
    theirs: Mapping[str, Mapping[str, minutes.Expected]], ours: Mapping[tuple[str, str], Run], now: datetime
) -> Iterator[str]:
    """Name everything in which the two differ."""
    for number, by_until in theirs.items():
        for until, want in by_until.items():
            expected = Run(want.target, want.due, want.ended, want.missed(now))
            if (have := ours.get((number, until))) != expected:
                yield f"{number}, {until}: {have} should be {expected}"


def totals(theirs: Mapping[str, Mapping[str, minutes.Expected]], now: datetime) -> str:
    """Say how many promises there are of each target, and how many were missed."""
    every = [one for each in theirs.values() for one in each.values()]
    promised, missed = Counter(one.target for one in every), Counter(one.target for one in every if one.missed(now))
    return ", ".join(
        f"{target}: {missed[target]:,} of {number:,} missed" for target, number in sorted(promised.items())
    )
