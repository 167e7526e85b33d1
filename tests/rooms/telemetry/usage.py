"""Usage for the tests of this room: firms known to a source, and records of what they did."""

from datetime import datetime

from rounds.accounts.coming import Batch, Coming
from rounds.accounts.commands import bring_in
from rounds.accounts.fields import Record
from rounds.accounts.models import AccountKnownAs
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import Answer, Usage
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast

CRM = "crm"


def firms(*keys: str) -> dict[str, int]:
    """Let firms be known to a CRM by these ids; gives ours. Needs a workspace around it."""
    coming = tuple(Coming(line, key, {"name": f"Firm {key}"}) for line, key in enumerate(keys, start=2))
    bring_in(batch=Batch(Record.ACCOUNT, CRM, 1, coming), by=Actor.system(), at=MONDAY)
    return dict(AccountKnownAs.objects.filter(source=CRM, key__in=keys).values_list("key", "record_id"))


def a_record(key: str, *, account: str = "a", at: datetime = MONDAY, event: str = "item submitted", **more) -> Usage:
    """Make one record of usage."""
    return Usage(source="app", key=key, knows=CRM, account=account, event=event, at=at, **more)


def took(cast: Cast, *records: Usage, at: datetime = MONDAY) -> list[Answer]:
    """Take records in, in a transaction of their own."""
    with cast.inside():
        return take_in(rows=records, by=cast.manager, at=at)
