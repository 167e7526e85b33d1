"""A log of a service desk's shape comes in, targets come into force over it, and a count by minutes says the same of every incident.

The count shares nothing with Rounds (`acceptance/incidents/minutes.py`); `python -m acceptance.incidents` does the same with the real log.
"""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from acceptance.incidents import minutes, promises, tables
from rounds.imports.targets import What
from tests.database import owner_url
from tests.rooms.imports.test_incidents import COLUMNS, brought, incident
from tests.rooms.targets.cast import adopted, caught_up
from tests.world import MANUAL, a_workspace, later

MANY = 150


def test_due_and_missed_are_what_a_count_by_minutes_says(tmp_path: Path):
    """Issue 4, real input: equal to an independent minute-by-minute computation."""
    shipped, chance = MANUAL.read_text(), random.Random(11)
    cast = a_workspace(manual=promises.without_targets(shipped))
    lines = [COLUMNS, *(line for number in range(MANY) for line in incident(number, chance))]
    log = list(csv.DictReader(lines))
    tables.write_firms(log, tmp_path / "firms.csv")
    tables.write_people(log, tmp_path / "people.csv")
    brought(cast, What.ACCOUNTS, (tmp_path / "firms.csv").read_bytes())
    brought(cast, What.CONTACTS, (tmp_path / "people.csv").read_bytes())
    assert brought(cast, What.TICKETS, "\n".join(lines).encode()).made == MANY
    adopted(cast, promises.with_targets(shipped), later(1))
    caught_up(cast, later(1))
    theirs = {each.number: minutes.expected(each) for each in tables.incidents(log)}
    with psycopg.connect(owner_url()) as owner:
        ours = promises.runs(owner, cast.workspace_id)
    assert len(ours) == 2 * MANY
    assert list(promises.differences(theirs, ours, datetime.now(UTC))) == []
    assert len({run.target for run in ours.values()}) == 4
    assert 0 < sum(run.missed for run in ours.values()) < len(ours)


def test_the_judge_sees_one_minute():
    incident_ = next(tables.incidents([_a_change("Resolved", "1/3/2016 20:00")]))
    want = minutes.expected(incident_)
    run = {(incident_.number, until): _as_run(one) for until, one in want.items()}
    now = datetime.now(UTC)
    assert list(promises.differences({incident_.number: want}, run, now)) == []
    for until, one in want.items():
        late = promises.Run(one.target, one.due + minutes.MINUTE, one.ended, one.missed(now))
        assert (
            len(list(promises.differences({incident_.number: want}, {**run, (incident_.number, until): late}, now)))
            == 1
        )


def test_the_minutes_keep_to_the_wall_clock_holidays_and_waits():
    """Opened on a Friday at 16:30 in Chicago, half an hour before the desk closes, with a Monday that is a holiday."""
    rows = [
        _a_change("New", "27/5/2016 21:30", opened="27/5/2016 21:30", order=0),
        _a_change("Awaiting Vendor", "31/5/2016 13:30", opened="27/5/2016 21:30", order=1),
        _a_change("Active", "31/5/2016 14:30", opened="27/5/2016 21:30", order=2),
        _a_change("Closed", "31/5/2016 23:00", opened="27/5/2016 21:30", order=3),
    ]
    [each] = tables.incidents(rows)
    first = minutes.expected(each)["first answer"]
    # 30 minutes on Friday, Memorial Day on Monday, 8:00 to 8:30, an hour that a supplier is waited for, and 3 hours from 9:30 on
    # with lunch from 12:00 to 13:00.
    assert first.due == datetime(2016, 5, 31, 18, 30, tzinfo=UTC)
    assert first.missed(datetime.now(UTC))


def _as_run(one: minutes.Expected) -> promises.Run:
    return promises.Run(one.target, one.due, one.ended, one.missed(datetime.now(UTC)))


def _a_change(word: str, at: str, *, opened: str = "29/2/2016 15:00", order: int = 1) -> dict[str, str]:
    return {
        "number": "0000001",
        "incident_state": word,
        "sys_updated_at": at,
        "sys_mod_count": str(order),
        "opened_at": opened,
        "priority": "1",
    }
