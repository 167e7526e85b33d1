"""The engine is killed with -9 while firms go from one programme to another: each keeps its one check-in and ticket, whole (A1)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

import psycopg

from rounds.accounts.commands import change_account
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, Finding, GradeGiven
from rounds.desk.models import Ticket
from rounds.timeline.models import TimelineEvent
from rounds.workspaces.rows import fetch
from tests.database import PROJECT, owner_url
from tests.examples import SOAKING
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.checkins.two_programmes import HALF, YEARLY, two_programmes
from tests.rooms.timeline.sealed import seal_all
from tests.world import Cast, a_workspace, later

YEAR = later(365)
TURNS = ("partner", HALF), ("customer", YEARLY)
"""What firms become, by turns, and whose they are then."""

EACH = 1 if SOAKING else 5
"""It is killed at each statement of a look in `make soak`, at each fifth in `make test`: there are some sixty."""


def four_firms() -> list[Firm]:
    """Put firms on the yearly one: of one a ladder runs, so that it stays; one was graded and sleeps, one is begun with, one is due."""
    cast = a_workspace(manual=two_programmes())
    waits, sleeps, begun = (a_firm(cast, name=name) for name in ("Bay Sound", "Harbour FM", "Tall Pine"))
    sleeps.passes(YEAR)
    waits.reach_out(YEAR)
    with cast.inside():
        checkins.give_grade(check_in_id=sleeps.check_in.pk, grade="E", by=cast.rep, at=YEAR)
        end_round(check_in_id=sleeps.check_in.pk, by=cast.rep, at=YEAR)
        checkins.start(check_in_id=begun.check_in.pk, by=cast.rep, at=YEAR)
    return [waits, sleeps, begun, a_firm(cast, name="Cove Radio")]


def become(firms: list[Firm], lifecycle: str, at: datetime) -> None:
    """Let all firms be another programme's; the engine does not look yet."""
    cast = firms[0].cast
    with cast.inside():
        for firm in firms:
            change_account(account_id=firm.id, values={"lifecycle": lifecycle}, fields={}, by=cast.lead, at=at)
    seal_all(cast)


type Looks = Callable[[int, datetime], int]
"""Lets an engine look that is killed at a statement, by its place and the moment; gives how it ended."""


@contextmanager
def dying_engine(cast: Cast) -> Iterator[Looks]:
    """Start whoever starts engines that die; each moves two firms in a transaction."""
    asked = [sys.executable, "-m", "tests.rooms.checkins.dying_engine", str(cast.workspace_id), "2"]
    with subprocess.Popen(
        asked, cwd=PROJECT, env=dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as mother:

        def looks(place: int, at: datetime) -> int:
            assert mother.stdin
            assert mother.stdout
            print(place, at.isoformat(), file=mother.stdin, flush=True)
            return int(mother.stdout.readline())

        yield looks


def forgotten(cast: Cast) -> None:
    """Wait until the database let go what whoever was killed had locked."""
    with psycopg.connect(owner_url()) as owner:
        for table in ("programmes_followed", "ticket"):
            owner.execute(f"SELECT 1 FROM {table} WHERE workspace_id = %s FOR UPDATE".encode(), [cast.workspace_id])
        owner.rollback()


def whole(firms: list[Firm]) -> list[str]:
    """Give the programme of each firm's check-in; there is one, with one ticket, and these and their history say the same."""
    with firms[0].cast.inside():
        found = {each.account_id: each for each in CheckIn.objects.select_related("ticket")}
        assert CheckIn.objects.count() == Ticket.objects.count() == len(found) == len(firms)
        for each in found.values():
            told = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=each.ticket_id).order_by("-id")
            came = told.filter(kind__in=["checkins.entered", "checkins.moved"]).first()
            dated = told.filter(kind="desk.date set").first()
            assert came.payload["programme"] == each.programme
            assert each.ticket.recurs_by == f"programme: {each.programme}"
            assert each.programme in each.ticket.subject
            assert ("not using" in each.ticket.subject) == (each.grade == "E" and each.programme == YEARLY)
            if each.ticket.wakes_at:
                assert datetime.fromisoformat(dated.payload["wakes_at"]) == each.ticket.wakes_at
        return [found[firm.id].programme for firm in firms]


def test_killed_at_any_statement_leaves_each_firm_its_one_check_in_and_the_next_engine_moves_the_rest_A1():
    """Two of three move in the first transaction; the fourth stays, for its ladder runs."""
    firms, moved, deaths = four_firms(), 0, Counter[int]()
    cast = firms[0].cast
    days: dict[str, set[datetime | None]] = {HALF: set(), YEARLY: set()}
    with dying_engine(cast) as looks:
        for place in count(1, EACH):
            at = YEAR + timedelta(minutes=5 * place)
            lifecycle, name = TURNS[moved % 2]
            become(firms, lifecycle, at)
            ended = looks(place, at)
            forgotten(cast)
            deaths[whole(firms)[1:].count(name)] += ended == -signal.SIGKILL
            firms[0].passes(at)
            assert whole(firms) == [YEARLY, name, name, name]
            moved += 1
            days[name].add(firms[1].ticket.wakes_at)
            if ended != -signal.SIGKILL:
                break
    assert ended == 0
    assert min(deaths[0], deaths[2]) > 0, "it died before any had moved, and between two transactions"
    assert {name: len(found) for name, found in days.items()} == {HALF: 1, YEARLY: 1}
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="checkins.moved").count() == 3 * moved
        assert not TimelineEvent.objects.filter(kind="checkins.left").exists()
        assert (Finding.objects.count(), GradeGiven.objects.count()) == (1, 1)
        assert fetch("SELECT duty, trouble FROM put_off") == []
