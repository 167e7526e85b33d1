"""A storm of mails from one sender: as many as the manual says are let in, the rest is held whole, and somebody is told once.

Each storm has an end: what is let in is counted over the span that the manual names, and not what was held.
"""

from django.db.models import QuerySet, TextField, Value

from rounds.mail.addresses import without_plus
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands.keeping import salted
from rounds.mail.events import MailHeld, StormBegan
from rounds.mail.incoming import Incoming
from rounds.mail.models import Mailbox, Received, ReceivedState, Via, one_sender
from rounds.mail.threading import STORM
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, insert

COMES_BY_ITSELF = (Via.SMTP, Via.IMAP)
"""Ways on which others decide how much comes; what somebody brings in from a file was sent long ago."""

NEXT = "a person decides in quarantine; what others send comes in as ever"


def crowd_of(received_id: int, incoming: Incoming, sender: str, box: Mailbox) -> str:
    """Say how many of a sender are let in, as the manual has it, where so many were; empty where there is room.

    Whatever stands behind a plus in an address is of the same sender.
    Mails of one sender wait here for each other, to the end of their transactions. sender: as the mail spells it.
    Source: clause kind `mailbox`, key `at most from one sender`.
    """
    clause = book().find(MailboxClause, box.name)
    pace = clause.at_most_from_one_sender if clause else None
    if pace is None or not sender or incoming.via not in COMES_BY_ITSELF:
        return ""
    name = f"rounds mail storm {here()} {box.pk} {without_plus(sender)[-1]}"
    execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    let_in = _lately(received_id, incoming, sender, box).filter(state__in=(ReceivedState.PLACED, ReceivedState.SETTLED))
    return str(pace) if len(let_in.values_list("id")[: pace.count]) == pace.count else ""


def hold_storm(received_id: int, incoming: Incoming, sender: str, box: Mailbox, *, digest: str) -> None:
    """Record that a mail of a storm is held; with the first of a storm whoever the manual names is told.

    Source: clause kind `mailbox`, key `if more come`.
    """
    clause = book().get(MailboxClause, box.name)
    limit = str(clause.at_most_from_one_sender)
    why = Because(
        clause.identity,
        book().version,
        (Fact("let in from this sender", limit),),
        NEXT,
        keys=("at most from one sender", "if more come"),
    )
    by, at = Actor.clause(clause.identity), incoming.at
    reason = STORM.format(crowd=limit)
    rows = [entry(MailHeld(received=received_id, digest=salted(digest), reason=reason), by=by, at=at, because=why)]
    notices = []
    if not _is_known(received_id, incoming, sender, box):
        told = clause.if_more_come.tell if clause.if_more_come else ""
        began = entry(
            StormBegan(received=received_id, digest=salted(digest), limit=limit, told=str(told)),
            by=by,
            at=at,
            because=why,
        )
        rows.append(began)
        notices = notices_of(began, [member.pk for member in told_of(told, at=at)] if told else [], at=at)
    insert(*rows, *notices)


def _is_known(received_id: int, incoming: Incoming, sender: str, box: Mailbox) -> bool:
    """Say whether the storm has begun before: none of its mails is farther from the next than the span of the limit."""
    begins = STORM.partition("{")[0]
    return _lately(received_id, incoming, sender, box).filter(reason__startswith=begins).exists()


def _lately(received_id: int, incoming: Incoming, sender: str, box: Mailbox) -> QuerySet[Received]:
    """Give what came from a sender in the span of the limit, without this mail."""
    pace = book().get(MailboxClause, box.name).at_most_from_one_sender
    assert pace is not None, "asked only where the manual has a limit"
    key = one_sender(Value(sender, output_field=TextField()))  # as the column is: Python makes other letters of İ and Σ
    rows = Received.objects.filter(mailbox=box, sender_key=key, via__in=COMES_BY_ITSELF)
    return rows.filter(received_at__gt=incoming.at - pace.window).exclude(id=received_id)
