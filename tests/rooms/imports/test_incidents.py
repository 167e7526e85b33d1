"""A service desk's log of the real one's shape comes in, and every incident and change is as the log has it (issue 4, real input).

The real log is not ours to keep: `python -m acceptance.incidents --data DIR` does the same with it. The judge reads the log with the
standard library and the tables with SQL, and knows nothing of Rounds.
"""

import gzip
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from acceptance.incidents import judge, tables
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start
from rounds.imports.models import Import
from rounds.imports.targets import What
from tests.database import owner_url
from tests.world import MONDAY, Cast, a_workspace, later

MAPS = Path(judge.__file__).parent
COLUMNS = (
    "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_at,sys_updated_by,sys_updated_at,"
    "location,category,priority,assignment_group,assigned_to,closed_code,resolved_at,closed_at"
)
LIVES = (
    ("New", "Active", "Resolved", "Closed"),
    ("New", "Active", "Awaiting User Info", "Active", "Resolved", "Active", "Resolved", "Closed"),
    ("New", "Awaiting Vendor", "-100", "Resolved", "Closed"),
    ("New", "Active", "Awaiting Problem", "Awaiting Evidence", "Active", "Closed"),
)
MANY = 120


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a log like the real one: changes of different incidents mixed, the same minute twice, unknowns as “?”."""
    chance, lines = random.Random(4), []
    for number in range(MANY):
        lines += incident(number, chance)
    chance.shuffle(lines)
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress("\n".join([COLUMNS, *lines]).encode()))
    return path


def incident(number: int, chance: random.Random) -> list[str]:
    opened = datetime(2016, 2, 29, 4, 40, tzinfo=UTC) + timedelta(minutes=chance.randrange(500_000))
    life, at, reopened, seen = chance.choice(LIVES), opened, 0, False
    solved = "?" if chance.random() < 0.1 else _said(opened + timedelta(days=2))
    caller, place = chance.choice([("2403", "108"), ("2403", "15"), ("17", "204"), ("?", "?"), ("?", "108")])
    lines = []
    for order, state in enumerate(life):
        at += timedelta(minutes=chance.choice([0, 0, 7, 1_000]))
        reopened += state == "Active" and seen
        seen = seen or state == "Resolved"
        cells = [
            f"{number:07}",
            state,
            order,
            reopened,
            order,
            "true",
            caller,
            _said(opened),
            chance.randrange(900),
            _said(at),
        ]
        cells += [place, 40, chance.randint(1, 4), chance.choice(["70", "?"]), chance.choice(["89", "?"]), 5, solved]
        lines.append(",".join(map(str, [*cells, _said(opened + timedelta(days=6))])))
    return lines


def _said(at: datetime) -> str:
    return f"{at.day}/{at.month}/{at.year} {at:%H:%M}"


def brought(cast: Cast, what: What, data: bytes) -> Import:
    with cast.inside():
        found = bring_file(
            what=what,
            name="log",
            data=data,
            map_text=(MAPS / f"{what}.yaml").read_text(),
            by=cast.manager,
            at=MONDAY,
        )
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1), batch=50)
    with cast.inside():
        return Import.objects.get(id=found.pk)


def test_every_incident_and_every_change_is_as_the_log_has_it(log, tmp_path):
    cast, rows = a_workspace(), tables.rows(log)
    tables.write_firms(rows, tmp_path / "firms.csv")
    tables.write_people(rows, tmp_path / "people.csv")
    for what, file in ((What.ACCOUNTS, "firms.csv"), (What.CONTACTS, "people.csv")):
        assert brought(cast, what, (tmp_path / file).read_bytes()).turned == 0
    assert brought(cast, What.TICKETS, log.read_bytes()).made == MANY
    theirs = judge.of_the_log(tables.incidents(rows))
    with psycopg.connect(owner_url()) as owner:
        ours = judge.of_the_database(owner, cast.workspace_id)
        assert list(judge.event_differences(owner, cast.workspace_id, ours)) == []
    assert list(judge.differences(theirs, ours)) == []
    assert judge.totals(theirs) == judge.totals(ours)
    assert judge.totals(ours)["rows"] == len(rows)
    assert brought(cast, What.TICKETS, log.read_bytes()).same == MANY


def test_the_judge_sees_what_differs(log):
    theirs = judge.of_the_log(tables.incidents(tables.rows(log)))
    without_one = dict(list(theirs.items())[1:])
    late = {**theirs, "0000007": judge.Ticket(**{**_fields(theirs["0000007"]), "reopened": 9})}
    shorter = {**theirs, "0000007": judge.Ticket(**{**_fields(theirs["0000007"]), "changes": ()})}
    for wrong in (without_one, late, shorter):
        assert len(list(judge.differences(theirs, wrong))) == 1


def _fields(ticket: judge.Ticket) -> dict[str, object]:
    return {name: getattr(ticket, name) for name in judge.Ticket.__dataclass_fields__}
