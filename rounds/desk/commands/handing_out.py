"""A queue gives its tickets in turn, to whoever is at work; and no way of giving goes over what one may have.

One that comes back again and again is given in the week before its date too: on its morning it opens for somebody, who keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from rounds.basics.problems import Problem, refuse_if
from rounds.desk import turns
from rounds.desk.clauses import Given, Queue
from rounds.desk.commands.loading import changed
from rounds.desk.commands.nobody_fits import wait_on
from rounds.desk.events.giving import Assigned
from rounds.desk.hands import Hands, hands_of
from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, State
from rounds.desk.turns import Candidate
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.notices import record_told
from rounds.team.on_duty import Duty
from rounds.team.queries import duty_of, members_with
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because
from rounds.workspaces import setwise
from rounds.workspaces.current import command
from rounds.workspaces.rows import execute, fetch, find

OPEN_HERE = """
    SELECT member.id, count(ticket.id)
    FROM member LEFT JOIN ticket ON ticket.assignee_id = member.id AND ticket.queue = %s AND ticket.state IN ('new', 'open')
    WHERE member.id = ANY(%s) GROUP BY member.id
"""

LAST_GIVEN = "SELECT member_id, at FROM last_given WHERE queue = %s AND member_id = ANY(%s)"

GIVEN_NOW = """
    INSERT INTO last_given (workspace_id, queue, member_id, at)
    SELECT current_setting('rounds.workspace')::bigint, %s, member_id, %s FROM unnest(%s::bigint[]) member_id ORDER BY member_id
    ON CONFLICT (workspace_id, queue, member_id) DO UPDATE SET at = excluded.at
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
    return hand_out_many(ticket_ids=[ticket_id], at=at) > 0


@command
def hand_out_many(*, ticket_ids: Sequence[int], at: datetime) -> int:
    """Do as `hand_out` does for all of these, one after the other as they are named, in few statements; gives how many waited.

    at: aware, UTC. Source: C3.
    """
    order = {ticket_id: place for place, ticket_id in enumerate(ticket_ids)}
    waiting = sorted(find(Ticket, WAITS, [list(order)]), key=lambda ticket: order[ticket.pk])
    piles = _piles(waiting)
    duties = _duties_of({member for pile in piles for member in [*pile.workers, *pile.deputies]}, at=at)
    for pile in piles:
        _hand_out(pile, duties, at=at)
    return sum(len(pile.tickets) for pile in piles)


@dataclass(frozen=True, slots=True)
class Pile:
    """Tickets of one kind in a queue that gives in turn, locked. workers, deputies: who works such, and who stands in for these."""

    queue: Queue
    hands: Hands
    tickets: list[Ticket]
    workers: list[int]
    deputies: list[int]

    def crew(self, duties: Mapping[int, Duty]) -> list[int]:
        """Give who is asked: with the deputies, where nobody who works it is at work."""
        if not self.deputies or any(duties.get(each) is Duty.ON for each in self.workers):
            return self.workers
        return sorted({*self.workers, *self.deputies})


def _piles(tickets: Sequence[Ticket]) -> list[Pile]:
    """Sort tickets by who works them; those whose queue does not give are in none."""
    manual, alike = book(), attrgetter("kind", "queue")
    piles = []
    for (kind, name), those in groupby(sorted(tickets, key=alike), key=alike):
        queue = manual.find(Queue, name)
        if queue is None or queue.given is not Given.IN_TURN:
            continue
        hands = hands_of(manual, kind=kind, queue=name) or Hands(queue.worked_by, queue.identity)
        workers, deputies = (
            [member.pk for member in members_with(role)] if role else [] for role in (hands.role, hands.stand_in)
        )
        piles.append(Pile(queue, hands, list(those), workers, deputies))
    return piles


def _duties_of(people: set[int], *, at: datetime) -> dict[int, Duty]:
    """Say who of these is at work. Where anybody is, all are locked first: what they have is counted next, and none of them goes."""
    duties = duty_of(people, at=at)
    if Duty.ON not in duties.values():
        return duties
    locked_for_counting(sorted(people))
    return duty_of(people, at=at)


def _hand_out(pile: Pile, duties: Mapping[int, Duty], *, at: datetime) -> None:
    """Give each to whoever's turn it is, which the one before may have made somebody else's; those for whom nobody is left wait."""
    crew = pile.crew(duties)
    by_id = {each.member_id: each for each in _candidates(pile.queue, crew, duties)}
    for_ = pile.hands if len(crew) > len(pile.workers) else None
    given: list[tuple[Ticket, int, Because]] = []
    for ticket in pile.tickets:
        candidates = list(by_id.values())
        if (chosen := turns.next_in_turn(pile.queue, candidates)) is None:
            break
        because = turns.because_given(pile.queue, book().version, chosen, candidates, for_=for_)
        given.append((ticket, chosen.member_id, because))
        by_id[chosen.member_id] = chosen.given_one(at, opens=State(ticket.state) in LIVE)
    _give(pile.queue, given, at=at)
    if left := pile.tickets[len(given) :]:
        wait_on(left, pile.queue, list(by_id.values()), at=at)


def _give(queue: Queue, given: Sequence[tuple[Ticket, int, Because]], *, at: datetime) -> None:
    """Write down who has been given what, and tell them."""
    if not given:
        return
    rows, told = [], []
    for ticket, member_id, because in given:
        changed(ticket, assignee_id=member_id, hand_out_at=None)
        rows.append({"id": ticket.pk, "assignee_id": member_id, "hand_out_at": None, "version": ticket.version})
        event = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=member_id, from_member=None)
        told.append((entry(event, by=Actor.clause(because.clause), at=at, because=because), [member_id]))
    setwise.update(Ticket, rows)
    execute(GIVEN_NOW, [queue.name, at, list({member_id for _, member_id, _ in given})])
    record_told(told, at=at)


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


def _candidates(queue: Queue, people: list[int], duties: Mapping[int, Duty]) -> list[Candidate]:
    given = dict(fetch(LAST_GIVEN, [queue.name, people]))
    return [
        Candidate(member_id, duties[member_id], open_here, given.get(member_id))
        for member_id, open_here in fetch(OPEN_HERE, [queue.name, people])
        if member_id in duties
    ]
