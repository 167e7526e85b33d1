"""A programme was dropped from the manual on purpose: of all its firms it is said at once that they need no check-in by it; and taken back.

Until that is said, each comes round still and nobody's manual says what to do; and no other programme takes its firm on.
"""

from datetime import datetime
from typing import Any

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.checkins.commands.loading import DO
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.spreading import PLAN
from rounds.checkins.commands.taking_back import as_it_was, kept
from rounds.checkins.events import Exempted, TakenBack
from rounds.checkins.models import CheckIn, EndedByIt, ProgrammeEnding
from rounds.checkins.queries.lost import can_come_back, programmes_gone
from rounds.desk.commands.recurring import as_it_ends, end_many_recurring, hold_many_again, holds_of, put_many_back
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here

CHANGED = ("step", "version", "started_at", "left_at", "exempt_at")
"""What the act changes of a check-in."""

MOST = 10_000
"""Check-ins that one act ends; of a programme with more, it is done again."""


@command
def end_programme(*, programme: str, reason: str, by: Actor, at: datetime) -> ProgrammeEnding:
    """Say of all firms of a programme that the manual has no more that they need no check-in by it, each as `exempt` does.

    A note with the reason stands on each ticket, which is closed and comes back no more. From then on another programme may take the
    firms on. at: aware, UTC. Raises NotAllowed, Refused (the manual has it, or another goes on with it; no reason). Source: A1, A11.
    """
    require(by, DO)
    require(by, PLAN)
    refuse_if(_problems(programme, reason))
    pairs = _locked(
        CheckIn.objects.filter(programme=programme, exempt_at=None).values_list("ticket_id", flat=True)[:MOST]
    )
    pairs = [pair for pair in pairs if pair[0].exempt_at is None]
    act = ProgrammeEnding.objects.create(workspace_id=here(), programme=programme, by_id=by.id or 0, at=at)
    tickets = [ticket for _, ticket in pairs]
    holds = holds_of(tickets)
    rows = [_kept(check_in, ticket, holds.get(ticket.pk)) for check_in, ticket in pairs]
    notes = end_many_recurring(tickets=tickets, text=reason, by=by, at=at)
    for row, (_, ticket) in zip(rows, pairs, strict=True):
        row["version"] = ticket.version
    setwise.insert(EndedByIt, rows, ending_id=act.pk)
    nothing = {"step": None, "version": None, "started_at": None, "left_at": None, "exempt_at": at}
    setwise.update(CheckIn, [{"id": check_in.pk, **nothing} for check_in, _ in pairs])
    record_alike([Exempted(**about(check_in), note=notes[ticket.pk]) for check_in, ticket in pairs], by=by, at=at)
    return act


@command
def undo_end_programme(*, ending_id: int, by: Actor, at: datetime) -> int:
    """Let the check-ins of a programme that was ended stand as they stood, and say how many; its notes stay.

    But for those on which something was done since, and firms that another programme has taken on since. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (taken back already).
    """
    require(by, DO)
    require(by, PLAN)
    act = ProgrammeEnding.objects.select_for_update().filter(id=ending_id).first()
    if act is None:
        raise NotThere(f"ending {ending_id}")
    if act.undone_at:
        raise Refused([Problem("undone", "This was taken back already.")])
    each = {row.ticket_id: row for row in EndedByIt.objects.filter(ending=act)}
    meant = set(can_come_back(act))
    pairs = [(check_in, ticket) for check_in, ticket in _locked(meant) if ticket.version == each[ticket.pk].version]
    put_many_back(tickets=[(ticket, each[ticket.pk].ticket_was) for _, ticket in pairs], by=by, at=at)
    setwise.update(
        CheckIn, [{"id": check_in.pk, **as_it_was(each[ticket.pk].check_in_was)} for check_in, ticket in pairs]
    )
    record_alike([TakenBack(**about(check_in), what="exempted") for check_in, _ in pairs], by=by, at=at)
    held = [(ticket, hold_id) for _, ticket in pairs if (hold_id := each[ticket.pk].hold_id)]
    hold_many_again(holds=held, by=by, at=at)
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    return len(pairs)


def _problems(programme: str, reason: str) -> list[Problem]:
    found = []
    if all(each.programme != programme for each in programmes_gone()):
        text = f"No check-in is left of a programme “{programme[:60]}” that the manual has no more."
        fix = "Take it out of the manual first; where another programme goes on with it, its check-ins do so by themselves."
        found.append(Problem("not gone", text, fix, field="programme"))
    if not reason.strip():
        text = "Say why no check-in is needed."
        found.append(Problem("no reason", text, "One sentence is enough.", field="reason"))
    return found


def _locked(ticket_ids: Any) -> list[tuple[CheckIn, Ticket]]:
    """Lock tickets in the order of their ids, as every act on many does, and their check-ins after them."""
    tickets = Ticket.objects.select_for_update().filter(id__in=list(ticket_ids)).order_by("id").in_bulk()
    found = CheckIn.objects.select_for_update(no_key=True).filter(ticket__in=list(tickets)).order_by("id")
    return [(check_in, tickets[check_in.ticket_id]) for check_in in found]


def _kept(check_in: CheckIn, ticket: Ticket, hold_id: int | None) -> dict[str, Any]:
    """Keep what the act changes, as JSON. hold_id: of the hold that stands on the ticket."""
    was = kept(check_in, CHANGED)
    return {"ticket_id": ticket.pk, "ticket_was": as_it_ends(ticket), "check_in_was": was, "hold_id": hold_id}
