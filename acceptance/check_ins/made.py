"""What no file has: a year and more of users, items, features, integrations, drafts, stations and tickets, from a seed."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAYS = 700
FEATURES = ("quick tips", "billing export", "copy search", "traffic board", "spot checks")
PRODUCTS = ("desk", "player")
MEDIA = ("audio", "video", "print", "")
SWITCHES = ("auto-dub", "logging", "invoices")
KINDS = ("terrestrial station", "internet station")
COLUMNS = ("id", "firm", "user", "name", "event", "at", "product", "feature", "media", "item")

type Row = dict[str, str]


@dataclass(frozen=True)
class Files:
    """The tables that were written."""

    usage: Path
    stations: Path
    tickets: Path


def write(folder: Path, firms: list[str], *, seed: int, until: datetime) -> Files:
    """Write the tables of these firms (ids of the CRM), up to a moment; some firms did nothing at all."""
    chance = random.Random(seed)
    usage = [row for firm in firms if chance.random() > 0.1 for row in _lived(firm, chance, until)]
    chance.shuffle(usage)  # no source promises an order
    stations = [
        {"id": f"{firm}-{kind[0]}{number}", "firm": firm, "kind": kind, "name": f"{kind} {number}"}
        for firm in firms
        for kind in KINDS
        for number in range(chance.choice((0, 1, 1, 3)))
    ]
    tickets = [
        {
            "id": f"{firm}-t{number}",
            "firm": firm,
            "subject": f"Question {number}",
            "opened": _said(at),
            "closed": _said(at + timedelta(days=3)),
        }
        for firm in firms
        for number in range(chance.randrange(5))
        if (at := until - timedelta(days=chance.randrange(5, 1_600), seconds=chance.randrange(86_400)))
    ]
    return Files(
        _table(folder / "usage.csv", COLUMNS, usage),
        _table(folder / "stations.csv", ("id", "firm", "kind", "name"), stations),
        _table(folder / "tickets.csv", ("id", "firm", "subject", "opened", "closed"), tickets),
    )


def _lived(firm: str, chance: random.Random, until: datetime) -> Iterator[Row]:
    """Make up what one firm did."""
    people = [f"{firm}-u{number}" for number in range(chance.randrange(1, 15))]
    left = {person: chance.choice((0, 0, 20, 90, 200)) for person in people}
    for number in range(chance.randrange(5, 160)):
        ago = chance.random() * DAYS
        who = chance.choice([person for person in people if left[person] <= ago] or [""])
        yield from _done(firm, number, who, chance, until - timedelta(days=ago))


def _done(firm: str, number: int, who: str, chance: random.Random, at: datetime) -> Iterator[Row]:
    """Make up one thing that was done, and what came of it."""

    def row(part: str, event: str, **more: str) -> Row:
        named = {"user": who, "name": f"Person {who.rpartition('-u')[2]}" if who else ""}
        return (
            dict.fromkeys(COLUMNS, "")
            | {"id": f"{firm}-{number}{part}", "firm": firm, "event": event, "at": _said(at)}
            | named
            | more
        )

    where = {"product": chance.choice(PRODUCTS), "feature": chance.choice(FEATURES)}
    what = chance.randrange(10)
    if what < 4:
        yield row("a", "item submitted", media=chance.choice(MEDIA), item=f"{firm}-i{number}")
    elif what < 6:
        item = f"{firm}-d{number}"
        yield row("a", "draft begun", item=item)
        at += timedelta(hours=1)
        if chance.random() < 0.5:
            yield row("b", chance.choice(("item submitted", "draft dropped")), item=item)
    elif what < 7:
        yield row("a", chance.choice(("feature opened", "feature opened", "feature closed")), **where)
    elif what < 8:
        late = row("l", "item past due", **where, **_late(firm, number, chance))
        yield from chance.choice(([row("a", "feature wished for", **where)], _told_daily(late, at, chance)))
    elif what < 9:
        yield row(
            "a", chance.choice(("integration on", "integration off")), product="desk", feature=chance.choice(SWITCHES)
        )
    else:
        yield row("a", "feature used", **where)


def _late(firm: str, number: int, chance: random.Random) -> Row:
    """Make up what is late: an item of some media kind, of which not every source says which one it is."""
    item = f"{firm}-l{number}"
    return {"media": chance.choice(MEDIA), "item": chance.choice((item, item, ""))}


def _told_daily(row: Row, at: datetime, chance: random.Random) -> list[Row]:
    """Tell of something on each of some days, up to a moment: a source does while it is late still."""
    days = range(chance.randrange(1, 5))
    return [row | {"id": f"{row['id']}{day}", "at": _said(at - timedelta(days=day))} for day in days]


def _said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _table(file: Path, columns: tuple[str, ...], rows: list[Row]) -> Path:
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file
