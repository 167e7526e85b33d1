"""The figures of a firm, counted from the tables by plain loops. Written from the requirement (A5) and the manual's words; imports nothing
of Rounds, and knows nothing of how it counts.

A figure is named by the words of its address: the sort, then what it says of name, product, month, word, and whether it is the year before.
"""

import csv
import gzip
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

type Row = dict[str, str]
type Figures = dict[frozenset[tuple[str, str]], int]

ZONE = ZoneInfo("America/New_York")
QUIET = 60
NO_USE = {"feature opened", "feature closed", "feature wished for", "integration on", "integration off"}
KINDS = ("terrestrial station", "internet station")
SUBMITTED, USED, LATE = "item submitted", ("item submitted", "feature used"), "item past due"


@dataclass(frozen=True)
class Window:
    """The days that are looked at, and the last moment of which any usage is known."""

    first: date
    last: date
    known: datetime

    @property
    def since(self) -> datetime:
        """When they begin."""
        return local(self.first, time())

    @property
    def until(self) -> datetime:
        """The last moment that counts."""
        return min(self.known, local(self.last + timedelta(days=1), time()) - timedelta(microseconds=1))


def rows_of(file: Path) -> list[Row]:
    """Read a table."""
    with file.open(newline="") as opened:
        return list(csv.DictReader(opened))


def purchases(file: Path, most: int | None = None) -> list[Row]:
    """Read the shop's purchases as usage: on the day's midnight in New York, as its map says. most: customers, all for None."""
    lines = [line.split() for line in gzip.decompress(file.read_bytes()).decode().splitlines()[1:]]
    known = set(list(dict.fromkeys(line[0] for line in lines))[:most])
    found = []
    for customer, written, _, dollars in (line for line in lines if line[0] in known):
        day = date(int(written[:4]), int(written[4:6]), int(written[6:]))
        at = f"{local(day, time()):%Y-%m-%d %H:%M:%S}"
        found.append({"firm": customer, "event": SUBMITTED, "at": at, "day": day.isoformat(), "dollars": dollars})
    return found


def totals(bought: list[Row]) -> dict[str, int]:
    """Count what somebody else has counted of the purchases: one a day and customer, and the gaps between."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    for row in bought:
        days[row["firm"]].add(date.fromisoformat(row["day"]))
    gaps = [(later - day).days for each in days.values() for day, later in itertools.pairwise(sorted(each))]
    silent = [(date(1998, 7, 1) - max(each)).days for each in days.values()]
    return {
        "rows": len(bought),
        "customers": len(days),
        "customer_days": sum(len(each) for each in days.values()),
        "gaps_over_30_days": sum(gap > 30 for gap in gaps),
        "gaps_over_90_days": sum(gap > 90 for gap in gaps),
        "silent_over_90_days": sum(since > 90 for since in silent),
        "silent_over_180_days": sum(since > 180 for since in silent),
        "one_purchase_day_only": sum(len(each) == 1 for each in days.values()),
    }


def moment(text: str) -> datetime:
    """Read a moment of a table: UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(day: date, clock: time) -> datetime:
    """Give a moment of a day in the team's zone, in UTC."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def a_year_back(at: datetime) -> datetime:
    """Give the same moment on the clock, a year before."""
    shown = at.astimezone(ZONE).replace(tzinfo=None)
    last = 28 if (shown.month, shown.day) == (2, 29) else shown.day
    return shown.replace(year=shown.year - 1, day=last, tzinfo=ZONE).astimezone(UTC)


def figures(usage: Iterable[Row], stations: Iterable[Row], tickets: Iterable[Row], window: Window) -> Figures:
    """Count all that is shown of a firm, of its own rows."""
    done = sorted(((moment(row["at"]), row.get("id", ""), row) for row in usage), key=lambda each: each[:2])
    done = [each for each in done if each[0] <= window.until]
    found: Figures = {}
    for before in (False, True):
        since, until = (
            (a_year_back(window.since), a_year_back(window.until)) if before else (window.since, window.until)
        )
        _facts(found, [(at, row) for at, _, row in done], since, until, before)
        _months(found, [(at, row) for at, _, row in done], window, since, until, before)
    inside = [(at, row) for at, _, row in done if at >= window.since]
    for word, many in Counter(row.get("media", "") for _, row in inside if row["event"] == SUBMITTED).items():
        found[named("media kind", word=word)] = many
    _people(found, [(at, row) for at, _, row in done], window)
    _features(found, [row for _, _, row in done], [row for _, row in inside])
    found[named("drafts")] = sum(drafts([row for _, _, row in done]).values())
    kinds = Counter(row["kind"] for row in stations)
    for kind in KINDS:
        found[named("assets", name=kind)] = kinds[kind]
    end = local(window.last + timedelta(days=1), time())
    back = end.astimezone(ZONE)
    since = back.replace(year=back.year - 3).astimezone(UTC)
    opened = [row for row in tickets if since <= moment(row["opened"]) < end]
    found[named("tickets")] = found[named("imported tickets")] = len(opened)
    return found


def named(sort: str, **words: str) -> frozenset[tuple[str, str]]:
    """Name a figure; words that say nothing are left out."""
    return frozenset({("figure", sort), *((key, value) for key, value in words.items() if value)})


def drafts(done: list[Row]) -> Counter[str]:
    """Count what is begun and not ended, by who began it: of each item the last thing decides."""
    last: dict[str, Row] = {}
    for row in done:
        if row.get("item") and row["event"] in {"draft begun", SUBMITTED, "draft dropped"}:
            last[row["item"]] = row
    return Counter(row["user"] for row in last.values() if row["event"] == "draft begun")


def items(told: list[Row]) -> int:
    """Count what is told of: an item once, however often it is, and each time that none is named."""
    return len({row["item"] for row in told if row.get("item")}) + sum(not row.get("item") for row in told)


def switches(done: list[Row]) -> dict[tuple[str, str], bool]:
    """Say what is on and what is off."""
    found = {}
    for row in done:
        if row.get("feature") and row["event"] in {"integration on", "integration off"}:
            found[(row["product"], row["feature"])] = row["event"] == "integration on"
    return found


def last_seen(done: Iterable[tuple[datetime, Row]]) -> dict[str, datetime]:
    """Say when each person did something last."""
    found: dict[str, datetime] = {}
    for at, row in done:
        if row.get("user"):
            found[row["user"]] = max(at, found.get(row["user"], at))
    return found


def quiet_before(until: datetime) -> datetime:
    """Say since when somebody is quiet: so many days before on the calendar, at the same hour of the clock."""
    shown = until.astimezone(ZONE).replace(tzinfo=None) - timedelta(days=QUIET)
    return shown.replace(tzinfo=ZONE).astimezone(UTC)


def _facts(found: Figures, done: list[tuple[datetime, Row]], since: datetime, until: datetime, before: bool) -> None:
    inside = [(at, row) for at, row in done if since <= at <= until]
    submitted = [at for at, row in inside if row["event"] == SUBMITTED]
    seen = last_seen((at, row) for at, row in done if at <= until)
    numbers = {
        "items submitted": len(submitted),
        "months in use": len({f"{at.astimezone(ZONE):%Y-%m}" for at in submitted}),
        "features used": len(
            {(row["product"], row["feature"]) for _, row in inside if row["event"] in USED and row.get("feature")}
        ),
        "quiet users": sum(at <= quiet_before(until) for at in seen.values()),
        "past due": items([row for _, row in inside if row["event"] == LATE]),
    }
    for name, number in numbers.items():
        found[named("fact", name=name, before="yes" if before else "")] = number


def _months(
    found: Figures, done: list[tuple[datetime, Row]], window: Window, since: datetime, until: datetime, before: bool
) -> None:
    counted = Counter(
        f"{at.astimezone(ZONE):%Y-%m}" for at, row in done if since <= at <= until and row["event"] == SUBMITTED
    )
    year, month = window.first.year, window.first.month
    while (year, month) <= (window.last.year, window.last.month):
        shown = f"{year - before:04}-{month:02}"
        found[named("month", month=f"{year:04}-{month:02}-01", before="yes" if before else "")] = counted[shown]
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _people(found: Figures, done: list[tuple[datetime, Row]], window: Window) -> None:
    seen = last_seen(done)
    found[named("users")] = len(seen)
    found[named("active users")] = sum(at >= window.since for at in seen.values())
    found[named("quiet users")] = sum(at <= quiet_before(window.until) for at in seen.values())


def _features(found: Figures, done: list[Row], inside: list[Row]) -> None:
    has: dict[tuple[str, str], bool] = {}
    for row in done:
        if row.get("feature") and row["event"] in {"feature opened", "feature closed"}:
            has[(row["product"], row["feature"])] = row["event"] == "feature opened"
    used = Counter(
        (row["product"], row["feature"]) for row in inside if row.get("feature") and row["event"] not in NO_USE
    )
    wanted = Counter(
        (row["product"], row["feature"]) for row in done if row.get("feature") and row["event"] == "feature wished for"
    )
    for product, feature in {key for key, had in has.items() if had} | set(used) | set(wanted):
        found[named("used", name=feature, product=product)] = used[(product, feature)]
        found[named("wanted", name=feature, product=product)] = wanted[(product, feature)]
