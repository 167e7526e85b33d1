"""The whole judgment: every promise in turn, and the counts."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from rounds_judge import grading, post, spreading, standing, telling
from rounds_judge.guide import Guide, guide
from rounds_judge.replay import Told, tell
from rounds_judge.verdict import Broken
from rounds_judge.world import World, world

MOST = 200
"""Broken promises that are listed; the others are counted."""


def verdict(owner: "psycopg.Connection[Any]", journal: Path, town: Path) -> dict[str, Any]:
    """Judge, and count. owner: a connection that no policy binds."""
    found = world(owner, journal, town)
    told, broken = judged(found)
    return {"broken": [each.as_json() for each in broken[:MOST]], "broken_in_all": len(broken), **_counts(found, told)}


def judged(found: World) -> tuple[list[Told], list[Broken]]:
    """Give each check-in's history as it was told, and every broken promise."""
    promised = guide(found)
    told = _told(found, promised)
    return told, list(_broken(found, promised, told))


def _told(found: World, promised: Guide) -> list[Told]:
    tickets, looked, deliveries = found.by_id("ticket"), sorted(found.looked), post.to_whom_it_was_written(found)
    on_their_clocks = found.by_firm(promised.on_clocks_of)
    return [
        tell(
            Told(tickets[row["ticket_id"]]["number"], on_their_clocks[row["account_id"]], looked, deliveries),
            found.histories.get(row["ticket_id"], []),
        )
        for row in found.tables["check_in"]
        if row["ticket_id"] in tickets
    ]


def _broken(found: World, promised: Guide, told: list[Told]) -> Iterator[Broken]:
    last = max(found.looked)
    for each in told:
        yield from each.broken
    yield from standing.one_ticket_a_firm(found, promised)
    yield from standing.renamed_together(found, promised)
    yield from spreading.spread_evenly(found, promised)
    yield from standing.never_lost(found, last)
    yield from standing.sleeps_by_the_hours(found, promised)
    yield from standing.somebody_sees_it(found)
    yield from standing.history_fits(found, told)
    yield from standing.rounds_count_once(found, told)
    yield from standing.board_says_so(found, told)
    yield from standing.findings_are_whole(found, promised)
    yield from standing.titles_fit(found, promised)
    yield from grading.usage_counts_once(found, promised)
    yield from grading.suggestions_fit(found, promised)
    yield from grading.differences_are_told(found, promised)
    yield from standing.training_is_linked(found)
    yield from telling.roles_hear(found, promised)
    yield from telling.whoever_has_it_hears(found)
    yield from telling.somebody_is_asked(found)
    yield from telling.nobody_is_said(found, promised)
    yield from telling.trainers_are_told(found, promised)
    yield from standing.nothing_is_put_off(found)
    yield from standing.history_is_whole(found)
    yield from post.delivered_once(found)
    yield from post.answers_stand_there(found)
    yield from post.what_never_left_does_not_count(found)
    yield from post.marks_stay_here(found, promised)


def _counts(found: World, told: list[Told]) -> dict[str, int]:
    own = {row["ticket_id"] for row in found.tables["check_in"]}
    kinds = Counter(event.kind for ticket, history in found.histories.items() if ticket in own for event in history)
    events = [event for ticket in own for event in found.histories.get(ticket, [])]
    states = Counter(row["state"] for row in found.tables["ticket"] if row["id"] in own)
    return {
        "woken": kinds["desk.woke"],
        "reach_outs": kinds["checkins.reached out"],
        "second_attempts": sum(event.kind == "checkins.reached out" and event.said["step"] > 0 for event in events),
        "answers": kinds["desk.customer wrote"],
        "auto_replies": kinds["desk.robot wrote"],
        "non_responses": sum(
            event.kind == "checkins.nobody answered" and event.said["step"] is None for event in events
        ),
        "graded": len(found.tables["grade_given"]),
        "suggested": sum(bool(row["suggested"]) for row in found.tables["grade_given"]),
        "differed": kinds["checkins.grade differs"],
        "asleep": states["asleep"],
        "open": states["open"] + states["new"],
        "closed": states["closed"],
        "late": sum(each.late for each in told),
    }
