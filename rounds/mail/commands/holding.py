"""Holding a mail in quarantine, with the reason: whatever holds it passes here, so that a storm of any sort of mail is seen."""

from rounds.mail.commands.keeping import MAIL_ROOM, Marks, found_again, keep, salted
from rounds.mail.commands.storms import HELD, Arrived, count_in_storm, full, why_held
from rounds.mail.events import MailHeld
from rounds.mail.house import HELD as WHAT_IS_HELD
from rounds.mail.incoming import Came, Incoming, Outcome, TurnedAway
from rounds.mail.models import Received, ReceivedState
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Fact


def hold(incoming: Incoming, marks: Marks, reason: str) -> Outcome:
    """Keep a mail aside, whole, with the reason; the same mail again changes nothing. Raises TurnedAway (it is an old one)."""
    if incoming.past:
        raise TurnedAway(reason)
    received_id = keep(incoming, marks, ReceivedState.QUARANTINED, reason)
    if received_id is None:
        return found_again(incoming, marks)
    _held(Arrived(received_id, incoming, marks.sender, marks.digest), reason)
    return Outcome(Came.QUARANTINED, received_id, reason=reason)


def hold_kept(mail: Arrived, reason: str, *, told: str = "") -> Outcome:
    """Hold a mail that is kept already, for what it is. told: the reason as history may keep it, empty for the same."""
    _set_aside(mail, reason)
    _held(mail, told or reason)
    return Outcome(Came.QUARANTINED, mail.received_id, reason=reason)


def hold_for_number(mail: Arrived, reason: str) -> Outcome:
    """Hold a mail for nothing but how many come from its sender. Source: clause kind `mailbox`, key `at most from one sender`."""
    clause = mail.clause
    assert clause is not None, "nothing is too many where the manual has no limit"
    _set_aside(mail, reason)
    event = MailHeld(received=mail.received_id, digest=salted(mail.digest), reason=reason)
    record(event, by=Actor.clause(clause.identity), at=mail.incoming.at, because=why_held(clause))
    count_in_storm(mail)
    return Outcome(Came.QUARANTINED, mail.received_id, reason=reason)


def _set_aside(mail: Arrived, reason: str) -> None:
    """Raises TurnedAway (it is an old one)."""
    if mail.incoming.past:
        raise TurnedAway(reason)
    Received.objects.filter(id=mail.received_id).update(state=ReceivedState.QUARANTINED, reason=reason, post=mail.post)


def _held(mail: Arrived, reason: str) -> None:
    """Record that a mail is held; it is one of a storm where as many of its sender were held lately as may come in."""
    event = MailHeld(received=mail.received_id, digest=salted(mail.digest), reason=reason)
    seen = Fact("a mail came", at=mail.incoming.at), Fact("what keeps it out", reason)
    why = WHAT_IS_HELD.because(*seen, then="a person decides, in quarantine")
    record(event, by=MAIL_ROOM, at=mail.incoming.at, because=why)
    if full(mail, HELD):
        count_in_storm(mail)
