"""Where a mail belongs: facts in, one decision out. No database, network, clock or settings.

A signed reply address decides first, then the mails that this one answers. Only a party of a ticket may add to it:
whoever else writes under its number gets a ticket of their own, linked to it. A false signature leads to quarantine.

Where a server is named whose word counts, nobody is taken for whom that server finds they are not: a colleague has to be proved, and a
party that failed gets a ticket of its own, linked, as a stranger does (decision 0024).
"""

from dataclasses import dataclass

from rounds.mail.addresses import Forged, Signed
from rounds.mail.reading import Letter
from rounds.mail.trust import Verdict


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
    colleague: it says that one of us wrote it, a member or somebody of a domain of ours, and is not proved. sender: what is known of whom
    it is from. recipients: how many people the mail names. robot: what wrote it, where no person did. through_list: it came through a
    list that is not of a domain of ours. sent: an old mail that left one of our mailboxes; by_references says then whether it went to
    somebody who takes part, answers whether it answers any mail, and goes_out whether it went to anybody but us. crowd: how many were
    let in from this sender lately, where those are as many as may be.
    """

    own: bool = False
    from_mailbox: bool = False
    signed: Signed | Forged | None = None
    by_address: Known | None = None
    by_references: Known | None = None
    colleague: bool = False
    sender: Verdict = Verdict.UNCHECKED
    recipients: int = 0
    robot: str = ""
    through_list: bool = False
    sent: bool = False
    answers: bool = False
    goes_out: bool = False
    crowd: str = ""


@dataclass(frozen=True, slots=True)
class Append:
    """Add the mail to this ticket, as its customer's words."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Open:
    """Open a ticket; linked_to: the one that its author wrote under without being a party of it."""

    linked_to: int | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Open a ticket that words of ours begin; they are sent to nobody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Add the mail to this ticket, as words of ours; it is sent to nobody."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Keep the mail aside, whole, for a person to settle; reason: a sentence for them. storm: nothing but how many come holds it."""

    reason: str
    storm: bool = False


Decision = Append | Open | Begin | Answer | Quarantine

MOST_RECIPIENTS = 100
"""A mail to more people than this is no letter to a desk: all of them would take part, and get every answer."""

FORGED = "Its reply address names a ticket and carries a signature that is not ours."
OWN = "It is a mail that we sent ourselves, come back."
FROM_MAILBOX = "It says that it comes from one of our own mailboxes."
COLLEAGUE = {
    Verdict.FAILED: "It says that a colleague wrote it, and the server that took it in found that this is not so.",
    Verdict.UNPROVED: "It says that a colleague wrote it, and nothing that a server found proves it.",
}
SENT_NOWHERE = "We sent it ourselves, and it answers no mail that is here; what it answers has to come in first."
SENT_TO_US = "We sent it ourselves, and it went to nobody but us."
SENT_TO_OTHERS = (
    "We sent it ourselves, and nobody to whom it went takes part in the ticket of the mail that it answers."
)
OTHER_CONTENT = "A mail with the same Message-ID and other content has arrived before."
ROBOT = "A robot wrote it ({robot}), and it belongs to no ticket of whoever it is for."
UNKNOWN_BOUNCE = (
    "It says that a mail did not reach {recipient}; no mail of ours to that address is known by what came back."
)
LIST = "It came through a mailing list and belongs to no ticket."
STORM = "More came from this sender than is let in: {crowd}."
NOTHING_NEW = "It says nothing new of a mail of ours that came back, and more such came than is let in: {crowd}."
MANY = "It names {count:,} recipients, and all of them would get every answer."


def place(facts: Facts) -> Decision:
    """Say where a mail belongs. Source: architecture §3, §5."""
    if facts.sent:
        return _place_sent(facts)
    known = facts.by_address or facts.by_references
    joins = known is not None and known.author_is_party and facts.sender is not Verdict.FAILED
    if reason := _reason_to_hold(facts, joins=joins):
        return Quarantine(reason)
    if facts.crowd:
        return Quarantine(STORM.format(crowd=facts.crowd), storm=True)
    if known is None:
        return Open()
    return Append(known.ticket_id) if joins else Open(linked_to=known.ticket_id)


def _place_sent(facts: Facts) -> Decision:
    """Say where an old mail belongs that we sent: with what it answers, or as the beginning of a ticket where it answers nothing."""
    if facts.own:
        return Quarantine(OWN)
    if known := facts.by_references:
        return Answer(known.ticket_id) if known.author_is_party else Quarantine(SENT_TO_OTHERS)
    reasons = (
        (facts.answers, SENT_NOWHERE),
        (not facts.goes_out, SENT_TO_US),
        (facts.recipients > MOST_RECIPIENTS, MANY.format(count=facts.recipients)),
        (bool(facts.robot), ROBOT.format(robot=facts.robot)),
    )
    return next((Quarantine(reason) for holds, reason in reasons if holds), Begin())


def _reason_to_hold(facts: Facts, *, joins: bool) -> str:
    """Say why a person has to look at a mail first; empty where nobody has to. The first reason that holds is said."""
    reasons = (
        (isinstance(facts.signed, Forged), FORGED),
        (facts.own, OWN),
        (facts.from_mailbox, FROM_MAILBOX),
        (facts.recipients > MOST_RECIPIENTS, MANY.format(count=facts.recipients)),
        (facts.colleague and facts.sender in COLLEAGUE, COLLEAGUE.get(facts.sender, "")),
        (bool(facts.robot) and not joins, ROBOT.format(robot=facts.robot)),
        (facts.through_list and not joins, LIST),
    )
    return next((reason for holds, reason in reasons if holds), "")


def answered_ids(letter: Letter) -> tuple[str, ...]:
    """List the mails that this one answers, nearest first: In-Reply-To, then References from its end."""
    nearest_first = (*letter.in_reply_to, *reversed(letter.references))
    return tuple(dict.fromkeys(nearest_first))


def all_recipients(letter: Letter) -> tuple[str, ...]:
    """List every address that a mail names as its recipient, where a reply address may stand."""
    return tuple(address.key for address in (*letter.to, *letter.cc, *letter.delivered_to))
