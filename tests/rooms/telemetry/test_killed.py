"""A worker that drains is killed at any moment: no record is lost, none counts twice, and what it left half done goes."""

import os
import random
import signal
import subprocess
import sys
import time

from rounds.telemetry import files
from rounds.telemetry.commands import drain
from rounds.telemetry.commands.draining import folder
from rounds.telemetry.models import Segment, UsageRow
from rounds.telemetry.queries import rows_behind
from tests.rooms.telemetry.usage import a_record, firms, took
from tests.world import MONDAY, a_workspace, later

KILLS = 4
WORKER = """
import sys, django
django.setup()
from rounds.basics import clock
from rounds.telemetry.commands import drain, merge
from rounds.workspaces.current import as_workspace
print("ready", flush=True)
while True:
    for step in (lambda: drain(at=clock.now(), most=7), lambda: merge(at=clock.now())):
        with as_workspace(int(sys.argv[1])):
            step()
"""


def test_no_record_is_lost_or_doubled_when_whoever_drains_is_killed():
    """Issue 6: a kill at any moment neither loses nor doubles a row."""
    cast, pick, told = a_workspace(), random.Random(6), 0
    with cast.inside():
        firms("a")
    for kill in range(KILLS):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(cast.workspace_id)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert worker.stdout.readline() == "ready\n"
        ends = time.monotonic() + pick.uniform(0.3, 1.6)
        while time.monotonic() < ends:
            took(cast, *(a_record(str(told + number), at=later(told / 100)) for number in range(5)), at=later(10_000))
            told += 5
            assert seen(cast) == told
        # Half of the times the writer lives on and ends its file, which nobody named then.
        os.killpg(worker.pid, signal.SIGKILL) if kill % 2 else worker.kill()
        worker.wait()
        assert seen(cast) == told
    time.sleep(2)  # a writer that lived on has ended
    took(cast, *(a_record(str(told + number), at=later(9_000)) for number in range(5)), at=later(10_000))
    told += 5
    drained_to_the_end(cast)
    assert seen(cast) == told
    with cast.inside():
        assert set(files.names_in(folder())) == set(Segment.objects.values_list("name", flat=True))


def seen(cast) -> int:
    """Count the records, and hold each of them to be there once."""
    with cast.inside():
        rows = rows_behind(accounts=None, limit=100_000)
    assert len({row.id for row in rows}) == len(rows) == len({row.at for row in rows}) * 5
    return len(rows)


def drained_to_the_end(cast) -> None:
    """Drain, once the transactions of the dead are gone."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with cast.inside():
            drain(at=MONDAY)
            left = UsageRow.objects.exists()
        if not left:
            return
        time.sleep(0.2)
    raise AssertionError("the buffer does not become empty")
