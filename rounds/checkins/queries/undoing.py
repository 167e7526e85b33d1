"""What a member has just done to a check-in and can still take back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from rounds.checkins.models import CheckIn, WayBack
from rounds.checkins.rules.states import Undoable
from rounds.desk.models import AnswerWaiting, Draft
from rounds.desk.rules import MessageKind
from rounds.timeline.models import Outbox


@dataclass(frozen=True, slots=True)
class Undo:
    """One's own last act. what: None for a mail that waits to leave. at: when it was done; of a mail, when it leaves."""

    what: Undoable | None
    at: datetime | None


def undo_of(check_in_id: int, *, member_id: int) -> Undo | None:
    """Say what this member can take back; None where there is nothing, or somebody has done something since."""
    check_in = CheckIn.objects.select_related("ticket").filter(id=check_in_id).first()
    if check_in is None:
        return None
    way = WayBack.objects.filter(check_in=check_in, by=member_id, version=check_in.ticket.version).first()
    if way:
        return Undo(Undoable(way.what), way.at)
    waiting = AnswerWaiting.objects.filter(ticket=check_in.ticket_id, member_id=member_id).order_by("id").last()
    if waiting is None:
        return None
    mails = Outbox.objects.filter(channel="mail", ref_id=waiting.message_id)
    return Undo(None, mails.aggregate(leaves=Max("leaves_at"))["leaves"])


@dataclass(frozen=True, slots=True)
class LetterBegun:
    """A letter to the firm that was taken back and waits to be sent anew."""

    subject: str
    text: str


def letter_begun(check_in_id: int, *, member_id: int) -> LetterBegun | None:
    """Give the letter that this member took back; None where there is none. An answer begun on the desk is none: a template frames it."""
    ticket = CheckIn.objects.filter(id=check_in_id).values("ticket")
    begun = Draft.objects.filter(ticket__in=ticket, member=member_id, kind=MessageKind.STAFF)
    found = begun.filter(letter_subject__isnull=False).values_list("letter_subject", "text").first()
    return LetterBegun(found[0] or "", found[1]) if found else None
