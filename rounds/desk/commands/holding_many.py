"""Holds of thousands of tickets end, and go on again, in a few statements however many there are."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rounds.desk.commands.loading import changed
from rounds.desk.events.holds import HoldEnded, TicketHeld
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Hold, Ticket
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.rows import find


def standing_holds(tickets: Sequence[Ticket]) -> dict[int, Hold]:
    """Give the holds that stand on tickets, all locked, by their tickets."""
    held = [ticket.pk for ticket in tickets if ticket.held_until is not None]
    rows = find(Hold, "ticket_id = ANY (%s) AND ended_at IS NULL", [held]) if held else []
    return {row.ticket_id: row for row in rows}


def end_many_holds(
    stood: Mapping[int, Hold], how: HoldEnd, *, tickets: Sequence[Ticket], by: Actor, at: datetime
) -> None:
    """Write down that holds ended, by their tickets; the tickets' own columns are changed by the act that ends them. at: aware, UTC."""
    setwise.update(Hold, [{"id": each.pk, "ended_at": at, "how": how} for each in stood.values()])
    ended = [
        HoldEnded(ticket=ticket.pk, account=ticket.account_id, hold=hold.pk, holder=hold.holder, how=how)
        for ticket in tickets
        if (hold := stood.get(ticket.pk))
    ]
    record_alike(ended, by=by, at=at)


def hold_each_again(holds: Sequence[tuple[Ticket, int]], *, by: Actor, at: datetime) -> None:
    """Let holds that were ended by mistake go on until their limits, each as a new time of its own; one that is over stays over.

    holds: of tickets, all locked, by their ids. at: aware, UTC.
    """
    found = {row.pk: row for row in find(Hold, "id = ANY (%s)", [[hold_id for _, hold_id in holds]])} if holds else {}
    goes_on = [(ticket, was) for ticket, hold_id in holds if (was := found.get(hold_id)) and was.until > at]
    ids = setwise.new_ids(Hold, len(goes_on))
    rows, tickets, told = [], [], []
    for hold_id, (ticket, was) in zip(ids, goes_on, strict=True):
        kept = {"holder": was.holder, "reason": was.reason, "until": was.until, "manual_version": was.manual_version}
        rows.append({"id": hold_id, "ticket_id": ticket.pk, **kept})
        columns = {"held_by": was.holder, "held_since": at, "held_until": was.until}
        changed(ticket, **columns)
        tickets.append({"id": ticket.pk, **columns, "version": ticket.version})
        told.append(
            TicketHeld(ticket=ticket.pk, account=ticket.account_id, hold=hold_id, holder=was.holder, until=was.until)
        )
    setwise.insert(Hold, rows, began_at=at, by_id=by.id, how="")
    setwise.update(Ticket, tickets)
    record_alike(told, by=by, at=at)
