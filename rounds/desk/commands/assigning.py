"""Who works on a ticket. Consent between reps joins here with its clause (D2)."""

from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.clauses import Queue
from rounds.desk.commands.handing_out import full_problems, refuse_full, refuse_more
from rounds.desk.commands.loading import change, locked, queue_for, unchanged
from rounds.desk.events.giving import Assigned
from rounds.desk.events.placing import MovedToQueue
from rounds.desk.hands import hands_of
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.queries import at_work, members_with, require, standing_of
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command
from rounds.workspaces.rows import find


@command
def assign(*, number: int, member_id: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Give a ticket to a member who works its queue.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused. Source: D2, D3; clause kind `queue`, key `worked by`.
    """
    require(by, "assign tickets")
    return _give(number, member_id, by=by, at=at, version=version)


@command
def take(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Take a ticket that nobody has. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (somebody has it)."""
    require(by, "answer customers")
    ticket = locked(number)
    if ticket.assignee_id not in (None, by.id):
        name = Member.objects.filter(id=ticket.assignee_id).values_list("name", flat=True).first()
        raise Refused([Problem("taken", f"{name} has this ticket.", "Ask whoever assigns tickets.")])
    return _give(number, by.id or 0, by=by, at=at, version=version)


@command
def take_what_is_free(*, ticket: Ticket, by: Actor, at: datetime) -> None:
    """Let whoever works on a ticket, locked, that nobody has have it from now on. Inside an act.

    Where the manual does not let them, it stays free. What somebody has stays theirs; a program has none. at: aware, UTC. Source: A2, D2.
    """
    if ticket.assignee_id is not None or by.kind is not ActorKind.MEMBER or by.id is None:
        return
    member = _member(by.id)
    queue = book().find(Queue, ticket.queue)
    if _stranger_problems(ticket, member, at) or full_problems(queue, ticket, member):
        return
    _hand(ticket, member, by=by, at=at)


@command
def give_back(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Give one's own ticket back to its queue. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused."""
    require(by, "answer customers")
    ticket = locked(number)
    unchanged(ticket, version, mine={"With": "nobody"})
    if ticket.assignee_id != by.id:
        raise Refused([Problem("not yours", "This ticket is not yours to give back.")])
    change(ticket, assignee_id=None)
    record(Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=by.id), by=by, at=at)
    return ticket


@command
def change_kind(*, number: int, kind: str, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Say what a ticket is about; its kind finds its queue. Who had it and does not work that queue has it no more.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (whoever keeps it has as many of that queue as they may).
    Source: D3; clause kind `queue`, key `open tickets each`.
    """
    require(by, "assign tickets")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Kind": kind})
    queue = queue_for(book(), kind)
    leaves = _does_not_work(kind, queue, ticket.assignee_id)
    before = ticket.assignee_id
    if queue.name != ticket.queue and not leaves:
        refuse_more(queue, ticket)
    change(ticket, kind=kind, queue=queue.name, **({"assignee_id": None} if leaves else {}))
    record(MovedToQueue(ticket=ticket.pk, account=ticket.account_id, ticket_kind=kind, queue=queue.name), by=by, at=at)
    if leaves:
        gone = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=before)
        record(gone, by=by, at=at)
    return ticket


def _does_not_work(kind: str, queue: Queue, member_id: int | None) -> bool:
    """Say whether somebody neither works such tickets nor stands in for whoever does."""
    hands = hands_of(book(), kind=kind, queue=queue.name)
    if hands is None or member_id is None:
        return False
    roles = standing_of(member_id).roles
    return not (hands.works(roles) or hands.may_stand_in(roles))


def _give(number: int, member_id: int, *, by: Actor, at: datetime, version: int | None) -> Ticket:
    ticket = locked(number)
    member = _member(member_id)
    unchanged(ticket, version, mine={"With": member.name})
    refuse_if(_stranger_problems(ticket, member, at))
    refuse_full(book().find(Queue, ticket.queue), ticket, member)
    _hand(ticket, member, by=by, at=at)
    return ticket


def _hand(ticket: Ticket, member: Member, *, by: Actor, at: datetime) -> None:
    before = ticket.assignee_id
    change(ticket, assignee_id=member.pk, hand_out_at=None)
    record(Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=member.pk, from_member=before), by=by, at=at)


def _member(member_id: int) -> Member:
    """Give a member who stays on the team until this transaction ends. Raises NotThere.

    Whoever takes them off meanwhile waits, and then finds the ticket among theirs; so does whoever counts what they have.
    """
    found = find(Member, "id = %s AND active FOR NO KEY UPDATE", [member_id])
    if not found:
        raise NotThere(f"member {member_id}")
    return found[0]


def _stranger_problems(ticket: Ticket, member: Member, at: datetime) -> list[Problem]:
    """Only whoever the manual names works a ticket, or stands in while none of these is at work."""
    hands = hands_of(book(), kind=ticket.kind, queue=ticket.queue)
    if hands is None or hands.works(member.roles):
        return []
    stands_in = hands.may_stand_in(member.roles)
    there = stands_in and bool(at_work((each.pk for each in members_with(hands.role)), at=at))
    return [hands.problem(member.name, queue=ticket.queue, at_work=there)] if there or not stands_in else []
