"""The purchases of 23,570 real customers come in as usage, and are counted as somebody else has counted them (issue 6, real input).

The data is not ours to keep: ROUNDS_CDNOW names the folder that has it. The judge reads the file with the standard library.
"""

import gzip
import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rounds.accounts.models import Account
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.telemetry.jobs import keep_segments
from rounds.telemetry.models import Segment, UsageRow
from rounds.telemetry.queries import By, counts, days_active, silent_accounts
from tests.world import MONDAY, Cast, a_workspace

DATA = Path(os.environ.get("ROUNDS_CDNOW", "nowhere"))
UTC_ZONE = ZoneInfo("UTC")
SINCE, UNTIL = datetime(1997, 1, 1, tzinfo=UTC), datetime(1998, 7, 1, tzinfo=UTC)
MAP = """
source: cdnow
zone: UTC
columns:
  customer: account id
  day: {becomes: at, dates: year-month-day}
  dollars: quantity
always: {event: purchase}
"""


def brought(cast: Cast, what: What, data: bytes, map_text: str) -> Import:
    with cast.inside():
        found = bring_file(what=what, name="cdnow.csv", data=data, map_text=map_text, by=cast.manager, at=MONDAY)
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: MONDAY)
    with cast.inside():
        return Import.objects.get(id=found.pk)


def judged(rows: list[list[str]]) -> tuple[Counter, float]:
    """Count purchases by month, and add up the dollars, with nothing of Rounds."""
    return Counter(day[:6] for _, day, _, _ in rows), sum(float(dollars) for *_, dollars in rows)


@pytest.mark.skipif(not DATA.is_dir(), reason="the purchases are not here: ROUNDS_CDNOW names their folder")
def test_what_real_customers_bought_is_counted_as_somebody_else_counted_it():
    log = gzip.decompress((DATA / "CDNOW_master.txt.gz").read_bytes()).decode()
    rows = [line.split() for line in log.splitlines()[1:]]
    oracle = json.loads((DATA / "oracle.json").read_text())
    customers = dict.fromkeys(row[0] for row in rows)
    table = "customer,day,cds,dollars\n" + "\n".join(
        f"{customer},{day[:4]}-{day[4:6]}-{day[6:]},{cds},{dollars}" for customer, day, cds, dollars in rows
    )
    cast = a_workspace()
    firms = "id,name\n" + "\n".join(f"{customer},Customer {customer}" for customer in customers)
    brought(cast, What.ACCOUNTS, firms.encode(), "source: cdnow\ncolumns: {id: external id, name: name}\n")
    came = brought(cast, What.USAGE, table.encode(), MAP)
    assert (came.made, came.same, came.turned) == (oracle["rows"], 0, 0)
    again = brought(cast, What.USAGE, table.encode(), MAP)
    assert (again.made, again.same, again.turned) == (0, oracle["rows"], 0)
    halfway = a_figure(cast)
    keep_segments(cast.workspace_id, at=MONDAY)
    assert a_figure(cast) == halfway
    with cast.inside():
        assert UsageRow.objects.count() == 0 and sum(Segment.objects.values_list("rows", flat=True)) == oracle["rows"]
        ids = list(Account.objects.values_list("id", flat=True))
        days = {n: days_active(accounts=None, since=SINCE, until=UNTIL, zone=UTC_ZONE, longer_than=n) for n in (30, 90)}
        months = counts(accounts=None, by=[By.MONTH], since=SINCE, until=UNTIL, zone=UTC_ZONE)
        silent = {n: silent_accounts(accounts=ids, since=UNTIL - timedelta(days=n), until=UNTIL) for n in (90, 180)}
    assert len(days[30]) == oracle["customers"] == len(ids)
    assert sum(each.days for each in days[30]) == oracle["customer_days"]
    assert sum(each.gaps for each in days[30]) == oracle["gaps_over_30_days"]
    assert sum(each.gaps for each in days[90]) == oracle["gaps_over_90_days"]
    assert sum(each.days == 1 for each in days[30]) == oracle["one_purchase_day_only"]
    assert len(silent[90]) == oracle["silent_over_90_days"]
    assert len(silent[180]) == oracle["silent_over_180_days"]
    by_month, dollars = judged(rows)
    found: Counter = Counter()
    for each in months:
        found[f"{each.words[0]:%Y%m}"] += each.rows
    assert found == by_month
    assert sum(each.quantity or 0 for each in months) == pytest.approx(dollars)


def a_figure(cast: Cast) -> int:
    with cast.inside():
        return sum(each.rows for each in counts(accounts=None, by=[], since=SINCE, until=UNTIL, zone=UTC_ZONE))
