"""A queue gives its tickets in turn, to whoever is at work; and no way of giving goes over what one may have.

One that comes back again and again is given in the week before its date too: on its morning it opens for somebody, who keeps it.
"""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.problems import Problem, refuse_if
from rounds.desk import turns
from rounds.desk.clauses import Given, Queue
from rounds.desk.commands.loading import change
from rounds.desk.commands.nobody_fits import wait_on
from rounds.desk.events.giving import Assigned
from rounds.desk.hands import Hands, hands_of
from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, State
from rounds.desk.turns import Candidate
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.on_duty import Duty
from rounds.team.queries import duty_of, members_with
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch, find, insert

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


WAITS = """
    id = ANY (%s) AND assignee_id IS NULL AND held_by IS NULL AND (state IN ('new', 'open') OR state = 'asleep' AND recurs_by <> '')
    ORDER BY id FOR UPDATE SKIP LOCKED
"""
"""What is handed out. How long before its date one that sleeps is, says `due_to_hand_out`."""


@command
def hand_out(*, ticket_id: int, at: datetime) -> bool:
    """Give a waiting ticket to whoever's turn it is, or say once that nobody fits. False where it no longer waits.

    A row that another loop holds is left to it. at: aware, UTC. Source: C3; clause kind `queue`, key `given`.
    """
    found = find(Ticket, WAITS, [[ticket_id]])
    if not found:
        return False
    [ticket] = found
    queue = book().find(Queue, ticket.queue)
    if queue is None or queue.given is not Given.IN_TURN:
        return False
    workers, deputies = _people(ticket.kind, queue)
    locked_for_counting([*workers, *deputies])
    candidates, stands_in = _asked(queue, workers, deputies, at)
    if (chosen := turns.next_in_turn(queue, candidates)) is None:
        wait_on([ticket], queue, candidates, at=at)
        return True
    change(ticket, assignee_id=chosen.member_id, hand_out_at=None)
    fetch(GIVEN_NOW, [queue.name, chosen.member_id, at])
    given = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=chosen.member_id, from_member=None)
    for_ = _hands(ticket.kind, queue) if stands_in else None
    because = turns.because_given(queue, book().version, chosen, candidates, for_=for_)
    event = entry(given, by=Actor.clause(because.clause), at=at, because=because)
    insert(event, *notices_of(event, [chosen.member_id], at=at))
    return True


@command
def hand_out_many(*, ticket_ids: Sequence[int], at: datetime) -> tuple[int, list[int]]:
    """Do as `hand_out` does for those of these tickets for which nobody is at work, in few statements: they wait on.

    Gives how many do, and which have to be handed out one by one. at: aware, UTC. Source: C3.
    """
    waits, one_by_one = 0, []
    for kind, name, ids in fetch(ALIKE, [list(ticket_ids)]):
        queue = book().find(Queue, name)
        if queue is None or queue.given is not Given.IN_TURN:
            continue
        candidates, _ = _asked(queue, *_people(kind, queue), at)
        if any(each.duty is Duty.ON for each in candidates):
            one_by_one += ids
            continue
        tickets = find(Ticket, WAITS, [ids])
        wait_on(tickets, queue, candidates, at=at)
        waits += len(tickets)
    return waits, one_by_one


ALIKE = "SELECT kind, queue, array_agg(id) FROM ticket WHERE id = ANY (%s) GROUP BY kind, queue ORDER BY kind, queue"


def refuse_full(queue: Queue | None, ticket: Ticket, member: Member) -> None:
    """Refuse to give somebody a ticket over what the manual lets them have. Raises Refused."""
    refuse_if(full_problems(queue, ticket, member))


def full_problems(queue: Queue | None, ticket: Ticket, member: Member) -> list[Problem]:
    """Say that somebody has all that the manual lets them have. Locks the member, so that two cannot slip in at once.

    Source: clause kind `queue`, key `open tickets each`.
    """
    if queue is None or queue.open_tickets_each is None or State(ticket.state) not in LIVE:
        return []
    locked_for_counting([member.pk])
    others = Ticket.objects.filter(assignee=member, queue=queue.name, state__in=LIVE).exclude(id=ticket.pk).count()
    return [turns.full_problem(queue, member.name)] if turns.is_full(queue, others) else []


def refuse_more(queue: Queue | None, ticket: Ticket) -> None:
    """Refuse that whoever has a ticket keeps it, where it would count among a queue's of which they have as many as they may.

    Raises Refused. Source: clause kind `queue`, key `open tickets each`.
    """
    member = Member.objects.filter(id=ticket.assignee_id or 0).first()
    if member:
        refuse_full(queue, ticket, member)


def locked_for_counting(members: list[int]) -> None:
    """Make whoever counts these members' tickets wait for each other, in one order; what only refers to them does not wait."""
    fetch("SELECT id FROM member WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [members])


def _hands(kind: str, queue: Queue) -> Hands:
    return hands_of(book(), kind=kind, queue=queue.name) or Hands(queue.worked_by, queue.identity)


def _people(kind: str, queue: Queue) -> tuple[list[int], list[int]]:
    """Give who works such tickets, and who stands in for these."""
    hands = _hands(kind, queue)
    workers, deputies = (
        [member.pk for member in members_with(role)] if role else [] for role in (hands.role, hands.stand_in)
    )
    return workers, deputies


def _asked(queue: Queue, workers: list[int], deputies: list[int], at: datetime) -> tuple[list[Candidate], bool]:
    """Give who may be given one now, and whether these are the deputies too, for nobody who works it is at work."""
    candidates = _candidates(queue, workers, at)
    if not deputies or any(each.duty is Duty.ON for each in candidates):
        return candidates, False
    return _candidates(queue, sorted({*workers, *deputies}), at), True


def _candidates(queue: Queue, people: list[int], at: datetime) -> list[Candidate]:
    duties = duty_of(people, at=at)
    given = dict(fetch(LAST_GIVEN, [queue.name, people]))
    return [
        Candidate(member_id, duties[member_id], open_here, given.get(member_id))
        for member_id, open_here in fetch(OPEN_HERE, [queue.name, people])
        if member_id in duties
    ]
