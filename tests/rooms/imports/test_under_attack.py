"""Imports attacked: processes killed with -9 in the middle of a batch, two at once beside people who give, and a database that gives up."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate.jobs import Job

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import ask_to_try, start
from rounds.imports.jobs import run, try_it
from rounds.imports.models import Import, TurnedRow
from rounds.imports.rules import Stage
from rounds.imports.targets import What
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once, refused_of
from tests.rooms.imports.test_bringing_in import a_file, again, counts
from tests.rooms.imports.test_open_tickets_each import FRONT, MAP
from tests.world import MANUAL, MONDAY, Cast, a_ticket, a_workspace, later

RUN = """
import sys, django
django.setup()
from rounds.basics import clock
from rounds.imports.bringing_in import run
run(workspace_id=int(sys.argv[1]), import_id=int(sys.argv[2]), clock=clock.now, batch=5)
"""
PATIENCE, MANY, MOST = 60, 60, 7


def a_desk() -> Cast:
    return a_workspace(manual=MANUAL.read_text().replace(FRONT, f"{FRONT}open tickets each: {MOST}\n", 1))


def rows(first: int, many: int, *, wrong: int = 0) -> bytes:
    """Write so many tickets that a member has, and behind them some that cannot come in."""
    lines = [f"{number},open,2026-01-05,Elin Berg" for number in range(first, first + many)]
    lines += [f"{number},nonsense,2026-01-05,Elin Berg" for number in range(first + many, first + many + wrong)]
    return "\n".join(["id,state,since,who", *lines]).encode() + b"\n"


def begun(cast: Cast, data: bytes, source: str = "snow") -> Import:
    found = a_file(cast, data, MAP.replace("snow", source), What.TICKETS)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    return found


def test_processes_killed_with_nine_leave_each_ticket_once_and_each_rejected_row_once():
    cast = a_desk()
    found, chance, killed = begun(cast, rows(1, MANY, wrong=9)), random.Random(9), 0
    for _ in range(3):
        command = [sys.executable, "-c", RUN, str(cast.workspace_id), str(found.pk)]
        worker = subprocess.Popen(command, start_new_session=True, env=dict(os.environ))
        before, deadline = again(cast, found).position, time.monotonic() + PATIENCE
        while again(cast, found).position <= before and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() / 50)
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            killed += 1
        worker.wait()
        half = again(cast, found)
        with cast.inside():
            assert (Ticket.objects.count(), TurnedRow.objects.count()) == (half.made, half.turned)
    assert killed
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1))
    done = again(cast, found)
    assert (done.stage, counts(done)) == (Stage.DONE, (MANY, 0, 0, 9))
    with cast.inside():
        assert Ticket.objects.count() == TimelineEvent.objects.filter(kind="desk.ticket imported").count() == MANY
        assert sorted(TurnedRow.objects.values_list("line", flat=True)) == list(range(MANY + 2, MANY + 11))
        assert Counter(Ticket.objects.values_list("assignee_id", flat=True))[cast.teammate.id] == MOST


def test_two_imports_at_once_and_people_who_give_meanwhile_give_nobody_more_than_they_may_have():
    cast = a_desk()
    with cast.inside():
        numbers = [a_ticket().number for _ in range(12)]
    both = [begun(cast, rows(1, MANY), "one"), begun(cast, rows(1, MANY), "two")]
    refused: list[str] = []

    def brings(found: Import) -> None:
        bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1), batch=3)

    def gives(those: list[int]) -> None:
        for number in those:
            try:
                with cast.inside():
                    desk.assign(number=number, member_id=cast.teammate.id, by=cast.lead, at=later(0.1))
            except Refused as full:
                refused.append(full.problems[0].code)

    came = at_once(
        partial(brings, both[0]), partial(brings, both[1]), partial(gives, numbers[:6]), partial(gives, numbers[6:])
    )
    assert refused_of(came) == []
    assert set(refused) <= {"full"}
    done = [again(cast, each) for each in both]
    assert [(each.stage, each.made) for each in done] == [(Stage.DONE, MANY)] * 2
    with cast.inside():
        hers = Ticket.objects.filter(assignee_id=cast.teammate.id, state__in=["new", "open"]).count()
    assert hers == MOST
    assert sum(each.waiting for each in done) == 2 * MANY + len(numbers) - MOST - len(refused)


@pytest.mark.parametrize("trying", [False, True])
def test_an_import_that_breaks_stands_still_with_what_helps_and_goes_on_where_it_was(trying, monkeypatch):
    """Its worker's job is gone: it must not say that it comes in while nobody brings it in."""
    cast = a_desk()
    found = a_file(cast, rows(1, 5), MAP, What.TICKETS)
    with cast.inside():
        (ask_to_try if trying else start)(import_id=found.pk, by=cast.manager, at=MONDAY)
    job = {"workspace_id": cast.workspace_id, "import_id": found.pk, "clock": lambda: later(0.1)}
    goes = bringing_in.try_it if trying else bringing_in.run

    def breaks(*_: object, **__: object) -> None:
        raise ArithmeticError

    with monkeypatch.context() as broken, pytest.raises(ArithmeticError):
        broken.setattr(bringing_in, "would_bring" if trying else "bring_in_batch", breaks)
        goes(**job)
    stands = again(cast, found)
    assert (stands.stage, stands.trouble) == (
        Stage.BROUGHT if trying else Stage.STOPPED,
        "Something broke on our side. Try again; where it breaks again, the log says what it is.",
    )
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=later(0.2), here_and_now=True)
    bringing_in.run(**job)
    assert again(cast, found).made == 5


@pytest.mark.parametrize("task", [run, try_it])
def test_a_database_that_gave_up_or_was_away_has_the_import_tried_again(task):
    assert task.retry_strategy
    job = Job(id=1, queue="imports", lock=None, queueing_lock=None, task_name=task.name, attempts=9)
    for trouble in (OperationalError(), InterfaceError()):
        assert task.retry_strategy.get_retry_decision(exception=trouble, job=job)
    assert task.retry_strategy.get_retry_decision(exception=ArithmeticError(), job=job) is None
