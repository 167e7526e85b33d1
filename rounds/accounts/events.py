"""What the accounts' room records."""

from dataclasses import dataclass
from typing import ClassVar

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
        return f"{names.contact(self.contact)} became known"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPlaced(Event):
    """A contact was placed at a firm."""

    kind: ClassVar[str] = "accounts.contact placed"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return f"noted that {names.contact(self.contact)} works here"


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
class ContactErased(Event):
    """All that was known of a contact was erased: name, addresses, what they wrote and were written."""

    kind: ClassVar[str] = "accounts.contact erased"
    subject_kind: ClassVar[str] = "contact"
    contact: int

    def sentence(self, names: Names) -> str:
        return "erased what was known of a contact"


EVENTS = (AccountAdded, ContactAdded, ContactPlaced, ContactErased, AddressAdded)
