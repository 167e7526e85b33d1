"""What happened to a check-in's reach-out since: the customer answered, or it never left. Found in the ticket and its history.

Whoever acts on a check-in settles it first, and a duty settles those to which something happened; twice changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from rounds.checkins.clauses import Programme
from rounds.checkins.events import About, LadderStopped, ReachOutVoid
from rounds.checkins.models import CheckIn, ReachOut
from rounds.checkins.queries.standing import at_a_wait
from rounds.desk.events.sending import AnswerFailed, AnswerLeft
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.rows import fetch

FAILED, TAKEN_BACK = "not delivered", "taken back"


def settle(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Take in what happened to the last reach-out; both rows are locked. at: aware, UTC. Source: A3, A8."""
    if check_in.step is None or check_in.exempt_at:
        return
    last = _last(check_in, ticket)
    if last and last.why:
        _void(check_in, ticket, ReachOut.objects.get(id=last.id), last.why, at=at)
    elif not ticket.wake_clause and at_a_wait(check_in):
        _stop(check_in, ticket, since=last.at if last else ticket.opened_at, at=at)


@dataclass(frozen=True, slots=True)
class Last:
    """The last reach-out that counts so far. why: it does not count any more; empty where it does."""

    id: int
    at: datetime
    why: str


def _last(check_in: CheckIn, ticket: Ticket) -> Last | None:
    """Give the last reach-out; a mail does not count that is gone with whoever took it back, or whose delivery failed for good."""
    asked = [ticket.pk, [AnswerFailed.kind, AnswerLeft.kind], check_in.pk]
    for reach_out_id, at, is_gone, told in fetch(LAST, asked):
        return Last(reach_out_id, at, TAKEN_BACK if is_gone else FAILED if told == AnswerFailed.kind else "")
    return None


LAST = """
    SELECT reach_out.id, reach_out.at, reach_out.message_id IS NOT NULL AND message.id IS NULL, (
        SELECT event.kind FROM timeline_event event
        WHERE event.subject_kind = 'ticket' AND event.subject_id = %s AND event.kind = ANY (%s)
            AND event.payload->'message' = to_jsonb(reach_out.message_id)
        ORDER BY event.id DESC LIMIT 1
    )
    FROM reach_out LEFT JOIN message ON message.id = reach_out.message_id
    WHERE reach_out.check_in_id = %s AND reach_out.void_at IS NULL ORDER BY reach_out.id DESC LIMIT 1
"""
"""Asked by every act on a check-in that is on its ladder: one question rather than three."""


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
