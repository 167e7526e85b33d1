"""Taking an import back: what it made is removed and what it wrote is undone, where nobody has touched it since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rounds.accounts.being_erased import being_erased
from rounds.accounts.fields import Record
from rounds.accounts.merging import restored
from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.accounts.shelves import SHELVES, Shelf, named
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.setwise import update


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back. stays: records that somebody touched since, that others point at, or whose person is being erased."""

    removed: int
    undone: int
    stays: int


# What points at a record besides what the import itself wrote keeps it here: a firm with people, tickets or assets, a person
# with tickets or letters. The list is made from the database's own keys, so a table of a later day counts by itself.
POINTING = """
    SELECT conrelid::regclass::text, a.attname FROM pg_constraint c
    JOIN LATERAL unnest(c.conkey) AS k(number) ON true
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
    WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND a.attname <> 'workspace_id'
"""


@command
def take_back(*, record: Record, import_id: int, by: Actor, at: datetime) -> Undone:
    """Take back what an import of this kind wrote. at: aware, UTC. Raises NotAllowed."""
    require(by, "import data")
    shelf = SHELVES[record]
    found = shelf.known_as.objects.filter(import_id=import_id)
    gone = _held_but_for_erased(found.values_list("record_id", flat=True)) if record is Record.CONTACT else frozenset()
    rows = list(
        found.exclude(record_id__in=gone)
        .order_by("record_id")
        .select_for_update()
        .values("id", "record_id", "made", "given", "before")
    )
    made = {row["record_id"] for row in rows if row["made"]}
    free = _untouched(shelf, made, import_id)
    _remove(shelf, [row for row in rows if row["record_id"] in free])
    undone = _undo(shelf, [row for row in rows if not row["made"]])
    _record(shelf, import_id, free, undone, by, at)
    return Undone(len(free), len(undone), len(made) - len(free) + len(gone))


def _held_but_for_erased(contact_ids: Iterable[int]) -> frozenset[int]:
    """Hold people as they are until the transaction ends, but for those who are being erased, which it gives: they stay as they are.

    People before what a source said of them, as whoever erases them does; and nobody waits for that one.
    """
    ids = set(contact_ids)
    gone = being_erased(ids)
    list(Contact.objects.select_for_update().filter(id__in=ids - gone).order_by("id").values("id"))
    return gone | being_erased(ids - gone)


def _untouched(shelf: Shelf, made: set[int], import_id: int) -> set[int]:
    """Say which records nothing has happened to since, and nothing else points at."""
    if not made:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject_id FROM timeline_event WHERE subject_kind = %s AND subject_id = ANY(%s) "
            "AND payload->>'import_id' IS DISTINCT FROM %s",
            [shelf.record.value, list(made), str(import_id)],
        )
        touched = {number for (number,) in cursor.fetchall()}
        own = frozenset({shelf.known_as._meta.db_table, shelf.model._meta.db_table, "contact_address"})  # noqa: SLF001
        touched |= pointing_at(cursor, shelf.model._meta.db_table, made, besides=own)  # noqa: SLF001
    others = shelf.known_as.objects.filter(record_id__in=made).exclude(import_id=import_id)
    free = made - touched - set(others.values_list("record_id", flat=True))
    return _without_parents_that_stay(free) if shelf.record is Record.ACCOUNT else free


def _without_parents_that_stay(free: set[int]) -> set[int]:
    """Keep a distributor whose customers stay, and so on upwards."""
    children = list(Account.objects.filter(parent_id__in=free).values_list("id", "parent_id"))
    while stays := {parent for child, parent in children if parent in free and child not in free}:
        free = free - stays
    return free


def pointing_at(cursor: Any, table: str, numbers: set[int], *, besides: frozenset[str]) -> set[int]:
    """Say which of these rows another table points at. besides: tables that do not count."""
    cursor.execute(POINTING, [table])
    found: set[int] = set()
    for other, column in cursor.fetchall():
        if other not in besides:
            cursor.execute(
                f'SELECT DISTINCT "{column}" FROM {other} WHERE "{column}" = ANY(%s)',  # noqa: S608 - names from the catalogue
                [list(numbers)],
            )
            found |= {number for (number,) in cursor.fetchall()}
    return found


def _remove(shelf: Shelf, rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)
    numbers = [row["record_id"] for row in rows]
    shelf.known_as.objects.filter(id__in=[row["id"] for row in rows]).delete()
    if shelf.record is Record.CONTACT:
        ContactAddress.objects.filter(contact_id__in=numbers).delete()
    shelf.model.objects.filter(workspace_id=here(), id__in=numbers).delete()


def _undo(shelf: Shelf, rows: list[Mapping[str, Any]]) -> dict[int, list[str]]:
    """Give known records the values back that the import replaced, where its own still stand: which of each."""
    found = shelf.model.objects.filter(id__in=[row["record_id"] for row in rows])
    current = {row["id"]: shelf.flat(row) for row in found.values("id", "fields", *shelf.columns)}
    written: dict[int, dict[str, object]] = {}
    changed: dict[int, list[str]] = {}
    for row in rows:
        back = restored(current[row["record_id"]], row["before"], row["given"])
        if back:
            written[row["record_id"]] = written.get(row["record_id"], current[row["record_id"]]) | back
            changed[row["record_id"]] = named(back)
    update(shelf.model, [{"id": number, **shelf.folded(flat)} for number, flat in written.items()])
    shelf.known_as.objects.filter(id__in=[row["id"] for row in rows]).delete()
    return changed


def _record(
    shelf: Shelf, import_id: int, removed: Iterable[int], undone: Mapping[int, list[str]], by: Actor, at: datetime
) -> None:
    gone = [
        shelf.taken_back(**_subject(shelf, number), import_id=import_id, removed=True) for number in sorted(removed)
    ]
    back = [
        shelf.taken_back(**_subject(shelf, number), import_id=import_id, removed=False, changed=changed)
        for number, changed in undone.items()
    ]
    record_alike([*gone, *back], by=by, at=at)


def _subject(shelf: Shelf, number: int) -> dict[str, int]:
    return {shelf.record.value: number}
