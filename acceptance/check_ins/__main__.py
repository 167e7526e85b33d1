"""Bring it all in, hold every figure against the tables, then play one round."""

import argparse
import csv
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from acceptance.check_ins import __doc__ as about
from acceptance.check_ins import counting, made, talk
from acceptance.check_ins.counting import Row
from acceptance.check_ins.judging import Firm, Known, by_firm, differences
from acceptance.check_ins.reading import Program
from acceptance.house import EMAIL, House, house, refuse_unless_possible
from acceptance.report import Report
from outside import places

HERE = Path(__file__).parent
MANUAL = HERE.parent.parent / "manuals" / "annual-check-ins.md"
YEAR = (date(1997, 7, 1), date(1998, 6, 30))
"""A whole year of the shop's purchases."""
AHEAD = 120
"""Days after which some firms' check-ins have come round."""


def main() -> int:
    """Play it all; 0 where everything is equal."""
    asked = arguments()
    places.end_in_order()
    refuse_unless_possible()
    report = Report()
    with (
        places.room("check-ins", keep=asked.keep) as folder,
        house(folder, manual=MANUAL, role="lead", box="hello") as built,
    ):
        played(built, Path(asked.data), asked, report)
    return report.end(Path(asked.report) if asked.report else None)


def played(built: House, data: Path, asked: argparse.Namespace, report: Report) -> None:
    """Play it all."""
    crm, log = data / "connector_seeds" / "hubspot", data / "cdnow" / "CDNOW_master.txt.gz"
    firms = [row["id"] for row in counting.rows_of(crm / "company_data.csv")]
    until = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    files = made.write(built.folder, firms, seed=asked.seed, until=until)
    bought = counting.purchases(log, asked.buyers)
    brought_in(built, crm, files, _shop(built.folder, bought), report)
    program = Program(built.rounds.base, _token(built))
    found = entered(built, len(firms) + len({row["firm"] for row in bought}), report)
    usage = counting.rows_of(files.usage)
    known = max(counting.moment(row["at"]) for row in usage)
    today = datetime.now(UTC).astimezone(counting.ZONE).date()
    window = counting.Window(today - timedelta(days=330), today, known)
    tables = Known(by_firm(usage), by_firm(counting.rows_of(files.stations)), by_firm(counting.rows_of(files.tickets)))
    judged(built, program, [found["crm", firm] for firm in firms], tables, window, report, opened=0.3)
    customers = sorted({row["firm"] for row in bought})
    some = random.Random(asked.seed).sample(customers, asked.customers)
    shop = Known(by_firm(bought), {}, {})
    judged(
        built, program, [found["shop", each] for each in some], shop, counting.Window(*YEAR, known), report, opened=0.2
    )
    oracle = json.loads((data / "cdnow" / "oracle.json").read_text()) if asked.buyers is None else None
    counted_whole(program, bought, usage, oracle, report)
    due(built, program, report)
    used = [found["crm", each] for each in firms if len(tables.usage.get(each, [])) > 20]
    firm = one_that_is_due(program, used)
    contact = next(program.all("/contacts"))["id"]
    talk.played(built, program, firm, contact, report)


def brought_in(built: House, crm: Path, files: made.Files, shop: tuple[Path, Path], report: Report) -> None:
    """Bring everything in by the command line, as somebody would."""
    steps = (
        ("import accounts", crm / "company_data.csv", "firms"),
        ("import contacts", crm / "contact_data.csv", "people"),
        ("import assets", files.stations, "stations"),
        ("import tickets", files.tickets, "tickets"),
        ("usage import", files.usage, "usage"),
        ("import accounts", shop[0], "buyers"),
        ("usage import", shop[1], "purchases"),
        ("usage import", shop[1], "purchases"),
    )
    for place, (words, file, name) in enumerate(steps):
        began = time.monotonic()
        said = built.rounds.run(*words.split(), str(file), "--map", str(HERE / f"{name}.yaml"), "--workspace", "house")
        report.say(f"rounds {words} {file.name}: {' '.join(said.split())} {time.monotonic() - began:.1f} s")
        report.check(f"no row of {file.name} is rejected", bool(re.search(r"\b0 rejected", said)))
        if place == len(steps) - 1:
            report.check("the same purchases again change nothing", "0 are new" in said)


def entered(built: House, many: int, report: Report) -> dict[tuple[str, str], Firm]:
    """Wait until each firm that is a customer has its one check-in; give them by source and id."""
    query = """SELECT k.source, k.key, c.id FROM check_in c JOIN account_known_as k ON k.record_id = c.account_id"""
    began, rows = time.monotonic(), []
    with psycopg.connect(built.owner_url, autocommit=True) as owner:
        while time.monotonic() - began < 1_800 and len(rows := owner.execute(query).fetchall()) < many:
            time.sleep(2)
    report.check(
        f"{many:,} firms have a check-in each", len(rows) == many, f"{time.monotonic() - began:.0f} s after the import"
    )
    return {(source, key): Firm(key, check_in) for source, key, check_in in rows}


def judged(
    built: House,
    program: Program,
    firms: list[Firm],
    known: Known,
    window: counting.Window,
    report: Report,
    *,
    opened: float,
) -> None:
    """Hold firms' figures against the tables."""
    member, began = built.member(), time.monotonic()
    seen = [each for firm in firms for each in differences(member, program, firm, known, window, opened=opened)]
    wrong = [each for each in seen if each]
    for each in wrong[:20]:
        report.say(each)
    report.check(
        f"{len(seen):,} figures of {len(firms):,} firms, {window.first} to {window.last}, are as the tables have them",
        bool(seen) and not wrong,
        f"{time.monotonic() - began:.0f} s",
    )


def counted_whole(
    program: Program, bought: list[Row], usage: list[Row], oracle: dict[str, int] | None, report: Report
) -> None:
    """Hold the whole of the usage against the tables, and the tables against what somebody else counted, where all came in."""
    numbers = [each["number"] for each in program.all("/facts?fact=items%20submitted&of=account&limit=100")]
    of_made = Counter(row["firm"] for row in usage if row["event"] == counting.SUBMITTED)
    ours = sum(numbers) - sum(of_made.values()), len(numbers) - len(of_made)
    theirs = len(bought), len({row["firm"] for row in bought})
    report.check(f"{theirs[0]:,} purchases of {theirs[1]:,} customers are in, each once", ours == theirs, ours)
    if oracle:
        found = counting.totals(bought)
        report.check("the tables are the oracle's", found == {name: oracle[name] for name in found}, json.dumps(found))


def due(built: House, program: Program, report: Report) -> None:
    """Let time pass, and see that each check-in whose day has come is open, exactly once, and no other."""
    until = datetime.now(UTC) + timedelta(days=AHEAD)
    query = "SELECT t.id FROM check_in c JOIN ticket t ON t.id = c.ticket_id WHERE t.wakes_at <= %s"
    meant = {row for (row,) in asked_of(built, query, until)}
    began, left = time.monotonic(), 1
    built.restart(shift=f"+{AHEAD}d")
    while left and time.monotonic() - began < 900:
        time.sleep(1)
        [(left,)] = asked_of(built, f"SELECT count(*) FROM ({query}) AS asleep", until)
    took = time.monotonic() - began
    woken = Counter(row for (row,) in asked_of(built, "SELECT subject_id FROM timeline_event WHERE kind = 'desk.woke'"))
    once = set(woken) >= meant and all(many == 1 for many in woken.values())
    said = f"{len(meant):,} check-ins were due within {AHEAD} days, and each opened once"
    report.check(said, bool(meant) and once, f"{took:.0f} s, starting included")
    shown = program.get("/check-ins?standing=open&limit=1")["items"]
    report.check("they stand among those that are open", [each["phase"] for each in shown] == ["due"])


def asked_of(built: House, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the database as its owner; it starts anew with Rounds, so each question has a connection of its own."""
    with psycopg.connect(built.owner_url) as owner:
        return owner.execute(query, values).fetchall()


def one_that_is_due(program: Program, firms: Iterable[Firm]) -> Firm:
    """Choose a firm whose day has come."""
    return next(firm for firm in firms if program.get(f"/check-ins/{firm.check_in}")["phase"] == "due")


def _shop(folder: Path, bought: list[Row]) -> tuple[Path, Path]:
    """Write the shop's customers and purchases as tables with a head."""
    buyers, purchases = folder / "buyers.csv", folder / "purchases.csv"
    buyers.write_text("customer\n" + "".join(f"{each}\n" for each in sorted({row["firm"] for row in bought})))
    with purchases.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer", "day", "dollars"])
        writer.writerows([row["firm"], row["day"], row["dollars"]] for row in bought)
    return buyers, purchases


def _token(built: House) -> str:
    said = built.rounds.run(
        "token", "add", "house", EMAIL, "--name", "judge", "--scope", "everything", "--until", "never"
    )
    return next(word for word in said.split() if word.startswith("rnd_"))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="a folder with connector_seeds and cdnow")
    parser.add_argument("--customers", type=int, default=100, help="customers of the shop whose pages are judged")
    parser.add_argument("--buyers", type=int, help="customers of the shop that come in; all, where it is not said")
    parser.add_argument("--seed", type=int, default=6, help="of the generator")
    parser.add_argument("--report", help="a file for what was seen")
    parser.add_argument("--keep", action="store_true", help="keep the folder with all logs")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
