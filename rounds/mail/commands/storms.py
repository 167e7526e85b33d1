"""A storm of mails from one sender: as many as the manual says are let in, the rest is held whole, and somebody is told once.

What is let in is counted, and apart from it what is held for what it is (a robot's mail, a forged one, one that cannot be read): so no
such mail takes the room of a person's. Where either is as much as may be, what comes more is of the storm. Each storm has an end: counted
is the span that the manual names, without the storm itself.

Whoever writes in our name to thousands makes a thousand servers send us bounces, each a sender of its own: so bounces that tell nothing
new of any mail of ours are counted together too, as of the post.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from rounds.basics.paces import Pace
from rounds.mail.addresses import without_plus
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands.keeping import salted
from rounds.mail.events import StormBegan
from rounds.mail.incoming import Incoming
from rounds.mail.models import BEHIND_PLUS, Mailbox, Received, ReceivedState, Via
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import here
from rounds.workspaces.rows import Rows, execute, fetch, insert

THE_POST = "the post"
"""Whom all bounces are of that tell nothing new; no sender's address is called so."""

COMES_BY_ITSELF = (Via.SMTP, Via.IMAP)
"""Ways on which others decide how much comes; what somebody brings in from a file was sent long ago."""

LET_IN = (ReceivedState.PLACED, ReceivedState.SETTLED)
HELD = (ReceivedState.QUARANTINED, ReceivedState.DROPPED)

NEXT = "a person decides in quarantine; what others send comes in as ever"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that is kept, and what counting it takes. sender: as the mail spells it, empty where it names none.

    box: the name of its mailbox, None where that is not known here. post: it is a bounce that tells nothing new of any mail of ours.
    """

    received_id: int
    incoming: Incoming
    sender: str
    digest: str
    box: str | None = None
    post: bool = False

    @property
    def clause(self) -> MailboxClause | None:
        """Give what the manual says of the mailbox."""
        name = self.box or Mailbox.objects.values_list("name", flat=True).get(id=self.incoming.mailbox_id)
        return book().find(MailboxClause, name)


def full(mail: Arrived, states: Collection[ReceivedState]) -> str:
    """Say how many of a sender are let in, as the manual has it, where so many in these states came lately; empty where there is room.

    Whatever stands behind a plus in an address is of the same sender, and so are all mails to a mailbox that name none; a bounce is of the
    post too. Mails of one sender wait here for each other, to the end of their transactions; first for the sender's, then for the post's.
    Source: clause kind `mailbox`, key `at most from one sender`.
    """
    incoming = mail.incoming
    if incoming.again or incoming.via not in COMES_BY_ITSELF:
        return ""
    pace = clause.at_most_from_one_sender if (clause := mail.clause) else None
    if pace is None:
        return ""
    sender = (without_plus(mail.sender) or ("",))[-1]
    for whose, others in [(sender, THE_SENDERS), *([(THE_POST, THE_POSTS)] if mail.post else [])]:
        name = f"rounds mail storm {here()} {incoming.mailbox_id} {whose}"
        execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        came = {"states": [str(state) for state in states], "most": pace.count}
        if len(_lately(LET_IN_OR_HELD, others, mail, pace, **came)) == pace.count:
            return str(pace)
    return ""


def count_in_storm(mail: Arrived) -> None:
    """Mark a held mail as one of a storm; with the first of a storm whoever the manual names is told.

    Source: clause kind `mailbox`, key `if more come`.
    """
    clause, at = mail.clause, mail.incoming.at
    assert clause is not None, "only where the manual has a limit"
    pace = clause.at_most_from_one_sender
    assert pace is not None, "and that is the limit"
    goes_on = bool(_lately(OF_A_STORM, SENDERS_OR_POSTS if mail.post else THE_SENDERS, mail, pace))
    Received.objects.filter(id=mail.received_id).update(storm=True)
    if goes_on:
        return
    told = clause.if_more_come.tell if clause.if_more_come else ""
    event = StormBegan(received=mail.received_id, digest=salted(mail.digest), limit=str(pace), told=str(told))
    began = entry(event, by=Actor.clause(clause.identity), at=at, because=why_held(clause))
    insert(began, *notices_of(began, [member.pk for member in told_of(told, at=at)] if told else [], at=at))


def why_held(clause: MailboxClause) -> Because:
    """Say why a mailbox's clause holds a mail of a storm."""
    facts = (Fact("let in from this sender", str(clause.at_most_from_one_sender)),)
    keys = ("at most from one sender", "if more come")
    return Because(clause.identity, book().version, facts, NEXT, keys=keys)


LATELY = """
    SELECT 1 FROM received WHERE mailbox_id = %(mailbox)s AND via = ANY (%(ways)s) AND received_at > %(since)s AND id <> %(own)s
"""
THE_SENDERS: LiteralString = "sender_key = lower(regexp_replace(%(sender)s, %(plus)s, %(without)s))"
"""As the column is: Python makes other letters of İ and Σ."""

THE_POSTS: LiteralString = "post"
SENDERS_OR_POSTS: LiteralString = f"({THE_SENDERS} OR {THE_POSTS})"
LET_IN_OR_HELD: LiteralString = "state = ANY (%(states)s) AND NOT storm LIMIT %(most)s"
OF_A_STORM: LiteralString = "storm LIMIT 1"


def _lately(which: LiteralString, whose: LiteralString, mail: Arrived, pace: Pace, **more: object) -> Rows:
    """Find what else of these came to a mailbox in the span of the limit."""
    plus, without = BEHIND_PLUS
    incoming = mail.incoming
    values = {
        "mailbox": incoming.mailbox_id,
        "ways": [str(way) for way in COMES_BY_ITSELF],
        "since": incoming.at - pace.window,
        "own": mail.received_id,
        **({} if whose is THE_POSTS else {"sender": mail.sender, "plus": plus, "without": without}),
        **more,
    }
    return fetch(f"{LATELY} AND {whose} AND {which}", values)
