"""What another manual does to tickets that are there: those without a target get it, clocks that run keep theirs (decision 11)."""

from datetime import timedelta

import pytest

from rounds.desk import commands as desk
from rounds.targets.commands import catching_up
from rounds.targets.models import CaughtUp, Run
from rounds.team.models import Notice
from tests.rooms.targets.cast import (
    TARGETS,
    WITHOUT,
    a_desk,
    adopted,
    caught_up,
    events,
    kinds,
    opened,
    pass_to,
    run_of,
)
from tests.world import MONDAY, a_workspace, later

WITH = WITHOUT + TARGETS
LONGER = WITH.replace("within: 2 working hours", "within: 6 working hours")


def before_any_target():
    cast = a_workspace(manual=WITHOUT)
    caught_up(cast, MONDAY)
    return cast


def test_an_open_ticket_gets_the_targets_of_a_manual_that_came_after_it():
    cast = before_any_target()
    number = opened(cast)
    adopted(cast, WITH, later(hours=1))
    caught_up(cast, later(hours=1))
    assert run_of(cast, number).due_at == later(hours=2)
    [first, _] = events(cast, "set")
    assert (first.clause, first.because["version"]) == ("target: first answer", 2)
    pass_to(cast, later(hours=2.1))
    assert "targets.missed" in kinds(cast)


def test_what_was_due_before_the_manual_promised_it_is_missed_and_nobody_is_told():
    cast = before_any_target()
    number = opened(cast)
    adopted(cast, WITH, later(1))
    caught_up(cast, later(1))
    pass_to(cast, later(1, hours=1))
    run = run_of(cast, number)
    assert (run.missed_at, run.acts_at) == (MONDAY + timedelta(hours=2), None)
    [event] = events(cast, "missed")
    assert event.payload["told"] == ""
    with cast.inside():
        assert not Notice.objects.filter(event__kind__startswith="targets.").exists()


def test_a_closed_ticket_is_judged_too_and_says_nothing_by_itself():
    cast = before_any_target()
    kept, late = opened(cast), opened(cast)
    with cast.inside():
        desk.answer(number=kept, text="It is the fuse.", by=cast.rep, at=later(hours=1))
        desk.close(number=kept, by=cast.lead, at=later(hours=1))
        desk.close(number=late, by=cast.lead, at=later(7))
    adopted(cast, WITH, later(8))
    caught_up(cast, later(8))
    assert (run_of(cast, kept).missed_at, run_of(cast, kept).ended_at) == (None, later(hours=1))
    assert run_of(cast, late).missed_at == later(hours=2)
    assert run_of(cast, late, "solved").missed_at == later(2)
    [event] = events(cast)
    assert event.kind == "targets.caught up"
    assert event.payload | {"manual": 0} == {
        "manual": 0, "version": 2, "tickets": 2, "made": 4, "missed": 2, "gone": 0
    }  # fmt: skip


def test_a_manual_with_the_same_targets_has_nothing_to_catch_up_with():
    cast = a_desk()
    number = opened(cast)
    caught_up(cast, later(hours=0.1))
    adopted(cast, WITH.replace("to begin with: normal", "to begin with: low"), later(hours=0.2))
    before = kinds(cast)
    assert caught_up(cast, later(hours=0.2)) == 1
    assert kinds(cast) == before
    assert run_of(cast, number).version == 1


def test_a_clock_that_runs_keeps_the_words_that_it_began_with():
    cast = a_desk()
    number = opened(cast)
    caught_up(cast, later(hours=0.1))
    adopted(cast, LONGER, later(hours=0.2))
    caught_up(cast, later(hours=0.2))
    with cast.inside():
        desk.note(number=number, text="A note.", by=cast.rep, at=later(hours=0.3))
    pass_to(cast, later(hours=0.4))
    assert (run_of(cast, number).version, run_of(cast, number).due_at) == (1, later(hours=2))


def test_a_clause_that_is_taken_away_stops_its_clocks_and_the_ticket_says_so():
    cast = a_desk()
    running, done = opened(cast), opened(cast)
    with cast.inside():
        desk.answer(number=done, text="It is the fuse.", by=cast.rep, at=later(hours=0.5))
    caught_up(cast, later(hours=0.6))
    adopted(cast, WITHOUT, later(hours=0.7))
    caught_up(cast, later(hours=0.7))
    assert run_of(cast, running) is None
    assert run_of(cast, done).ended_at == later(hours=0.5)  # what was kept stays kept
    event = events(cast, "dropped")[0]
    assert (event.clause, event.because["version"], event.payload["withdrawn"]) == ("target: first answer", 1, True)
    assert {"label": "version in force", "text": "2"} in event.because["facts"]
    pass_to(cast, later(hours=3))
    assert "targets.missed" not in kinds(cast)


def test_bringing_the_old_manual_back_brings_its_promises_back_as_they_were():
    cast = a_desk()
    number = opened(cast)
    caught_up(cast, later(hours=0.1))
    for text in (WITHOUT, WITH):
        adopted(cast, text, later(hours=0.2))
        caught_up(cast, later(hours=0.2))
    assert (run_of(cast, number).due_at, run_of(cast, number).version) == (later(hours=2), 3)


def test_a_target_that_is_not_for_the_ticket_any_more_goes_and_says_so():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        desk.change_kind(number=number, kind="website change", by=cast.lead, at=later(hours=0.2))
    pass_to(cast, later(hours=0.3))
    assert run_of(cast, number) is None
    [first, _] = events(cast, "dropped")
    assert first.payload["withdrawn"] is False
    assert {"label": "the ticket's kind", "text": "website change", "theirs": True} in first.because["facts"]


def test_another_target_in_the_place_of_one_says_which_was_there():
    quick = TARGETS.replace("target: ", "target: quick ").replace("question", "website change")
    cast = a_workspace(manual=WITHOUT + TARGETS + quick)
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        desk.change_kind(number=number, kind="website change", by=cast.lead, at=later(hours=0.2))
    pass_to(cast, later(hours=0.3))
    assert run_of(cast, number).target == "quick first answer"
    assert events(cast, "set")[-2].payload["instead_of"] == "first answer"


def test_what_has_ended_keeps_its_target_when_the_ticket_changes():
    cast = a_desk()
    number = opened(cast)
    with cast.inside():
        desk.answer(number=number, text="It is the fuse.", by=cast.rep, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    with cast.inside():
        desk.change_kind(number=number, kind="website change", by=cast.lead, at=later(hours=1.2))
    pass_to(cast, later(hours=1.3))
    assert run_of(cast, number).ended_at == later(hours=1)
    assert run_of(cast, number, "solved") is None


class Killed(BaseException):
    """As a `kill -9` between two batches looks from inside."""


def test_it_goes_on_where_it_was_killed(monkeypatch):
    cast = before_any_target()
    numbers = [opened(cast) for _ in range(7)]
    monkeypatch.setattr(catching_up, "MOST", 3)
    adopted(cast, WITH, later(hours=1))
    with cast.inside():
        assert catching_up.catch_up(at=later(hours=1))
    with pytest.raises(Killed), cast.inside():
        catching_up.catch_up(at=later(hours=1))
        raise Killed
    with cast.inside():
        row = CaughtUp.objects.get()
        assert (row.towards, row.looked, row.total, Run.objects.count()) == (2, 3, 7, 6)
    caught_up(cast, later(hours=1))
    with cast.inside():
        assert Run.objects.count() == 2 * len(numbers)
        assert CaughtUp.objects.get().version == 2
    [event] = events(cast, "caught up")
    assert event.payload["made"] == 2 * len(numbers)


def test_a_manual_that_comes_meanwhile_is_the_one_that_counts(monkeypatch):
    cast = before_any_target()
    numbers = [opened(cast) for _ in range(5)]
    monkeypatch.setattr(catching_up, "MOST", 2)
    adopted(cast, WITH, later(hours=1))
    with cast.inside():
        assert catching_up.catch_up(at=later(hours=1))
    adopted(cast, WITHOUT, later(hours=1.1))
    caught_up(cast, later(hours=1.1))
    assert all(run_of(cast, number) is None for number in numbers)
    assert kinds(cast).count("targets.dropped") == 4
