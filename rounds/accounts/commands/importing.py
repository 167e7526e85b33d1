"""Bringing in firms, people and assets from other systems: a batch in one transaction, each record with its event.

A record that is known by the source's id, or else by its name, address or serial, is filled up and never written over. A row
that says nothing new leaves no event, so a file can come twice.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rounds.accounts.coming import Batch, Brought, Coming, Fate, together
from rounds.accounts.commands.loading import one_at_a_time
from rounds.accounts.commands.matching import Match, Plan, planned
from rounds.accounts.events import Imported
from rounds.accounts.fields import Record
from rounds.accounts.models import ContactAddress
from rounds.accounts.shelves import SHELVES, Shelf, named
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.setwise import insert, new_ids, update, without_waiting


def try_out(batch: Batch) -> Brought:
    """Say what a batch would do, and write nothing."""
    return planned(batch).brought


@command
def bring_in(*, batch: Batch, by: Actor, at: datetime) -> Brought:
    """Write a batch of records, and an event for each that says something new.

    at: aware, UTC. What cannot come in is given back with its reason, and does not hold up the others. Raises NotAllowed.
    """
    require(by, "import data")
    one_at_a_time(batch.record, batch.source)
    return together([_wave(replace(batch, records=records), by, at) for records in _waves(batch)])


def _waves(batch: Batch) -> Iterator[tuple[Coming, ...]]:
    """Part firms so that a distributor is written before its customers are looked at; anything else comes at once."""
    left = list(batch.records)
    while left and batch.record is Record.ACCOUNT:
        names = {name for one in left for name in (one.key, one.values.get("name", ""))}
        first = [one for one in left if one.firm is None or str(one.firm) not in names]
        if not first or len(first) == len(left):
            break
        yield tuple(first)
        written = {one.line for one in first}
        left = [one for one in left if one.line not in written]
    if left:
        yield tuple(left)


def _wave(batch: Batch, by: Actor, at: datetime) -> Brought:
    plan = planned(batch, locking=True)
    shelf = SHELVES[batch.record]
    made = [match for match in plan.matches if match.fate is Fate.MADE]
    for match, number in zip(made, new_ids(shelf.model, len(made)), strict=True):
        match.record_id = number
    with without_waiting():
        _write(shelf, plan, at)
        _remember(shelf, batch, plan)
        _record(shelf, batch, plan, by, at)
    return plan.brought


def _write(shelf: Shelf, plan: Plan, at: datetime) -> None:
    new = [match for match in plan.matches if match.fate is Fate.MADE]
    filled = [match for match in plan.matches if match.fate is Fate.CHANGED and match.merge.write]
    insert(shelf.model, [{"id": one.record_id, **shelf.folded(one.becomes)} for one in new], created_at=at)
    last = {
        one.record_id: one.becomes for one in filled
    }  # whoever comes twice is written once, as the second left them
    update(shelf.model, [{"id": number, **shelf.folded(flat)} for number, flat in last.items()])
    addresses = [
        {"contact_id": one.record_id, "key": key, "address": address, "position": place}
        for one in plan.matches
        for place, (key, address) in enumerate(one.addresses, start=one.has_addresses)
    ]
    insert(ContactAddress, addresses)


def _remember(shelf: Shelf, batch: Batch, plan: Plan) -> None:
    """Keep what the source said, so that its next file is held against it."""
    told = [match for match in plan.matches if match.fate is not Fate.LEFT]
    new = [{"key": one.key, "record_id": one.record_id, **_said(one)} for one in told if one.known_id is None]
    insert(shelf.known_as, new, source=batch.source, import_id=batch.import_id)
    known = [one for one in told if one.known_id is not None]
    update(shelf.known_as, [{"id": one.known_id, "import_id": batch.import_id, **_said(one)} for one in known])
    moved = [one for one in plan.matches if one.fate is Fate.LEFT and one.says_more]
    update(shelf.known_as, [{"id": one.known_id, "given": {**one.given, **one.coming}} for one in moved])


def _said(one: Match) -> dict[str, object]:
    return {"given": {**one.given, **one.coming}, "made": one.fate is Fate.MADE, "before": one.merge.before}


def _record(shelf: Shelf, batch: Batch, plan: Plan, by: Actor, at: datetime) -> None:
    record_alike([_event(shelf, batch, one) for one in plan.matches if one.fate is not Fate.LEFT], by=by, at=at)


def _event(shelf: Shelf, batch: Batch, one: Match) -> Imported:
    subject = {} if shelf.record == "account" else {shelf.record.value: one.record_id}
    account = one.record_id if shelf.record == "account" else one.becomes.get("account_id")
    changed = named(one.merge.write)
    if one.addresses and one.fate is Fate.CHANGED:
        changed.append("addresses")
    made = one.fate is Fate.MADE
    return shelf.imported(
        **subject, account=account, import_id=batch.import_id, made=made, changed=[] if made else changed
    )
