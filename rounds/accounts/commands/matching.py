"""Which record of ours a coming one is, and what it would write: read and decided, nothing written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rounds.accounts.addresses import key_of
from rounds.accounts.being_erased import BEING_ERASED, being_erased
from rounds.accounts.coming import Batch, Brought, Coming, Fate, Turned
from rounds.accounts.commands.firms import Firms
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.merging import Merge, merged
from rounds.accounts.models import Account, Asset, Contact, ContactAddress
from rounds.accounts.shelves import PREFIX, SHELVES, Shelf
from rounds.basics.problems import Problem
from rounds.workspaces.setwise import find_each

NOTHING = Merge({}, {}, ())


@dataclass
class Match:
    """A coming record beside ours. known_id: the row by which its source knows it. becomes: all values afterwards.

    Its fate and what it becomes are asked for when it is decided, and stay.
    """

    line: int
    key: str
    coming: dict[str, object]
    record_id: int | None = None
    known_id: int | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    current: Mapping[str, object] = field(default_factory=dict)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    has_addresses: int = 0
    merge: Merge = NOTHING

    @cached_property
    def becomes(self) -> dict[str, object]:
        return {**self.current, **self.merge.write}

    @property
    def is_new_here(self) -> bool:
        """Say whether its source's id is new to us."""
        return self.known_id is None

    @property
    def says_more(self) -> bool:
        """Say whether its source says something that it did not say before."""
        return any(self.given.get(name) != value for name, value in self.coming.items())

    @cached_property
    def fate(self) -> Fate:
        if not self.current:
            return Fate.MADE
        writes = bool(self.merge.write or self.addresses)
        return Fate.CHANGED if writes or self.is_new_here else Fate.LEFT


@dataclass
class Plan:
    """What a batch would do."""

    matches: list[Match]
    turned: list[Turned]

    @property
    def brought(self) -> Brought:
        differs = tuple((one.line, one.key, one.merge.ours) for one in self.matches if one.merge.ours)
        return Brought(Counter(one.fate for one in self.matches), tuple(self.turned), differs)


def planned(batch: Batch, *, locking: bool = False) -> Plan:
    """Decide a batch. locking: it will be written, so what it touches is held until the transaction ends."""
    shelf = SHELVES[batch.record]
    firms = Firms(batch.source, [one.firm for one in batch.records if one.firm], batch.promised)
    turned: list[Turned] = []
    matches: list[Match] = []
    for one in batch.records:
        found = firms.find(one.firm) if one.firm else None
        if isinstance(found, Problem):
            turned.append(Turned(one.line, one.key, found))
        else:
            matches.append(Match(one.line, one.key, _flat(shelf, one, found)))
    _recognise(shelf, batch, matches)
    if batch.record is Record.CONTACT:
        matches = _not_being_erased(
            matches, turned
        )  # before the lock, which whoever erases them holds until it is done
    _hold(shelf, matches, locking=locking)
    if batch.record is Record.CONTACT:
        matches = _not_being_erased(matches, turned)
    kept = [one for one in matches if _stands(shelf, one, turned)]
    if batch.record is Record.ASSET:
        kept = _with_own_serial(kept, turned)
    if batch.record is Record.CONTACT:
        kept = _addressed({one.line: one for one in batch.records}, kept, turned)
    _merge(kept)
    return Plan(kept, turned)


def _merge(matches: list[Match]) -> None:
    """Say what each writes. Who was two to the source, and was joined here, comes twice: the second finds what the first has written."""
    becomes: dict[int, Mapping[str, object]] = {}
    for match in matches:
        if match.record_id in becomes:
            match.current = becomes[match.record_id]
        match.merge = merged(match.current, match.given, match.coming)
        if match.record_id:
            becomes[match.record_id] = match.becomes


def _flat(shelf: Shelf, one: Coming, firm_id: int | None) -> dict[str, object]:
    fields = {f"{PREFIX}{name}": value for name, value in one.fields.items()}
    firm = {shelf.firm: firm_id} if one.firm else {}
    return {**one.values, **fields, **firm}


def _recognise(shelf: Shelf, batch: Batch, matches: list[Match]) -> None:
    """Find each coming record by its source's id, and those that are left by what they are called."""
    by_key = {one.key: one for one in matches}
    known = find_each(shelf.known_as, "key", list(by_key), "id", "record_id", "given", source=batch.source)
    for key, row_id, record_id, given in known:
        by_key[key].known_id, by_key[key].record_id, by_key[key].given = row_id, record_id, given
    for one, record_id in _by_nature(shelf, [each for each in matches if each.record_id is None], batch):
        one.record_id = record_id


def _hold(shelf: Shelf, matches: list[Match], *, locking: bool) -> None:
    """Read what stands of the records that were recognised. locking: they are held until the transaction ends."""
    found = _read(shelf, matches, locking=locking)
    if shelf.record is Record.CONTACT and (joined := _joined(found)):  # somebody said so while the rows were waited for
        for one in matches:
            one.record_id = joined.get(one.record_id or 0, one.record_id)
        found = _read(shelf, matches, locking=locking)
    for one in matches:
        if one.record_id:
            one.current = shelf.flat(found[one.record_id])


def _read(shelf: Shelf, matches: list[Match], *, locking: bool) -> dict[int, dict[str, Any]]:
    """Read the records that are known, by their ids. locking: they are held until the transaction ends."""
    rows = shelf.model.objects.filter(id__in=[one.record_id for one in matches if one.record_id])
    if locking:
        rows = rows.order_by("id").select_for_update()
    return {row["id"]: row for row in rows.values("id", "fields", *shelf.columns)}


def _joined(contact_ids: Iterable[int]) -> dict[int, int]:
    """Say which of these contacts are another one now."""
    found = Contact.objects.filter(id__in=list(contact_ids), joined_into__isnull=False)
    return dict(found.values_list("id", "joined_into_id"))


def _by_nature(shelf: Shelf, strangers: list[Match], batch: Batch) -> Iterable[tuple[Match, int]]:
    """Recognise records that the source has not named before: a firm by its name, a person by an address, an asset by its serial.

    Only where one alone fits, and the source does not know it by another id.
    """
    natural, pairs = _NATURES[shelf.record](strangers, batch)
    found: dict[object, list[int]] = {}
    for name, number in pairs:
        found.setdefault(name, []).append(number)
    alone = {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}
    known = shelf.known_as.objects.filter(source=batch.source, record_id__in=set(alone.values()))
    taken = set(known.values_list("record_id", flat=True))
    for one in strangers:
        ours = alone.get(natural.get(one.key))
        if ours and ours not in taken:
            taken.add(ours)
            yield one, ours


type Nature = tuple[dict[str, object], list[tuple[object, int]]]
"""What each stranger is called, by its key; and our records by what they are called."""


def _by_name(strangers: list[Match], batch: Batch) -> Nature:
    natural = {one.key: one.coming.get("name") for one in strangers}
    return natural, _pairs(find_each(Account, "name", _texts(natural.values()), "id"))


def _by_address(strangers: list[Match], batch: Batch) -> Nature:
    natural: dict[str, object] = {one.key: key_of(one.addresses[0]) for one in batch.records if one.addresses}
    return natural, _pairs(find_each(ContactAddress, "key", _texts(natural.values()), "contact_id"))


def _by_serial(strangers: list[Match], batch: Batch) -> Nature:
    natural: dict[str, object] = {one.key: _serial(one) for one in strangers}
    return natural, list(_with_serials(strangers))


def _texts(names: Iterable[object]) -> list[str]:
    """Give the different names to look for."""
    return list(dict.fromkeys(str(name) for name in names if name))


def _pairs(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, int]]:
    return [(name, int(str(number))) for name, number in rows]


def _with_serials(matches: Iterable[Match]) -> Iterator[tuple[tuple[str, str], int]]:
    """Give our assets that have one of these kinds and serials."""
    serials: dict[str, list[str]] = {}
    for kind, serial in (_serial(one) for one in matches):
        if serial:
            serials.setdefault(kind, []).append(serial)
    for kind, several in serials.items():
        for serial, number in find_each(Asset, "serial", _texts(several), "id", kind=kind):
            yield (kind, serial), number


_NATURES = {Record.ACCOUNT: _by_name, Record.CONTACT: _by_address, Record.ASSET: _by_serial}


def _not_being_erased(matches: list[Match], turned: list[Turned]) -> list[Match]:
    """Turn away whoever is being erased: what they are called is looked for, and stays as it is until then."""
    gone = being_erased(one.record_id for one in matches if one.record_id)
    turned += [Turned(one.line, one.key, BEING_ERASED) for one in matches if one.record_id in gone]
    return [one for one in matches if one.record_id not in gone]


def _stands(shelf: Shelf, one: Match, turned: list[Turned]) -> bool:
    """Turn away a record that is new and lacks what each has."""
    if not one.current and not one.coming.get(shelf.needs):
        word = BUILT_IN[shelf.record][shelf.needs]
        turned.append(Turned(one.line, one.key, Problem("missing", f"No {word}.", f"Every {shelf.record} has one.")))
        return False
    return True


def _with_own_serial(matches: list[Match], turned: list[Turned]) -> list[Match]:
    """Turn away an asset whose kind and serial are another's."""
    pairs = {one.key: _serial(one) for one in matches}
    owners: dict[tuple[str, str], object] = dict(_with_serials(matches))
    kept = []
    for one in matches:
        pair, mine = pairs[one.key], one.record_id or one.key
        if pair[1] and owners.setdefault(pair, mine) != mine:
            text = f"Another {pair[0]} has the serial “{pair[1]}”."
            turned.append(Turned(one.line, one.key, Problem("serial taken", text, "Correct one of the two.")))
        else:
            kept.append(one)
    return kept


def _serial(one: Match) -> tuple[str, str]:
    """Say which kind and serial an asset will have."""
    kind, serial = (str(one.coming.get(name) or one.current.get(name) or "") for name in ("kind", "serial"))
    return kind, serial


def _taken_away(matches: list[Match]) -> set[tuple[int | None, str]]:
    """Say which addresses somebody here took away from whom: no file brings them back."""
    ids = [one.record_id for one in matches if one.record_id]
    rows = ContactAddress.objects.filter(contact_id__in=ids, key=None).values_list("contact_id", "address")
    return {(contact_id, key_of(address)) for contact_id, address in rows}


def _addressed(coming: Mapping[int, Coming], matches: list[Match], turned: list[Turned]) -> list[Match]:
    """Give each contact the addresses that nobody has yet; one whose address is somebody else's is turned away."""
    keys = [key_of(address) for one in matches for address in coming[one.line].addresses]
    taken = dict(find_each(ContactAddress, "key", _texts(keys), "contact_id"))
    away = _taken_away(matches)
    has = Counter(
        ContactAddress.objects.filter(contact_id__in=[one.record_id for one in matches if one.record_id]).values_list(
            "contact_id", flat=True
        )
    )
    claimed: dict[str, int] = {}
    kept = []
    for one in matches:
        mine = {key_of(address): address for address in coming[one.line].addresses}
        if lost := next(
            (key for key in mine if taken.get(key, one.record_id) != one.record_id or key in claimed), None
        ):
            where = f"row {claimed[lost]} has it" if lost in claimed else "another contact has it"
            text = f"“{lost}” belongs to somebody else: {where}."
            turned.append(Turned(one.line, one.key, Problem("address taken", text, "Take it out of one of the two.")))
            continue
        claimed |= dict.fromkeys(mine, one.line)
        new = (each for each in mine.items() if each[0] not in taken and (one.record_id, each[0]) not in away)
        one.addresses = list(new)
        one.has_addresses = has[one.record_id] if one.record_id else 0
        kept.append(one)
    return kept
