"""Firms, contacts, assets, imports and usage."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from rounds.accounts import commands as accounts
from rounds.accounts.coming import Batch, Coming
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.desk import commands as desk
from rounds.imports import commands as imports
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.telemetry import commands as telemetry
from rounds.telemetry.queries import unknown
from rounds.telemetry.rules import Usage
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_customer, a_ticket


def with_a_customer(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"contact_id": a_customer().contact_id}


def with_a_firm(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        firm = accounts.add_account(name="Harbour Tile", by=Actor.system(), at=MONDAY)
        return {"account_id": firm.pk, **more}

    return made


def with_an_asset(cast: Cast, by: Actor) -> dict[str, Any]:
    asset = accounts.add_asset(account_id=None, values={"kind": "drone"}, fields={}, by=Actor.system(), at=MONDAY)
    return {"asset_id": asset.pk, "values": {"software": "4.2"}, "fields": {}}


def a_batch(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"batch": Batch(Record.ACCOUNT, "hubspot", 1, (Coming(2, "7", {"name": "Harbour Tile"}),))}


def with_a_batch_inside(cast: Cast, by: Actor) -> dict[str, Any]:
    accounts.bring_in(**a_batch(cast, by), by=Actor.system(), at=MONDAY)
    return {"record": Record.ACCOUNT, "import_id": 1}


def a_table(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"what": What.ACCOUNTS, "name": "firms.csv", "data": b"id,name\n1,Harbour Tile\n"}


def with_a_file(stage: str = "brought", **more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        found = imports.bring_file(**a_table(cast, by), by=Actor.system(), at=MONDAY)
        Import.objects.filter(id=found.pk).update(stage=stage)
        return {"import_id": found.pk, **more}

    return made


def with_a_contact(**values: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"contact_id": a_customer().contact_id, **values}


def with_a_contact_and_a_firm(cast: Cast, by: Actor) -> dict[str, Any]:
    a_customer(account="Harbour Tile & Stone")
    return {"contact_id": a_customer().contact_id, "account_id": Account.objects.latest("id").pk}


def with_two_contacts(cast: Cast, by: Actor) -> dict[str, Any]:
    kept, other = a_customer(), a_customer("Dana W.")
    a_ticket(by=other)
    return {"kept_id": kept.contact_id, "other_id": other.contact_id}


def with_a_joining(cast: Cast, by: Actor) -> dict[str, Any]:
    made = desk.join_contacts(**with_two_contacts(cast, by), by=Actor.system(), at=MONDAY)
    return {"join_id": made.pk}


def with_two_addresses(cast: Cast, by: Actor) -> dict[str, Any]:
    customer, second = a_customer(), f"{uuid4().hex[:8]}@home.example"
    accounts.give_address(contact_id=customer.contact_id, address=second, by=Actor.system(), at=MONDAY)
    return {"contact_id": customer.contact_id, "address_id": customer.address_id}


def some_usage(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"rows": [Usage("app", "1", "crm", "nobody", "item submitted", MONDAY)]}


def with_usage_that_waits(cast: Cast, by: Actor) -> dict[str, Any]:
    telemetry.take_in(**some_usage(cast, by), by=Actor.system(), at=MONDAY)
    return {"stranger_id": unknown()[-1].id}
