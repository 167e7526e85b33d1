"""A merge is taken back: each ticket stands for itself again, as it was."""

from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.clauses import Queue
from rounds.desk.commands.gaining import give_back
from rounds.desk.commands.handing_out import refuse_more
from rounds.desk.commands.holding import hold_again
from rounds.desk.commands.linking import one_link_at_a_time
from rounds.desk.commands.loading import change
from rounds.desk.commands.recalling import columns_of, read
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.events.merging import GaveBack, TicketUnmerged
from rounds.desk.merging import apart
from rounds.desk.models import Hold, Merge, Merged, Ticket
from rounds.desk.rules import LastWord
from rounds.desk.sending import DATE
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import entry, record_all
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def unmerge(*, merge_id: int, by: Actor, at: datetime) -> Merge:
    """Take a merge back: what went in is as it was, what stays is too, where nobody changed it since. What was said since stays there.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (taken back already, merged on meanwhile, somebody would have too many).
    """
    require(by, "merge tickets")
    one_link_at_a_time()
    act = Merge.objects.select_for_update().filter(id=merge_id).first()
    if act is None:
        raise NotThere(f"merge {merge_id}")
    if act.undone_at:
        raise Refused([Problem("undone", "This merge was taken back already.")])
    parts = list(act.parts.order_by("ticket_id"))
    tickets = _locked(act, parts)
    into = tickets[act.into_id]
    refuse_if(_merged_on(into))
    now = columns_of(into)
    held = into.held_until is not None
    change(into, **apart(before=read(act.before), after=read(act.after), now=now, held=held))
    for part in parts:
        _stand_alone(tickets[part.ticket_id], part, into, by=by, at=at)
    free_of_who_left(into, before=now["state"], at=at)
    give_back(into, act, by=by, at=at)
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    _record(into, [tickets[part.ticket_id] for part in parts], act, by=by, at=at)
    return act


def _locked(act: Merge, parts: list[Merged]) -> dict[int, Ticket]:
    wanted = [act.into_id, *(part.ticket_id for part in parts)]
    return {ticket.pk: ticket for ticket in Ticket.objects.select_for_update().filter(id__in=wanted).order_by("id")}


def _merged_on(into: Ticket) -> list[Problem]:
    """Say where the one that stayed was merged itself: what stands in it is not to be had before it stands alone."""
    number = Merged.objects.filter(ticket=into).values_list("survivor__number", flat=True).first()
    if number is None:
        return []
    text = f"#{into.number} was itself merged into #{number} since."
    return [Problem("merged on", text, "Take that merge back first.")]


def _stand_alone(ticket: Ticket, part: Merged, into: Ticket, *, by: Actor, at: datetime) -> None:
    """Let one ticket be what it was, with all that had been merged into it before."""
    part.delete()
    _follow(ticket.pk, into.pk)
    before, held = read(part.before), Hold.objects.filter(id=part.hold_id or 0).first()
    over = held is not None and held.until <= at
    word = LastWord.HOLD if over else ticket.last_word
    dated = {name: before[name] for name in DATE}
    change(ticket, state=before["state"], closed_at=before["closed_at"], last_word=word, **dated)
    hold_again(ticket, held, by=by, at=at)
    free_of_who_left(ticket, at=at)
    refuse_more(book().find(Queue, ticket.queue), ticket)


def _follow(ticket_id: int, survivor_id: int) -> None:
    """Let this ticket stand again for those that had been merged into it, one under another."""
    below = dict(Merged.objects.filter(survivor_id=survivor_id).values_list("ticket_id", "merge__into_id"))
    mine = {ticket_id}
    while found := {one for one, above in below.items() if above in mine and one not in mine}:
        mine |= found
    Merged.objects.filter(ticket_id__in=mine - {ticket_id}).update(survivor_id=ticket_id)


def _record(into: Ticket, tickets: list[Ticket], act: Merge, *, by: Actor, at: datetime) -> None:
    alone = [
        TicketUnmerged(
            ticket=ticket.pk,
            account=ticket.account_id,
            merge=act.pk,
            other=into.number,
            state=ticket.state,
            last_word=ticket.last_word,
        )
        for ticket in tickets
    ]
    gave = [
        GaveBack(
            ticket=into.pk,
            account=into.account_id,
            merge=act.pk,
            other=ticket.number,
            state=into.state,
            last_word=into.last_word,
        )
        for ticket in tickets
    ]
    record_all([entry(event, by=by, at=at) for event in (*alone, *gave)])
