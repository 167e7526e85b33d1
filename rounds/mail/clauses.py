"""What the operating manual declares for mail: what a mailbox opens, how fast it sends, and whose word on who wrote counts."""

import re
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from rounds.basics.paces import Pace
from rounds.mail.trust import NAMELESS
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import ListOrOne, PaceText, RoleName, TemplateName, TicketKindName, reader, unreadable

HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.IGNORECASE)


class ServerName(str):
    """A server as it names itself in what it writes above a mail; in lower case."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "ServerName":
        """Read a name. Raises ValueError."""
        if text != NAMELESS and not HOST.fullmatch(text):
            raise ValueError(f"“{text}” is neither the name of a server, such as “mx.google.com”, nor “{NAMELESS}”")
        return cls(text.lower())


ServerNames = Annotated[tuple[Annotated[ServerName, reader(ServerName, ServerName.parse)], ...], ListOrOne]

LONGEST = timedelta(hours=1)
MOST_COUNTED = 10_000
"""Each mail that leaves is counted one by one, and is remembered so long."""


def _counted(pace: Pace) -> Pace:
    if pace.window > LONGEST or pace.count > MOST_COUNTED:
        raise unreadable(f"At most {MOST_COUNTED:,} in 1 hour can be counted; “{pace}” is more, or longer")
    return pace


SendingPace = Annotated[PaceText, AfterValidator(_counted)]

PROVED_BY = "Whether a mail is from whom it says is told by {}."


class MoreCome(Keys):
    """Who hears that more comes from one sender than is let in."""

    tell: Annotated[RoleName, Says("whoever is {} is told")]


class MailboxClause(Clause):
    """A mailbox. Its address and how it is reached are settings of the workspace, not rules."""

    kind: ClassVar[str] = "mailbox"

    opens: Annotated[TicketKindName, Says("A mail that belongs to no ticket opens a {}.")]
    sends_at_most: Annotated[
        SendingPace | None,
        Says(
            "No more than {} leave it; what comes above waits its turn.", absent="As many mails leave as are written."
        ),
    ] = None
    answers_at_once_with: Annotated[
        TemplateName | None,
        Says(
            "Whose mail opens a ticket is told at once that it is here, in the template {}; no robot is, and nobody twice a day.",
            absent="Nobody is answered by itself.",
        ),
    ] = None
    proved_by: Annotated[ServerNames | None, Says(PROVED_BY, absent="Who wrote a mail is not checked.")] = None
    at_most_from_one_sender: Annotated[
        PaceText | None,
        Says(
            "From one sender {} are let in; what is more is held.", absent="From one sender as many are let in as come."
        ),
    ] = None
    if_more_come: Annotated[
        MoreCome | None, Says("Where more come, {}, once.", absent="Where more come, quarantine shows it.")
    ] = None


CLAUSES: tuple[type[Clause], ...] = (MailboxClause,)
