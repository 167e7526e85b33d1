"""A team under a manual, played by a clock that runs fast and judged by a program that shares nothing with Rounds."""

import json
import os
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from rounds.cli import roof
from rounds.cli.bar import Bar
from rounds.cli.migrate import run_migrations
from rounds.cli.trouble import CommandTrouble
from rounds.postgres import Urls

MOST_ACCOUNTS, MOST_DAYS = 100_000, 3_660

COUNTED = (
    ("woken", "time a check-in opened by itself", "times a check-in opened by itself"),
    ("reach_outs", "reach-out", "reach-outs"),
    ("second_attempts", "of them a second attempt", "of them second attempts"),
    ("answers", "answer", "answers"),
    ("auto_replies", "automatic reply", "automatic replies"),
    ("non_responses", "round that nobody answered", "rounds that nobody answered"),
    ("graded", "grade", "grades"),
    ("suggested", "of them beside one that figures suggested", "of them beside ones that figures suggested"),
    ("differed", "time somebody heard that both differ for long", "times somebody heard that both differ for long"),
    ("asleep", "asleep at the end", "asleep at the end"),
    ("open", "open", "open"),
    ("closed", "closed", "closed"),
    ("late", "opened late", "opened late"),
    ("deaths", "time a process was killed", "times a process was killed"),
    ("seconds", "second", "seconds"),
)


def simulate(chosen: Namespace) -> int:
    """Play and judge; 1 where a promise was broken. Raises CommandTrouble."""
    manual, first = _manual(chosen.file), _day(chosen.first)
    for name, most in (("accounts", MOST_ACCOUNTS), ("days", MOST_DAYS)):
        if not 1 <= getattr(chosen, name) <= most:
            raise CommandTrouble(f"--{name} is a number from 1 to {most:,}.")
    found = roof.simulate(
        manual,
        accounts=chosen.accounts,
        days=chosen.days,
        seed=chosen.seed,
        home=roof.home(),
        migrate=migrate_into,
        say=Bar(),
        **({"first": first} if first else {}),
    )
    print(json.dumps(found) if chosen.json else _said(found))
    return 1 if found["broken"] else 0


def _manual(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandTrouble(f"{path} cannot be read: {error}") from error


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandTrouble(f"--from is a day, such as 2027-09-06, not “{text}”.") from error


def migrate_into(urls: Urls) -> None:
    """Bring the tables of a database up to date."""
    print("making the tables, once for this version of Rounds", file=sys.stderr)
    before = dict(os.environ)
    os.environ |= {"DATABASE_URL": urls.app, "ROUNDS_OWNER_DATABASE_URL": urls.owner}
    try:
        run_migrations(lambda line: print(line, file=sys.stderr))
    finally:
        os.environ.clear()
        os.environ |= before


def _said(found: dict[str, Any]) -> str:
    lines = [f"{found[name]:>8,} {one if found[name] == 1 else many}" for name, one, many in COUNTED]
    if not found["broken"]:
        return "\n".join([*lines, "No promise was broken."])
    listed = [
        f"  {each['day'] or '':10}  #{each['ticket']}  {each['rule']}: {each['said']}" for each in found["broken"]
    ]
    return "\n".join([*lines, f"Broken, {found['broken_in_all']:,} times:", *listed])
