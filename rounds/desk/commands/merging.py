"""Several tickets of one customer become one. What was said on them stays in its rows and is read together (`merging.py`)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from rounds.basics.problems import NotThere, refuse_if
from rounds.desk.commands.gaining import gain
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.linking import one_link_at_a_time
from rounds.desk.commands.loading import change, date_columns, merged_problem, move, unchanged
from rounds.desk.commands.recalling import columns_of, written
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.events.dates import DateSet
from rounds.desk.events.merging import TicketMerged, TookIn
from rounds.desk.holds import HoldEnd
from rounds.desk.house import EARLIER_DATE
from rounds.desk.merging import Part, merge_problems, whole
from rounds.desk.models import Hold, Link, Merge, Merged, Ticket
from rounds.desk.rules import Move, State
from rounds.team.queries import require
from rounds.timeline.commands import entry, record_all
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute

FOLLOW_ON = "UPDATE ticket_merged SET survivor_id = %s WHERE survivor_id = ANY(%s)"


@command
def merge(*, number: int, others: Sequence[int], by: Actor, at: datetime, version: int | None = None) -> Merge:
    """Merge other tickets of the same customer into this one. others: their numbers. version: of the one that stays.

    Their people, followers and links are its own from then on; mail for them goes to it. at: aware, UTC.
    An answer on one that has not left still leaves, or is taken back. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused
    (another customer's, merged already).
    Source: issue "merge with undo".
    """
    require(by, "merge tickets")
    one_link_at_a_time()  # before any ticket: whoever links two holds this while they wait for the tickets
    into, merged = _locked(number, others)
    unchanged(into, version, mine={"Merged into it": ", ".join(f"#{ticket.number}" for ticket in merged)})
    refuse_if([merged_problem(ticket) for ticket in (into, *merged) if ticket.state == State.MERGED])
    parts = [_part(ticket) for ticket in merged]
    refuse_if(merge_problems(_part(into), parts))
    before, after = columns_of(into), whole(_part(into), parts)
    act = Merge.objects.create(
        workspace_id=here(),
        into=into,
        numbers=[ticket.number for ticket in merged],
        before=written(before),
        after=written(after),
        by_id=by.id,
        at=at,
    )
    execute(FOLLOW_ON, [into.pk, [ticket.pk for ticket in merged]])
    for ticket in merged:
        _take_in(ticket, into, act, by=by, at=at)
    change(into, **after)
    free_of_who_left(into, before=before["state"], at=at)
    act.gained = gain(into, merged, by=by, at=at)
    act.save(update_fields=["gained"])
    _record(into, merged, act, date_was=before["wakes_at"], by=by, at=at)
    return act


def _locked(number: int, others: Sequence[int]) -> tuple[Ticket, list[Ticket]]:
    """Lock all of them, and what they are linked to, in the order of their ids, as other acts on several do. Raises NotThere."""
    wanted = {number, *others}
    links = Link.objects.filter(Q(first__number__in=wanted) | Q(second__number__in=wanted))
    linked = {ticket_id for pair in links.values_list("first_id", "second_id") for ticket_id in pair}
    found = Ticket.objects.select_for_update().filter(Q(number__in=wanted) | Q(id__in=linked)).order_by("id")
    rows = {ticket.number: ticket for ticket in found if ticket.number in wanted}
    if missing := wanted - set(rows):
        raise NotThere(f"tickets {sorted(missing)}")
    into = rows.pop(number)
    return into, list(rows.values())


def _part(ticket: Ticket) -> Part:
    return Part(
        number=ticket.number,
        requester_id=ticket.requester_id,
        account_id=ticket.account_id,
        our_turn=ticket.our_turn,
        columns=columns_of(ticket),
    )


def _take_in(ticket: Ticket, into: Ticket, act: Merge, *, by: Actor, at: datetime) -> None:
    """Let one ticket be merged: its hold ends, and no date of its own wakes it."""
    held, was = standing_hold(ticket), ticket.state
    Merged.objects.create(
        workspace_id=here(),
        merge=act,
        ticket=ticket,
        survivor=into,
        before=written(columns_of(ticket)),
        hold_id=held.pk if held else None,
    )
    no_date = date_columns(None, by_id=None, at=at, version=0)
    change(ticket, state=move(ticket, Move.MERGE).state, closed_at=None, **no_date, **freed(held))
    merged = TicketMerged(ticket=ticket.pk, account=ticket.account_id, merge=act.pk, into=into.number, was=was)
    record_all([entry(merged, by=by, at=at)])
    _end(ticket, held, by=by, at=at)


def _end(ticket: Ticket, held: Hold | None, *, by: Actor, at: datetime) -> None:
    end_hold(ticket, held, HoldEnd.MERGED, by=by, at=at)


def _record(
    into: Ticket, merged: Sequence[Ticket], act: Merge, *, date_was: datetime | None, by: Actor, at: datetime
) -> None:
    """Say on the one that stays what it took in, and which date it has now."""
    another = into.wakes_at != date_was
    took = [
        TookIn(
            ticket=into.pk,
            account=into.account_id,
            merge=act.pk,
            other=ticket.number,
            state=into.state,
            last_word=into.last_word,
            date_was=date_was if another else None,
        )
        for ticket in merged
    ]
    dated = (
        [DateSet(ticket=into.pk, account=into.account_id, wakes_at=into.wakes_at, keeps=into.wake_keeps)]
        if (another and into.wakes_at)
        else []
    )
    why = _why_that_date(into, merged, date_was=date_was)
    by_itself = [entry(event, by=Actor.itself(), at=at, because=why) for event in dated]
    record_all([*(entry(event, by=by, at=at) for event in took), *by_itself])


def _why_that_date(into: Ticket, merged: Sequence[Ticket], *, date_was: datetime | None) -> Because:
    """Say why the ticket that stays has another's date now."""
    set_by = Fact("it was set by", member=into.wake_by_id) if into.wake_by_id else Fact("it was set by", "the manual")
    facts = (
        Fact("merged into it", ", ".join(f"#{ticket.number}" for ticket in merged)),
        Fact("its own date was", at=date_was) if date_was else Fact("its own date was", "none"),
        Fact("the earliest of theirs is", at=into.wakes_at),
        set_by,
    )
    return EARLIER_DATE.because(*facts, then="the ticket is our turn again", then_at=into.wakes_at)
