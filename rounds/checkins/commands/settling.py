"""What happened to a check-in's reach-out since: it left on a later day, the customer answered, or it never left. Found in the ticket, the
outbox and the history.

Whoever acts on a check-in settles it first, and a duty settles those to which something happened; twice changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.localtime import day_of
from rounds.checkins.clauses import Programme
from rounds.checkins.events import (
    About,
    Exempted,
    FirmMoved,
    LadderStopped,
    LadderWentOn,
    NobodyAnswered,
    ReachedOut,
    ReachOutVoid,
    RoundEnded,
    TakenBack,
)
from rounds.checkins.models import CheckIn, ReachOut
from rounds.checkins.queries.standing import at_a_wait, has_its_date, hours_of, mornings_of, programme_of
from rounds.checkins.rules.waiting import while_waiting
from rounds.desk.commands.recurring import date_recurring, fail_recurring, undate_recurring
from rounds.desk.events.sending import AnswerFailed, AnswerLeft
from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, LastWord
from rounds.policies.queries import book
from rounds.timeline.commands import record
from rounds.timeline.models import OutboxState
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.rows import fetch, update

FAILED, TAKEN_BACK = "not delivered", "taken back"
DROPPED = "mail.dropped"
"""What happened to a mail that somebody let not be sent; `mail` stands above this room, and its history does not."""


def settle(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Take in what happened to the reach-outs of this round; both rows are locked. at: aware, UTC. Source: A3, A8, A10."""
    if check_in.exempt_at:
        return
    if check_in.step is None:
        if not _go_on_again(check_in, ticket, at=at) and check_in.started_at:
            _count_no_more_of_the_answered(check_in, ticket, at=at)
        return
    reached = _reached(check_in, ticket)
    counted = [each for each in reached if not each.is_void]
    if failed := [each for each in counted if each.why]:
        _count_no_more(check_in, ticket, reached, failed, at=at)
    stands = next((each for each in counted if not each.why), None)
    if at_a_wait(check_in):
        _wait_or_stop(check_in, ticket, stands, failed=bool(failed), at=at)
    elif check_in.step is not None and stands and _answered(ticket, stands.at):
        _stop(check_in, ticket, since=stands.at, at=at)


def _wait_or_stop(check_in: CheckIn, ticket: Ticket, stands: "Reached | None", *, failed: bool, at: datetime) -> None:
    """See whether the wait goes on. stands: the newest reach-out that counts. failed: a later one did.

    An answer takes the date away as it comes. One that came on a ticket of its own, and was merged into this one, has not.
    """
    if ticket.wake_clause and not (stands and _answered_elsewhere(ticket, stands.at)):
        if stands and stands.left_at and stands.left_at > stands.at:
            _count_from_leaving(check_in, ticket, stands, stands.left_at, at=at)
    elif failed and stands and ticket.wakes_at is None and not _answered(ticket, stands.at):
        _wait_on(check_in, ticket, since=stands.left_at or stands.at, at=at)
    else:
        _stop(check_in, ticket, since=stands.at if stands else ticket.opened_at, at=at)


@dataclass(frozen=True, slots=True)
class Reached:
    """One time that somebody reached out in this round. began: the ladder began with it. void_at: since when it is known not to count.

    why: it does not count, or not any more. left_at: when the mail left, null of a call and while nobody knows that it has.
    """

    id: int
    at: datetime
    left_at: datetime | None
    began: bool
    void_at: datetime | None
    why: str

    @property
    def is_void(self) -> bool:
        return self.void_at is not None

    def stood_behind(self, later: "Reached") -> bool:
        """Say whether it did not count by the time that a later one is lost, and still did when that one was made.

        One that was known not to count by then took nothing along: the later one was made from where the ladder stood without it.
        """
        return self.void_at > later.at if self.void_at else bool(self.why)


def _reached(check_in: CheckIn, ticket: Ticket) -> list[Reached]:
    """Give this round's reach-outs, the newest first.

    A mail does not count that is gone with whoever took it back, or did not reach whom it was written to; that it did not reach
    somebody who reads along takes nothing from it.
    """
    return [
        Reached(reach_out_id, reached_at, left_at, step is None, void_at, why or "")
        for reach_out_id, reached_at, left_at, step, void_at, why in fetch(OF_THIS_ROUND, [check_in.pk])
    ]


WHY = f"""
    CASE
        WHEN reach_out.message_id IS NULL THEN NULL
        WHEN NOT EXISTS (SELECT 1 FROM message WHERE message.id = reach_out.message_id) THEN '{TAKEN_BACK}'
        WHEN EXISTS (
            SELECT 1 FROM outbox WHERE outbox.channel = 'mail' AND outbox.ref_id = reach_out.message_id
                AND outbox.recipient_id = reach_out.address_id AND (
                    outbox.state IN ('{OutboxState.STOPPED}', '{OutboxState.BOUNCED}')
                    OR outbox.state = '{OutboxState.DROPPED}' AND NOT EXISTS (
                        SELECT 1 FROM timeline_event event
                        WHERE event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id AND event.kind = '{DROPPED}'
                            AND event.payload->'delivery' = to_jsonb(outbox.id)
                            AND event.payload->>'before' = '{OutboxState.MAY_HAVE_ARRIVED}'))
        ) THEN '{FAILED}'
        WHEN (
            SELECT event.kind FROM timeline_event event
            WHERE event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
                AND event.kind IN ('{AnswerFailed.kind}', '{AnswerLeft.kind}') AND event.payload->'message' = to_jsonb(reach_out.message_id)
            ORDER BY event.id DESC LIMIT 1
        ) = '{AnswerFailed.kind}' THEN '{FAILED}'
    END"""  # noqa: S608 - words of ours
"""Why a reach-out does not count, null where it does: of one that may have arrived and was dropped nobody knows that it did not."""

LEFT_AT = f"""
    (SELECT outbox.settled_at FROM outbox WHERE outbox.channel = 'mail' AND outbox.ref_id = reach_out.message_id
        AND outbox.recipient_id = reach_out.address_id AND outbox.state = '{OutboxState.SENT}')"""  # noqa: S608 - words of ours
"""When a reach-out's mail left, null where it has not, or where nobody knows."""

OF_THIS_ROUND = f"""
    SELECT reach_out.id, reach_out.at, {LEFT_AT}, reach_out.step, reach_out.void_at, {WHY}
    FROM check_in JOIN reach_out ON reach_out.check_in_id = check_in.id AND reach_out.at >= check_in.started_at
    WHERE check_in.id = %s ORDER BY reach_out.id DESC
"""  # noqa: S608
"""Asked by every act on a check-in that is on its ladder: one question rather than many."""

TO_SETTLE = f"""
    SELECT check_in.id, check_in.ticket_id FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
        JOIN account ON account.id = check_in.account_id
    WHERE check_in.ticket_id = ANY (%s) AND check_in.exempt_at IS NULL AND (
        check_in.step IS NULL AND ticket.wake_clause <> '' AND NOT ticket.wake_keeps
        OR check_in.step IS NULL AND EXISTS (
            SELECT 1 FROM reach_out WHERE reach_out.check_in_id = check_in.id AND reach_out.at >= check_in.started_at
                AND reach_out.void_at IS NULL AND {WHY} IS NOT NULL)
        OR check_in.step IS NOT NULL AND (ticket.wake_clause = '' OR ticket.last_word = '{LastWord.CUSTOMER}' OR EXISTS (
            SELECT 1 FROM reach_out WHERE reach_out.check_in_id = check_in.id AND reach_out.at >= check_in.started_at
                AND reach_out.void_at IS NULL AND ({WHY} IS NOT NULL OR {LEFT_AT} > reach_out.at + interval '1 hour' OR EXISTS (
                    SELECT 1 FROM unnest(%s::text[] || account.zone) zone WHERE zone <> ''
                        AND ({LEFT_AT} AT TIME ZONE zone)::date > (reach_out.at AT TIME ZONE zone)::date
                ))
        ))
    ) ORDER BY check_in.ticket_id
"""  # noqa: S608
"""A mail that leaves soon after it was written, and on the same day everywhere that counts, changes nothing: most do."""


def to_settle(ticket_ids: Collection[int]) -> list[tuple[int, int]]:
    """Find the check-ins of these tickets to which something happened that has not been taken in: their ids and their tickets'."""
    if not ticket_ids:
        return []
    manual = book()
    zones = {hours_of(programme, manual).zone.key for programme in manual.all(Programme)}
    found = fetch(TO_SETTLE, [list(ticket_ids), sorted(zones)])
    return [(check_in_id, ticket_id) for check_in_id, ticket_id in found]


def _count_no_more(
    check_in: CheckIn, ticket: Ticket, reached: Sequence[Reached], failed: Sequence[Reached], *, at: datetime
) -> None:
    """Count the failed ones of these reach-outs no more. Where the newest is one, the check-in stands as it did before."""
    version, rows = check_in.version or book().version, ReachOut.objects.in_bulk([each.id for each in reached])
    newest, is_on_its_ladder = next(each for each in reached if not each.is_void), check_in.step is not None
    if (lost := _lost_together(reached)) is not None:
        names = BEFORE if is_on_its_ladder else BEFORE_BUT_FOR_THE_LADDER
        for name in names:
            setattr(check_in, name, getattr(rows[lost.id], name))
        update(check_in, *names)
    next_ = DUE_AGAIN if is_on_its_ladder else "it is our turn, for the customer wrote"
    if at_a_wait(check_in):
        next_ = "it is our turn; another reach-out waits on for an answer"
    for each in reversed(failed):
        ReachOut.objects.filter(id=each.id).update(void_at=at)
        event = ReachOutVoid(**about(check_in), message=rows[each.id].message_id or 0, why=each.why)
        facts = (Fact("the reach-out was", each.why), Fact("it was written", at=each.at))
        because = Because(clause_of(check_in), version, facts, next_, None, KEYS)
        if each is newest and each.why == FAILED and _waits_for_it(ticket, each):
            fail_recurring(ticket=ticket, message_id=rows[each.id].message_id or 0, because=because, at=at)
        record(event, by=Actor.clause(because.clause), at=at, because=because)


def _count_no_more_of_the_answered(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Count those no more of which it is known only since an answer stopped the ladder that they never arrived; it stays stopped."""
    reached = _reached(check_in, ticket)
    failed = [each for each in reached if each.why and not each.is_void]
    if failed and fetch(LAST_ON_THE_LADDER, [check_in.ticket_id, BUT_FAILURES])[0][::2] == (LadderStopped.kind, True):
        _count_no_more(check_in, ticket, reached, failed, at=at)


def _waits_for_it(ticket: Ticket, reached: Reached) -> bool:
    """Say whether the date still stands that came with a mail which failed. The desk took it away where that was the last of its mails.

    Where something else was written since, or nobody is at that address any more, it did not.
    """
    said_last = has_its_date(ticket) and ticket.last_word == LastWord.STAFF
    return said_last and ticket.wake_set_at is not None and ticket.wake_set_at >= reached.at


def _lost_together(reached: Sequence[Reached]) -> Reached | None:
    """Give the first of those at the ladder's end of which none counts any more; None where the newest that counted still does."""
    newest = next(place for place, each in enumerate(reached) if not each.is_void)
    if not reached[newest].why:
        return None
    lost = reached[newest]
    for each in reached[newest + 1 :]:
        if lost.began or not each.stood_behind(lost):
            break
        lost = each
    return lost


DUE_AGAIN = "it is our turn, and the reach-out is due again"


def _wait_on(check_in: CheckIn, ticket: Ticket, *, since: datetime, at: datetime) -> None:
    """Wait on for an answer to an earlier reach-out, from the day on which it was made; the ticket stays as it is meanwhile.

    The date went with the mail that failed. One that has passed by now comes at once. since: when that one was made.
    """
    programme, manual = programme_of(check_in)
    hours = mornings_of(check_in.account, programme, manual)
    date = while_waiting(programme, manual.version, step=check_in.step or 0, hours=hours, at=since)
    date_recurring(ticket=ticket, date=date, at=at, sleeps=False)


def _count_from_leaving(
    check_in: CheckIn, ticket: Ticket, reached: Reached, left_at: datetime, *, at: datetime
) -> None:
    """Let day and reminder count from when the mail left, where they count from when it was written, which was another day (A3).

    They were set as it was written, so that a mail that waits for its turn, or for a server, lets nobody forget them.
    """
    programme, manual = programme_of(check_in)
    hours, step = mornings_of(check_in.account, programme, manual), check_in.step or 0
    written = while_waiting(programme, manual.version, step=step, hours=hours, at=reached.at)
    meant = while_waiting(programme, manual.version, step=step, hours=hours, at=left_at)
    zone = hours_of(programme, manual).zone
    if check_in.last_on == day_of(reached.at, zone) != day_of(left_at, zone):
        check_in.last_on = day_of(left_at, zone)
        update(check_in, "last_on")
    if ticket.wakes_at == written.at != meant.at:
        date_recurring(ticket=ticket, date=meant, at=at, sleeps=False)


def _stop(check_in: CheckIn, ticket: Ticket, *, since: datetime, at: datetime) -> None:
    """Wait no longer: an answer came, or somebody chose another day. since: when we reached out last."""
    answered, version, step = _answered(ticket, since), check_in.version or 0, check_in.step
    check_in.step, check_in.version = None, None
    update(check_in, "step", "version")
    seen = (
        Fact("the customer wrote", at=ticket.said_at) if answered else Fact("the date", "is not the ladder’s any more")
    )
    because = Because(clause_of(check_in), version, (seen,), "it is our turn", None, KEYS)
    event = LadderStopped(**about(check_in), answered=answered, step=step)
    record(event, by=Actor.clause(because.clause), at=at, because=because)
    if has_its_date(ticket):
        undate_recurring(ticket=ticket, because=because, at=at)


def _go_on_again(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> bool:
    """Wait on where the date of a ladder that stopped stands again: whoever had chosen another day has taken that back. False elsewhere."""
    if not has_its_date(ticket):
        return False
    last = fetch(LAST_ON_THE_LADDER, [check_in.ticket_id, ON_THE_LADDER])
    if not last or last[0][0] != LadderStopped.kind or last[0][1] is None:
        return False
    check_in.step, check_in.version = last[0][1], ticket.wake_version
    update(check_in, "step", "version")
    seen = Fact("the ladder’s date", "stands again")
    because = Because(clause_of(check_in), check_in.version or 0, (seen,), WAITS_ON, ticket.wakes_at, KEYS)
    event = LadderWentOn(**about(check_in), step=check_in.step or 0)
    record(event, by=Actor.clause(because.clause), at=at, because=because)
    return True


ON_THE_LADDER = [
    kind.kind
    for kind in (
        ReachedOut,
        ReachOutVoid,
        NobodyAnswered,
        LadderStopped,
        LadderWentOn,
        RoundEnded,
        TakenBack,
        Exempted,
        FirmMoved,
    )
]
BUT_FAILURES = [kind for kind in ON_THE_LADDER if kind != ReachOutVoid.kind]
LAST_ON_THE_LADDER = """
    SELECT kind, (payload->>'step')::integer, (payload->>'answered')::boolean FROM timeline_event
    WHERE subject_kind = 'ticket' AND subject_id = %s AND kind = ANY (%s) ORDER BY id DESC LIMIT 1
"""
WAITS_ON = "an answer is waited for, as before"


def _answered(ticket: Ticket, since: datetime) -> bool:
    return ticket.last_word == LastWord.CUSTOMER and ticket.said_at >= since


def _answered_elsewhere(ticket: Ticket, since: datetime) -> bool:
    """Say whether the last word is a customer's of a ticket that was merged in. Where they wrote before, the reach-out was said last."""
    return ticket.state in LIVE and ticket.last_word == LastWord.CUSTOMER and ticket.said_at > since


BEFORE = ("step", "version", "last_on", "started_at")
"""What a reach-out changes of a check-in, and what stands again where it never left."""

BEFORE_BUT_FOR_THE_LADDER = ("last_on", "started_at")

KEYS = ("unanswered",)


def about(check_in: CheckIn) -> About:
    """Give what every event of a check-in says."""
    return About(
        ticket=check_in.ticket_id, account=check_in.account_id, check_in=check_in.pk, programme=check_in.programme
    )


def clause_of(check_in: CheckIn) -> str:
    """Name the clause that a check-in comes back by."""
    return f"{Programme.kind}: {check_in.programme}"
