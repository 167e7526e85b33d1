"""Where a mail belongs: facts in, one decision out. No database, network, clock or settings.

A signed reply address decides first, then the mails that this one answers. Only a party of a ticket may add to it:
whoever else writes under its number gets a ticket of their own, linked to it. A false signature leads to quarantine.
"""

from dataclasses import dataclass

from rounds.mail.addresses import Forged, Signed
from rounds.mail.reading import Letter


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket that a mail may belong to. author_is_party: whoever wrote the mail takes part in it."""

    ticket_id: int
    author_is_party: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a mail before it is placed.

    own: the mail is one that we sent ourselves, come back. from_mailbox: the sender is this workspace's own mailbox.
    signed: what its reply address says; by_address: the ticket of that number; by_references: the ticket it answers.
    recipients: how many people the mail names. robot: what wrote it, where no person did. through_list: it came through a list that is
    not of a domain of ours.
    """

    own: bool = False
    from_mailbox: bool = False
    signed: Signed | Forged | None = None
    by_address: Known | None = None
    by_references: Known | None = None
    recipients: int = 0
    robot: str = ""
    through_list: bool = False


@dataclass(frozen=True, slots=True)
class Append:
    """Add the mail to this ticket, as its customer's words."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Open:
    """Open a ticket; linked_to: the one that its author wrote under without being a party of it."""

    linked_to: int | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Keep the mail aside, whole, for a person to settle; reason: a sentence for them."""

    reason: str


Decision = Append | Open | Quarantine

MOST_RECIPIENTS = 100
"""A mail to more people than this is no letter to a desk: all of them would take part, and get every answer."""

FORGED = "Its reply address names a ticket and carries a signature that is not ours."
OWN = "It is a mail that we sent ourselves, come back."
FROM_MAILBOX = "It says that it comes from one of our own mailboxes."
OTHER_CONTENT = "A mail with the same Message-ID and other content has arrived before."
ROBOT = "A robot wrote it ({robot}), and it belongs to no ticket of whoever it is for."
LIST = "It came through a mailing list and belongs to no ticket."
MANY = "It names {count:,} recipients, and all of them would get every answer."


def place(facts: Facts) -> Decision:
    """Say where a mail belongs. Source: architecture §3, §5."""
    if isinstance(facts.signed, Forged):
        return Quarantine(FORGED)
    if facts.own:
        return Quarantine(OWN)
    if facts.from_mailbox:
        return Quarantine(FROM_MAILBOX)
    if facts.recipients > MOST_RECIPIENTS:
        return Quarantine(MANY.format(count=facts.recipients))
    known = facts.by_address or facts.by_references
    if facts.robot and not (known and known.author_is_party):
        return Quarantine(ROBOT.format(robot=facts.robot))
    if facts.through_list and known is None:
        return Quarantine(LIST)
    if known is None:
        return Open()
    return Append(known.ticket_id) if known.author_is_party else Open(linked_to=known.ticket_id)


def answered_ids(letter: Letter) -> tuple[str, ...]:
    """List the mails that this one answers, nearest first: In-Reply-To, then References from its end."""
    nearest_first = (*letter.in_reply_to, *reversed(letter.references))
    return tuple(dict.fromkeys(nearest_first))


def all_recipients(letter: Letter) -> tuple[str, ...]:
    """List every address that a mail names as its recipient, where a reply address may stand."""
    return tuple(address.key for address in (*letter.to, *letter.cc, *letter.delivered_to))
