"""Import the log by the command line, twice, and compare every incident with it."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import psycopg

from acceptance.incidents import __doc__ as about
from acceptance.incidents import judge, promises, tables
from acceptance.report import Report
from outside import database, places
from outside.serving import Rounds

HERE = Path(__file__).parent
MANUAL = HERE.parent.parent / "manuals" / "web-agency-desk.md"
MANAGER = "mara@house.example"
LOG, ORACLE = "incident_events_dev.csv.gz", "oracle_dev.json"


def main() -> int:
    """Play it all; 0 where everything is equal."""
    asked = arguments()
    places.end_in_order()
    report = Report()
    with places.room("incidents", keep=asked.keep) as folder:
        played(Path(asked.data), folder, report, many=asked.minutes)
    return report.end(Path(asked.report) if asked.report else None)


def played(data: Path, folder: Path, report: Report, *, many: int) -> None:
    """Bring the log in, and judge; then promise something, and judge that by the minute."""
    log = tables.rows(data / LOG)
    firms = tables.write_firms(log, folder / "firms.csv")
    people = tables.write_people(log, folder / "people.csv")
    report.say(f"{len(log):,} changes, {firms} locations, {people:,} callers in the log")
    before, after = folder / "before.md", folder / "after.md"
    before.write_text(promises.without_targets(MANUAL.read_text()))
    after.write_text(promises.with_targets(MANUAL.read_text()))
    rounds = Rounds(folder / "home")
    rounds.run("migrate")
    try:
        rounds.run("workspace", "add", "house", "--name", "The house", "--manual", str(before))
        rounds.run("member", "add", "house", MANAGER, "--name", "Mara Lind", "--role", "manager")
        imported(rounds, data / LOG, folder, report)
        rounds.run("manual", "adopt", str(after), "--workspace", "house")
        rounds.start()
        with connected(rounds) as owner:
            workspace_id = owner.execute("SELECT id FROM workspace WHERE slug = 'house'").fetchone()[0]  # type: ignore[index]
            judged(owner, workspace_id, log, data / ORACLE, report)
        promises.caught_up(rounds, workspace_id, report)
        with connected(rounds) as owner:
            promises.judged(owner, workspace_id, tables.incidents(log), many, report)
    finally:
        rounds.stop()
        rounds.remove()


def connected(rounds: Rounds) -> "psycopg.Connection[Any]":
    """Open the database as its owner, who sees every workspace."""
    return psycopg.connect(database.urls(rounds.home).owner)


def imported(rounds: Rounds, log: Path, folder: Path, report: Report) -> None:
    """Import firms, people and tickets, and the tickets once more: then nothing may change."""
    files = (
        ("accounts", folder / "firms.csv"),
        ("contacts", folder / "people.csv"),
        ("tickets", log),
        ("tickets", log),
    )
    for turn, (what, file) in enumerate(files):
        began = time.monotonic()
        said = rounds.run("import", what, str(file), "--map", str(HERE / f"{what}.yaml"), "--workspace", "house")
        report.say(f"{said.strip()} {time.monotonic() - began:.1f} s")
        if turn == 3:
            report.check("a second import of the same file changes nothing", "0 are new, 0 are filled up" in said)


def judged(
    owner: "psycopg.Connection[Any]", workspace_id: int, log: list[tables.Row], oracle: Path, report: Report
) -> None:
    """Hold both sides against each other, and against what somebody else counted."""
    theirs = judge.of_the_log(tables.incidents(log))
    ours = judge.of_the_database(owner, workspace_id)
    found = [*judge.differences(theirs, ours), *judge.event_differences(owner, workspace_id, ours)]
    for each in found[:20]:
        report.say(each)
    counted = judge.totals(ours)
    many = f"{counted['incidents']:,} incidents and {counted['rows']:,} changes"
    report.check(f"{many} are as the log has them", not found)
    if oracle.exists():
        known = json.loads(oracle.read_text())
        wrong = {name: (value, known[name]) for name, value in counted.items() if value != known.get(name)}
        report.check("the totals are the oracle's", not wrong, wrong or json.dumps(counted))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="a folder with the log")
    parser.add_argument("--minutes", type=int, default=2_000, help="incidents whose targets are counted by the minute")
    parser.add_argument("--report", help="a file for what was seen")
    parser.add_argument("--keep", action="store_true", help="keep the folder with all logs")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
