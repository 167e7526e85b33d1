"""Two contacts are one person: what is known of the other goes to the one that stays; their tickets are the desk's (`desk/commands`)."""

from datetime import datetime
from typing import Any

from rounds.accounts.being_erased import is_erased, meanwhile_problems
from rounds.accounts.events import ContactsJoined, ContactsParted
from rounds.accounts.fields import Record
from rounds.accounts.joining import Flat, Side, join_problems, learned, unlearned
from rounds.accounts.models import Contact, ContactJoin
from rounds.accounts.shelves import SHELVES
from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, refuse_if
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

SHELF = SHELVES[Record.CONTACT]

LAST = "SELECT coalesce(max(position), 0) + 1 FROM contact_address WHERE contact_id = %s"
ADDRESSES = "UPDATE contact_address SET contact_id = %s, position = position + %s WHERE contact_id = %s RETURNING id"
IDS = "UPDATE contact_known_as SET record_id = %s WHERE record_id = %s RETURNING id"
BEHIND = "UPDATE contact SET joined_into_id = %s WHERE joined_into_id = %s RETURNING id"

ADDRESSES_BACK = "UPDATE contact_address SET contact_id = %s, position = greatest(position - %s, 0) WHERE id = ANY(%s) AND contact_id = %s"
IDS_BACK = "UPDATE contact_known_as SET record_id = %s WHERE id = ANY(%s) AND record_id = %s"
BEHIND_BACK = "UPDATE contact SET joined_into_id = %s WHERE id = ANY(%s) AND joined_into_id = %s"


@command
def take_in_contact(*, kept_id: int, other_id: int, by: Actor, at: datetime, version: str | None = None) -> ContactJoin:
    """Join a contact into another: addresses, ids in other systems, and what the one that stays lacks. by: the desk's act.

    version: of the one that stays, as it was read. at: aware, UTC.
    Raises NotThere, ChangedMeanwhile, Refused (the same one, joined already, erased, being erased).
    """
    kept, other = _locked(kept_id, other_id)
    read = Contact.objects.annotate(stamp=stamp(Contact)).get(id=kept_id).stamp
    unchanged(read, version, what=kept.name, mine={"name": other.name}, theirs={"name": kept.name})
    mine, theirs = _side(kept), _side(other)
    refuse_if([*join_problems(mine, theirs), *meanwhile_problems(kept, other)])
    gains = learned(mine.values, theirs.values)
    _write(kept, {**mine.values, **gains})
    followed = _ids(BEHIND, kept_id, other_id)
    Contact.objects.filter(id=other_id).update(joined_into=kept_id)
    [(behind,)] = fetch(LAST, [kept_id])
    moved = {
        "addresses": _ids(ADDRESSES, kept_id, behind, other_id),
        "behind": behind,
        "ids": _ids(IDS, kept_id, other_id),
        "contacts": followed,
        "learned": sorted(gains),
    }
    join = ContactJoin.objects.create(workspace_id=here(), kept=kept, other=other, moved=moved, by_id=by.id, at=at)
    joined = ContactsJoined(contact=kept_id, other_contact=other_id, join=join.pk, account=kept.account_id)
    record(joined, by=by, at=at)
    return join


@command
def let_go_contact(*, join_id: int, by: Actor, at: datetime) -> ContactJoin:
    """Take a joining back: each is what it was, where nobody wrote it since. by: the desk's act. at: aware, UTC.

    Raises NotThere, Refused (taken back already, joined on meanwhile, another was joined after it, being erased).
    """
    join = ContactJoin.objects.select_for_update().filter(id=join_id).first()
    if join is None:
        raise NotThere(f"joining {join_id}")
    kept, other = _locked(join.kept_id, join.other_id)
    refuse_if([*_parting_problems(join, kept), *meanwhile_problems(kept)])
    moved = join.moved
    now, theirs = _flat(kept), _flat(other)
    _write(kept, {**now, **unlearned(moved["learned"], now, theirs)})
    Contact.objects.filter(id=other.pk).update(joined_into=None)
    execute(ADDRESSES_BACK, [other.pk, moved["behind"], moved["addresses"], kept.pk])
    execute(IDS_BACK, [other.pk, moved["ids"], kept.pk])
    execute(BEHIND_BACK, [other.pk, moved["contacts"], kept.pk])
    join.undone_at = at
    join.save(update_fields=["undone_at"])
    parted = ContactsParted(contact=kept.pk, other_contact=other.pk, join=join.pk, account=kept.account_id)
    record(parted, by=by, at=at)
    return join


def _parting_problems(join: ContactJoin, kept: Contact) -> list[Problem]:
    if join.undone_at:
        return [Problem("undone", "This joining was taken back already.")]
    if kept.joined_into_id:
        text = f"{kept.name} was itself joined into another contact since."
        return [Problem("joined on", text, "Take that back first.")]
    if ContactJoin.objects.filter(kept=kept, undone_at=None, id__gt=join.pk).exists():
        text = f"Another contact was joined into {kept.name} after this one."
        return [Problem("joined since", text, "Take that back first.")]
    return []


def _locked(kept_id: int, other_id: int) -> tuple[Contact, Contact]:
    """Lock both, the lower id first, as everybody does; nothing new refers to either until this ends. Raises NotThere."""
    found = Contact.objects.select_for_update().filter(id__in={kept_id, other_id}).order_by("id")
    rows = {row.pk: row for row in found}
    if missing := {kept_id, other_id} - set(rows):
        raise NotThere(f"contacts {sorted(missing)}")
    return rows[kept_id], rows[other_id]


def _side(contact: Contact) -> Side:
    return Side(contact.pk, contact.name, contact.joined_into_id, is_erased(contact), _flat(contact))


def _flat(contact: Contact) -> Flat:
    columns = {name: getattr(contact, name) for name in SHELF.columns}
    return SHELF.flat({**columns, "fields": contact.fields})


def _write(contact: Contact, values: Flat) -> None:
    """Write a contact's values; the row is written in any case, so that its version says that something was done with it."""
    folded = SHELF.folded(values)
    for name, value in folded.items():
        setattr(contact, name, value)
    contact.save(update_fields=[name.removesuffix("_id") for name in folded])


def _ids(statement: str, *values: Any) -> list[int]:
    return [number for (number,) in fetch(statement, values)]
