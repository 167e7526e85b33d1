"""What each key of a fact decides: a change of it in the manual, and what programs are told then."""

from uuid import uuid4

from rounds.accounts.commands import add_account, add_asset
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.rooms.api.program import program
from tests.rooms.manual.proofs import Proof, Proofs
from tests.world import MONDAY, Cast, later


def told(cast: Cast) -> object:
    """Say what a program is told of the fact, of each account and of each asset: how many there are, and how much of each."""
    with cast.inside():
        firm = add_account(name=f"Firm {uuid4().hex[:6]}", by=Actor.system(), at=MONDAY)
        station = add_asset(account_id=firm.pk, values={"kind": "station"}, fields={}, by=Actor.system(), at=MONDAY)
        by = {"source": "app", "knows": OURS, "account": str(firm.pk), "asset": str(station.pk), "at": later(-3_000)}
        items = ("i1", "i1", "", "")  # one that is told of twice, and two records that name none
        rows = [
            Usage(**by, key=str(each), event="item submitted", user="u1", item=item) for each, item in enumerate(items)
        ]
        rows.append(Usage(**by, key="other", event="request made", user="u2"))
        rows.append(Usage(**by, key="used", event="feature used", feature="charts"))
        rows.append(Usage(**by, key="closed", event="feature closed", feature="charts"))
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
    asking = program(cast)
    answers = [
        asking.get(f"/facts?fact={fact}&of={of}")
        for fact, of in (("items", "account"), ("items", "asset"), ("features%20used", "account"))
    ]
    return [(each.status_code, [row["number"] for row in each.json().get("items", [])]) for each in answers]


ITEMS = "fact: items\nof: account\ncount: usage\nwhere: {event: item submitted}"

FACT_RULES: Proofs = {
    ("fact", "of"): Proof([("fact: items\nof: account\n", "fact: items\nof: [account, asset]\n")], told),
    ("fact", "count"): Proof(
        [
            (ITEMS, ITEMS.replace("count: usage", "count: months")),
            ("by month: items", "by month: past due"),
            ("by media kind: items", "by media kind: past due"),
        ],
        told,
    ),
    ("fact", "gone with"): Proof(
        [
            ("count: features\n", "count: features\ngone with: feature closed\n"),
            ("quiet users, features used, active months]", "quiet users, active months]"),
        ],
        told,
    ),
    ("fact", "where"): Proof([(ITEMS, ITEMS.replace("item submitted", "request made"))], told),
}
