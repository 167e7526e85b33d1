"""What happened to a check-in's reach-out since: the customer answered, or it never left. Found in the ticket and its history.

Whoever acts on a check-in settles it first, and a duty settles those to which something happened; twice changes nothing.
"""

from datetime import datetime

from rounds.checkins.clauses import Programme
from rounds.checkins.events import About, LadderStopped, ReachOutVoid
from rounds.checkins.models import CheckIn, ReachOut
from rounds.checkins.queries.standing import at_a_wait
from rounds.desk.events.sending import AnswerFailed, AnswerLeft
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import LastWord
from rounds.timeline.commands import record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact

FAILED, TAKEN_BACK = "not delivered", "taken back"


def settle(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Take in what happened to the last reach-out; both rows are locked. at: aware, UTC. Source: A3, A8."""
    if check_in.step is None or check_in.exempt_at:
        return
    last = ReachOut.objects.filter(check_in=check_in, void_at=None).order_by("-id").first()
    if last and (why := _never_left(last, ticket)):
        _void(check_in, ticket, last, why, at=at)
    elif not ticket.wake_clause and at_a_wait(check_in):
        _stop(check_in, ticket, since=last.at if last else ticket.opened_at, at=at)


def _never_left(reach_out: ReachOut, ticket: Ticket) -> str:
    """Say why a mail does not count; empty where it does: it is gone with whoever took it back, or its delivery failed for good."""
    if reach_out.message_id is None:
        return ""
    if not Message.objects.filter(id=reach_out.message_id).exists():
        return TAKEN_BACK
    told = TimelineEvent.objects.filter(
        subject_kind="ticket",
        subject_id=ticket.pk,
        kind__in=[AnswerFailed.kind, AnswerLeft.kind],
        payload__message=reach_out.message_id,
    )
    last = told.order_by("-id").values_list("kind", flat=True).first()
    return FAILED if last == AnswerFailed.kind else ""


def _void(check_in: CheckIn, ticket: Ticket, reach_out: ReachOut, why: str, *, at: datetime) -> None:
    """Put the check-in back to where it was before a reach-out."""
    version = check_in.version or 0
    reach_out.void_at = at
    reach_out.save(update_fields=["void_at"])
    for name in BEFORE:
        setattr(check_in, name, getattr(reach_out, name))
    check_in.save(update_fields=BEFORE)
    event = ReachOutVoid(**about(check_in), message=reach_out.message_id or 0, why=why)
    facts = (Fact("the reach-out was", why), Fact("it was written", at=reach_out.at))
    because = Because(clause_of(check_in), version, facts, "it is our turn, and the reach-out is due again", None, KEYS)
    record(event, by=Actor.clause(because.clause), at=at, because=because)


def _stop(check_in: CheckIn, ticket: Ticket, *, since: datetime, at: datetime) -> None:
    """Wait no longer: an answer came, or somebody chose another day. since: when we reached out last."""
    answered, version = ticket.last_word == LastWord.CUSTOMER and ticket.said_at >= since, check_in.version or 0
    check_in.step, check_in.version = None, None
    check_in.save(update_fields=["step", "version"])
    seen = (
        Fact("the customer wrote", at=ticket.said_at) if answered else Fact("the date", "is not the ladder’s any more")
    )
    because = Because(clause_of(check_in), version, (seen,), "it is our turn", None, KEYS)
    event = LadderStopped(**about(check_in), answered=answered)
    record(event, by=Actor.clause(because.clause), at=at, because=because)


BEFORE = ("step", "version", "last_on", "started_at")
"""What a reach-out changes of a check-in, and what stands again where it never left."""

KEYS = ("unanswered",)


def about(check_in: CheckIn) -> About:
    """Give what every event of a check-in says."""
    return About(
        ticket=check_in.ticket_id, account=check_in.account_id, check_in=check_in.pk, programme=check_in.programme
    )


def clause_of(check_in: CheckIn) -> str:
    """Name the clause that a check-in comes back by."""
    return f"{Programme.kind}: {check_in.programme}"
