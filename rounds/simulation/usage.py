"""What firms do with the product, as a program of theirs tells it: a few times a year, in calls of a thousand records, some of them again.

Between two tellings nothing is known of what anybody does, so figures stand as they stood.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import Usage
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace

TELLS = 3
"""Of so many firms, one has a program that tells what it does; of the others nothing is known."""

A_CALL = 1_000
"""Records that a program may send at once."""

STALE = timedelta(hours=4)
"""How old the latest record is when it is told."""

FEATURES = ("auto-dub", "templates", "quick tips")
IMPORTS = "import data"
SUBMITTED, LATE, OPENED, USED = "item submitted", "item past due", "feature opened", "feature used"

type Record = dict[str, Any]
"""One record as it is sent: id, account (by the id of its table), event, at (aware, UTC), user, feature."""


PACES: tuple[tuple[tuple[int, str, str, str], ...], ...] = (
    ((2, SUBMITTED, "1", "auto-dub"), (33, SUBMITTED, "2", "templates"), (63, SUBMITTED, "1", "quick tips")),
    (
        (2, SUBMITTED, "1", "auto-dub"),
        (33, SUBMITTED, "1", "templates"),
        (63, SUBMITTED, "1", "quick tips"),
        (100, USED, "2", "quick tips"),
    ),
    ((8, SUBMITTED, "1", "auto-dub"), (40, USED, "2", "templates")),
    ((15, SUBMITTED, "1", ""),),
    ((10, LATE, "", ""), (15, SUBMITTED, "1", "")),
    ((120, SUBMITTED, "1", ""),),
)
"""How firms work with the product for some months, each with what it did: how many days ago, the event, the user, the feature.

Each month with all of it; so too, but one of two users is gone; now and then, with some of it; once; once, and late; not of late.
"""


def told(accounts: int, *, turn: int, seed: int, founded_at: datetime, at: datetime) -> list[Record]:
    """Write what the programs of all firms tell. turn: how often they told before. founded_at, at: aware, UTC."""
    records = [
        record
        for number in range(0, accounts, TELLS)
        for record in _of_firm(number, turn, Random(f"{seed} usage {number} {turn}"), founded_at, at - STALE)
    ]
    stranger = {"id": f"{turn} of nobody", "account": "f-unknown", "event": SUBMITTED, "at": at - STALE}
    return [*records, {**stranger, "user": "", "feature": ""}, *records[:TWICE]]


TWICE = 9
"""Records that are sent a second time in the same telling."""


def tell(workspace_id: int, *, at: datetime, records: list[Record]) -> None:
    """Send records as a program does, with the rights of somebody who may; nobody does where none may. at: aware, UTC."""
    with as_workspace(workspace_id):
        may = {role.name for role in book().all(Role) if IMPORTS in role.may}
        members = Member.objects.filter(active=True).order_by("id")
        somebody = next((each.pk for each in members if may & set(each.roles)), None)
    if somebody is None:
        return
    for first in range(0, len(records), A_CALL):
        with as_workspace(workspace_id):
            rows = [_usage(record) for record in records[first : first + A_CALL]]
            take_in(rows=rows, by=Actor.member(somebody), at=at)


def _of_firm(number: int, turn: int, dice: Random, founded_at: datetime, until: datetime) -> Iterator[Record]:
    """Tell of one firm: what it has, if its program knows, again each time; and what it did of late."""
    if number % 2:
        yield from _has(number, founded_at)
    for days, event, user, feature in dice.choice(PACES):
        ago = timedelta(days=days, seconds=dice.randrange(4 * 86_400))
        yield {
            "id": f"{number}.{turn}.{days}",
            "account": f"f{number}",
            "event": event,
            "at": until - ago,
            "user": user and f"u{number}.{user}",
            "feature": feature,
        }


def _has(number: int, founded_at: datetime) -> Iterator[Record]:
    """Tell which features a firm has."""
    for place, feature in enumerate(FEATURES):
        opened_at = founded_at - timedelta(days=200, minutes=number * 3 + place)
        yield {
            "id": f"{number}.has.{feature}",
            "account": f"f{number}",
            "event": OPENED,
            "at": opened_at,
            "user": "",
            "feature": feature,
        }


def _usage(record: Record) -> Usage:
    words = {name: value for name, value in record.items() if name != "id"}
    return Usage(source="app", knows="file", key=record["id"], **words)
