"""A ticket that comes from another help desk, beside ours where it came before: what this import does with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rounds.accounts.coming import Fate
from rounds.desk.commands.recognising import Known
from rounds.desk.imported import Change, ComingTicket


@dataclass
class Match:
    """A coming ticket, and ours where it came before. assignee_id: who gets it. full: who had it there and may have no more here."""

    coming: ComingTicket
    known: Known | None
    ticket_id: int = 0
    assignee_id: int | None = None
    full: int | None = None

    @cached_property
    def history(self) -> str:
        """Give the digest of its past."""
        return self.coming.history()

    @cached_property
    def digest(self) -> str:
        """Give the digest of all that the file says of it."""
        return self.coming.digest(self.history)

    @cached_property
    def fate(self) -> Fate:
        if self.known is None:
            return Fate.MADE
        return Fate.LEFT if self.known.digest == self.digest else Fate.CHANGED

    @property
    def is_worked_on(self) -> bool:
        """Say whether somebody here changed it since it came."""
        return self.known is not None and self.known.version != self.known.came_as

    @property
    def is_written(self) -> bool:
        """Say whether this import says where the ticket stands, and who has it."""
        return self.fate is Fate.MADE or (self.fate is Fate.CHANGED and not self.is_worked_on)

    @property
    def kept_changes(self) -> int:
        """Say how many of its changes are kept already."""
        return self.known.changes if self.known else 0

    @property
    def new_changes(self) -> Iterable[tuple[int, Change]]:
        """Give the changes that are not kept yet, each with its place in the whole past, from 1."""
        return enumerate(self.coming.changes[self.kept_changes :], start=self.kept_changes + 1)

    @property
    def version(self) -> int:
        """Say which version of the ticket this import leaves; one that somebody works on is not touched."""
        if self.known is None:
            return 1
        return self.known.came_as if self.is_worked_on else self.known.version + 1
