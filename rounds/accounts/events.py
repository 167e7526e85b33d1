"""What the accounts' room records."""

from dataclasses import dataclass, field
from typing import ClassVar

from rounds.accounts.fields import BUILT_IN
from rounds.basics.text import listed
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAdded(Event):
    """A firm was added."""

    kind: ClassVar[str] = "accounts.account added"
    subject_kind: ClassVar[str] = "account"

    def sentence(self, names: Names) -> str:
        return "added the account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded(Event):
    """Somebody wrote to us for the first time."""

    kind: ClassVar[str] = "accounts.contact added"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return f"came to know {names.contact(self.contact)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPlaced(Event):
    """A contact was placed at a firm."""

    kind: ClassVar[str] = "accounts.contact placed"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return f"noted where {names.contact(self.contact)} works"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressAdded(Event):
    """A contact got one more address."""

    kind: ClassVar[str] = "accounts.address added"
    subject_kind: ClassVar[str] = "contact"
    contact: int
    address: int

    def sentence(self, names: Names) -> str:
        return f"added an address of {names.contact(self.contact)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressTakenAway(Event):
    """An address is a contact's no more: nothing goes there, and whoever writes from it is somebody new."""

    kind: ClassVar[str] = "accounts.address taken away"
    subject_kind: ClassVar[str] = "contact"
    contact: int
    address: int

    def sentence(self, names: Names) -> str:
        return f"took an address of {names.contact(self.contact)} away"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsJoined(Event):
    """Somebody said that two contacts are one person: this one, and the other, which is joined into it. join: the act."""

    kind: ClassVar[str] = "accounts.contacts joined"
    subject_kind: ClassVar[str] = "contact"
    contact: int
    other_contact: int
    join: int

    def sentence(self, names: Names) -> str:
        return f"joined another contact, {names.contact(self.other_contact)}, into {names.contact(self.contact)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsParted(Event):
    """The joining of two contacts was taken back: each stands for itself again. join: the act."""

    kind: ClassVar[str] = "accounts.contacts parted"
    subject_kind: ClassVar[str] = "contact"
    contact: int
    other_contact: int
    join: int

    def sentence(self, names: Names) -> str:
        return f"took the joining of {names.contact(self.other_contact)} into {names.contact(self.contact)} back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingAsked(Event):
    """Somebody asked that a contact be erased."""

    kind: ClassVar[str] = "accounts.erasing asked"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return "asked that a contact be erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingStopped(Event):
    """A contact could not be erased; nothing of theirs is gone."""

    kind: ClassVar[str] = "accounts.erasing stopped"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return "could not erase a contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingHeldUp(Event):
    """A contact could not be erased yet, some times in a row; it is tried on, and whoever asked is told."""

    kind: ClassVar[str] = "accounts.erasing held up"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return "could not erase a contact yet, and goes on trying"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactErased(Event):
    """All that was known of a contact was erased: name, addresses, what they wrote and were written."""

    kind: ClassVar[str] = "accounts.contact erased"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return "erased what was known of a contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged(Event):
    """Somebody wrote what is known of a contact. changed: names of columns and fields."""

    kind: ClassVar[str] = "accounts.contact changed"
    subject_kind: ClassVar[str] = "contact"
    contact: int
    changed: list[str]

    def sentence(self, names: Names) -> str:
        return f"changed {listed([_word(name) for name in self.changed])} of {names.contact(self.contact)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Event):
    """Somebody wrote what is known of a firm. changed: names of columns and fields."""

    kind: ClassVar[str] = "accounts.account changed"
    subject_kind: ClassVar[str] = "account"
    changed: list[str]

    def sentence(self, names: Names) -> str:
        return f"changed {listed([_word(name) for name in self.changed])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDeclared(Event):
    """The team declared a field of its own."""

    kind: ClassVar[str] = "accounts.field declared"
    subject_kind: ClassVar[str] = "field"
    field: int
    record: str
    type: str

    def sentence(self, names: Names) -> str:
        return f"declared a field of {self.record}s, a {self.type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetAdded(Event):
    """An asset of a customer was noted."""

    kind: ClassVar[str] = "accounts.asset added"
    subject_kind: ClassVar[str] = "asset"
    asset: int

    def sentence(self, names: Names) -> str:
        return "added an asset"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetChanged(Event):
    """Somebody wrote what is known of an asset. changed: names of columns and fields."""

    kind: ClassVar[str] = "accounts.asset changed"
    subject_kind: ClassVar[str] = "asset"
    asset: int
    changed: list[str]

    def sentence(self, names: Names) -> str:
        return f"changed an asset: {listed([_word(name) for name in self.changed])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Event):
    """A record came in from another system, or was filled up from there.

    import_id: which import. made: the record is new. changed: names of what was written into a known one.
    """

    import_id: int
    made: bool
    changed: list[str] = field(default_factory=list)

    def sentence(self, names: Names) -> str:
        written = listed([_word(name) for name in self.changed]) or "its id there"
        return f"brought in the {self.subject_kind} by import" if self.made else f"filled up by import: {written}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountImported(Imported):
    """A firm came in from another system, or was filled up from there."""

    kind: ClassVar[str] = "accounts.account imported"
    subject_kind: ClassVar[str] = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactImported(Imported):
    """A person came in from another system, or was filled up from there."""

    kind: ClassVar[str] = "accounts.contact imported"
    subject_kind: ClassVar[str] = "contact"
    contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetImported(Imported):
    """An asset came in from another system, or was filled up from there."""

    kind: ClassVar[str] = "accounts.asset imported"
    subject_kind: ClassVar[str] = "asset"
    asset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Event):
    """An import was taken back. removed: the record it had made is gone; else what it had written was undone: changed names it."""

    import_id: int
    removed: bool
    changed: list[str] = field(default_factory=list)

    def sentence(self, names: Names) -> str:
        return f"took the imported {self.subject_kind} back" if self.removed else "took back what an import had written"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTakenBack(TakenBack):
    """An import of a firm was taken back."""

    kind: ClassVar[str] = "accounts.account taken back"
    subject_kind: ClassVar[str] = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTakenBack(TakenBack):
    """An import of a person was taken back."""

    kind: ClassVar[str] = "accounts.contact taken back"
    subject_kind: ClassVar[str] = "contact"
    contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetTakenBack(TakenBack):
    """An import of an asset was taken back."""

    kind: ClassVar[str] = "accounts.asset taken back"
    subject_kind: ClassVar[str] = "asset"
    asset: int


def _word(name: str) -> str:
    """Give a column as people read it; a declared field is called what the team calls it."""
    return next((words[name] for words in BUILT_IN.values() if name in words), name)


EVENTS = (
    AccountAdded,
    AccountChanged,
    AccountImported,
    AccountTakenBack,
    AddressAdded,
    AddressTakenAway,
    AssetAdded,
    AssetChanged,
    AssetImported,
    AssetTakenBack,
    ContactAdded,
    ContactChanged,
    ContactErased,
    ContactImported,
    ContactPlaced,
    ContactTakenBack,
    ContactsJoined,
    ContactsParted,
    ErasingAsked,
    ErasingHeldUp,
    ErasingStopped,
    FieldDeclared,
)
