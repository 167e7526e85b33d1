"""Where each kind of record lies, for what is done to all three alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rounds.accounts.events import (
    AccountImported,
    AccountTakenBack,
    AssetImported,
    AssetTakenBack,
    ContactImported,
    ContactTakenBack,
    Imported,
    TakenBack,
)
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.models import (
    Account,
    AccountKnownAs,
    Asset,
    AssetKnownAs,
    Contact,
    ContactKnownAs,
)

PREFIX = "field "
"""What a declared field is called beside the columns: "field stations"."""


@dataclass(frozen=True)
class Shelf:
    """One kind of record: its tables, its events, and the column that says which firm it belongs to."""

    record: Record
    model: type[Account] | type[Contact] | type[Asset]
    known_as: type[AccountKnownAs] | type[ContactKnownAs] | type[AssetKnownAs]
    firm: str
    needs: str
    imported: Callable[..., Imported]
    taken_back: Callable[..., TakenBack]

    @property
    def columns(self) -> tuple[str, ...]:
        """Name what is written: texts, and the firm."""
        return (*BUILT_IN[self.record], self.firm)

    def flat(self, row: Mapping[str, object]) -> dict[str, object]:
        """Give a row's values with its declared fields beside its columns. row: columns, and `fields`."""
        fields: Mapping[str, object] = row["fields"]  # type: ignore[assignment]
        flat = {name: row[name] for name in self.columns}
        return flat | {f"{PREFIX}{name}": value for name, value in fields.items()}

    def folded(self, flat: Mapping[str, object]) -> dict[str, object]:
        """Give the columns again, with the declared fields in their own; what is empty there is left out."""
        columns = {name: flat.get(name) or "" for name in BUILT_IN[self.record]} | {self.firm: flat.get(self.firm)}
        fields = {
            name.removeprefix(PREFIX): value
            for name, value in flat.items()
            if name.startswith(PREFIX) and value is not None
        }
        return {**columns, "fields": fields}


def named(values: Iterable[str]) -> list[str]:
    """Name what is written for people, of a flat row's names."""
    return sorted(name.removesuffix("_id").removeprefix(PREFIX) for name in values)


SHELVES: Mapping[Record, Shelf] = {
    Record.ACCOUNT: Shelf(
        Record.ACCOUNT, Account, AccountKnownAs, "parent_id", "name", AccountImported, AccountTakenBack
    ),
    Record.CONTACT: Shelf(
        Record.CONTACT, Contact, ContactKnownAs, "account_id", "name", ContactImported, ContactTakenBack
    ),
    Record.ASSET: Shelf(Record.ASSET, Asset, AssetKnownAs, "account_id", "kind", AssetImported, AssetTakenBack),
}
