"""What can be said about the writer of a mail."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """PERSON: nothing speaks against one. RECEIPT: word that a mail arrived or was read. LIST: sent to many through a list."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    FEEDBACK = "feedback report"
    RECEIPT = "receipt"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail did not reach somebody. All but `recipient` may be empty, and in a bare text that too.

    status: of RFC 3463, "5.1.1". diagnostic: what the other server said, one line. final: it will not be tried again.
    returned_ids: ids of the mail that came back, with their angle brackets.
    """

    recipient: str
    status: str = ""
    diagnostic: str = ""
    final: bool = True
    returned_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """The sort of a mail; bounce: for a bounce only."""

    sort: Sort
    bounce: Bounce | None = None

    @property
    def by_person(self) -> bool:
        """Say whether a person may have written this, to us or to a list."""
        return self.sort in (Sort.PERSON, Sort.LIST)
