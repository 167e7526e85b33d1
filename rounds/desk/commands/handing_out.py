"""A queue gives its tickets in turn, to whoever is at work; and no way of giving goes over what one may have."""

from datetime import datetime, timedelta

from rounds.basics.problems import Refused
from rounds.desk import turns
from rounds.desk.clauses import Given, Queue
from rounds.desk.commands.loading import change
from rounds.desk.events.giving import Assigned, NobodyFitted
from rounds.desk.hands import Hands, hands_of
from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, State
from rounds.desk.turns import Candidate
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.on_duty import Duty
from rounds.team.queries import duty_of, members_with, told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch, insert

AGAIN = timedelta(seconds=30)
"""How soon it is looked again whether somebody fits: plumbing, for people come to work at any minute."""

OPEN_HERE = """
    SELECT member.id, count(ticket.id)
    FROM member LEFT JOIN ticket ON ticket.assignee_id = member.id AND ticket.queue = %s AND ticket.state IN ('new', 'open')
    WHERE member.id = ANY(%s) GROUP BY member.id
"""

LAST_GIVEN = "SELECT member_id, at FROM last_given WHERE queue = %s AND member_id = ANY(%s)"

GIVEN_NOW = """
    INSERT INTO last_given (workspace_id, queue, member_id, at) VALUES (current_setting('rounds.workspace')::bigint, %s, %s, %s)
    ON CONFLICT (workspace_id, queue, member_id) DO UPDATE SET at = excluded.at RETURNING id
"""


@command
def hand_out(*, ticket_id: int, at: datetime) -> bool:
    """Give a waiting ticket to whoever's turn it is, or say once that nobody fits. False where it no longer waits.

    A row that another loop holds is left to it. at: aware, UTC. Source: C3; clause kind `queue`, key `given`.
    """
    waiting = Ticket.objects.select_for_update(skip_locked=True).filter(
        id=ticket_id, state__in=LIVE, assignee=None, held_by=None
    )
    ticket = waiting.first()
    queue = book().find(Queue, ticket.queue) if ticket else None
    if ticket is None or queue is None or queue.given is not Given.IN_TURN:
        return False
    hands = hands_of(book(), kind=ticket.kind, queue=ticket.queue) or Hands(queue.worked_by, queue.identity)
    workers, deputies = (
        [member.pk for member in members_with(role)] if role else [] for role in (hands.role, hands.stand_in)
    )
    locked_for_counting([*workers, *deputies])
    candidates = _candidates(queue, workers, at)
    deputised = bool(deputies) and not any(each.duty is Duty.ON for each in candidates)
    if deputised:
        candidates = _candidates(queue, sorted({*workers, *deputies}), at)
    if (chosen := turns.next_in_turn(queue, candidates)) is None:
        return _say_that_nobody_fits(ticket, queue, candidates, at)
    change(ticket, assignee_id=chosen.member_id, hand_out_at=None)
    fetch(GIVEN_NOW, [queue.name, chosen.member_id, at])
    given = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=chosen.member_id, from_member=None)
    because = turns.because_given(queue, book().version, chosen, candidates, for_=hands if deputised else None)
    event = entry(given, by=Actor.clause(because.clause), at=at, because=because)
    insert(event, *notices_of(event, [chosen.member_id], at=at))
    return True


def refuse_full(queue: Queue | None, ticket: Ticket, member: Member) -> None:
    """Refuse to give somebody a ticket over what the manual lets them have. Locks the member, so that two cannot slip in at once.

    Raises Refused. Source: clause kind `queue`, key `open tickets each`.
    """
    if queue is None or queue.open_tickets_each is None or State(ticket.state) not in LIVE:
        return
    locked_for_counting([member.pk])
    others = Ticket.objects.filter(assignee=member, queue=queue.name, state__in=LIVE).exclude(id=ticket.pk).count()
    if turns.is_full(queue, others):
        raise Refused([turns.full_problem(queue, member.name)])


def locked_for_counting(members: list[int]) -> None:
    """Make whoever counts these members' tickets wait for each other, in one order; what only refers to them does not wait."""
    fetch("SELECT id FROM member WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [members])


def _candidates(queue: Queue, people: list[int], at: datetime) -> list[Candidate]:
    duties = duty_of(people, at=at)
    given = dict(fetch(LAST_GIVEN, [queue.name, people]))
    return [
        Candidate(member_id, duties[member_id], open_here, given.get(member_id))
        for member_id, open_here in fetch(OPEN_HERE, [queue.name, people])
        if member_id in duties
    ]


def _say_that_nobody_fits(ticket: Ticket, queue: Queue, candidates: list[Candidate], at: datetime) -> bool:
    """Let the ticket wait, look again soon, and tell the role that is named: once, however long it waits."""
    first = ticket.hand_out_at is None
    ticket.hand_out_at = at + AGAIN
    ticket.save(update_fields=["hand_out_at"])
    if not first:
        return True
    told = queue.if_nobody_fits.tell if queue.if_nobody_fits else None
    event = entry(
        NobodyFitted(ticket=ticket.pk, account=ticket.account_id, queue=queue.name, told=str(told or "")),
        by=Actor.clause(queue.identity),
        at=at,
        because=turns.because_nobody(queue, book().version, candidates),
    )
    insert(event, *notices_of(event, [member.pk for member in told_of(told, at=at)] if told else [], at=at))
    return True
