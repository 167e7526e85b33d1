"""What the operating manual declares for mail: which kind of ticket a mailbox opens."""

from typing import Annotated, ClassVar

from rounds.policies.rules import Clause
from rounds.policies.sentences import Says
from rounds.policies.values import TicketKindName


class MailboxClause(Clause):
    """A mailbox. Its address and how it is reached are settings of the workspace, not rules."""

    kind: ClassVar[str] = "mailbox"

    opens: Annotated[TicketKindName, Says("A mail that belongs to no ticket opens a {}.")]


CLAUSES: tuple[type[Clause], ...] = (MailboxClause,)
