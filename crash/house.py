"""The Rounds that is killed: one workspace whose rules fit the load, its mail going to the far side."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from crash.place import ADDRESS, Place
from outside import database
from outside.company import Company, Person, founded
from outside.serving import Rounds
from outside.visitor import Visitor

RULES = Path(__file__).parent / "rules.md"
EMAIL = "mara@house.test"


@contextlib.contextmanager
def house(folder: Path, *, smtp_out: int) -> Iterator[tuple[Rounds, Place]]:
    """Start Rounds in this folder; the first time, make its workspace. smtp_out: the far side's port."""
    rounds = Rounds(
        folder / "home",
        {"ROUNDS_SMTP_OUT": f"smtp://127.0.0.1:{smtp_out}", "ROUNDS_DELIVERY_LEASE": "5", "ROUNDS_LOGS": "json"},
    )
    rounds.start()
    try:
        member = Visitor(rounds.base)
        member.sign_in(EMAIL, _workspace(rounds, folder / "password"))
        yield rounds, Place(rounds.base, rounds.smtp_port, member.cookies, database.urls(rounds.home).owner)
    finally:
        rounds.stop()


def at_work(place: Place) -> None:
    """Let the member be available for work, for the first time with hours that never end."""
    member, path = Visitor(place.base, cookies=place.cookies), "/settings/hours"
    if not (now := member.open(path)).form("/hours/text").values["windows"]:
        member.submit(now.form("/hours/text"), at=path, windows="Mon-Sun 0:00-24:00", zone="UTC")
    if (now := member.open(path)).has_form("/availability"):
        member.submit(now.form("/availability"), at=path)
    assert member.open(path).has_form("/sign-off"), "nobody is at work"
    member.close()


def _workspace(rounds: Rounds, kept: Path) -> str:
    """Make the workspace, its member and its mailbox through the command line; give the member's password."""
    if kept.exists():
        return kept.read_text()
    person = Person(EMAIL, secrets.token_urlsafe(12))
    founded(rounds, Company(RULES, "lead", "desk", ADDRESS, person))
    kept.write_text(person.password)
    return person.password
