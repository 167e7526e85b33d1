"""What somebody has just done to a check-in is taken back: a beginning, a call, an end, or a mail that has not left yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins.commands.keeping_hours import keep_hours_of
from rounds.checkins.commands.loading import DO, taken
from rounds.checkins.commands.settling import BEFORE, about, settle
from rounds.checkins.events import TakenBack
from rounds.checkins.models import CheckIn, ReachOut, RoundDone, WayBack
from rounds.checkins.rules import Undoable
from rounds.desk import commands as desk
from rounds.desk.commands.loading import unchanged
from rounds.desk.commands.recurring import as_it_stands, held_by, put_back_recurring, with_whom
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, insert, update


@dataclass(frozen=True, slots=True)
class Stood:
    """How a check-in and its ticket, both locked, stand before an act."""

    ticket: dict[str, Any]
    check_in: dict[str, Any]
    hold_id: int | None

    @classmethod
    def of(cls, check_in: CheckIn, ticket: Ticket) -> Self:
        """Look before the act."""
        values = {name: getattr(check_in, name) for name in BEFORE}
        kept = {name: each.isoformat() if isinstance(each, date) else each for name, each in values.items()}
        return cls(as_it_stands(ticket) | with_whom(ticket), kept, held_by(ticket))

    def keep(self, what: Undoable, check_in: CheckIn, ticket: Ticket, *, by: Actor, at: datetime) -> None:
        """Keep the way back, once the act is done. What a program or a clause did has none."""
        execute("DELETE FROM check_in_way_back WHERE check_in_id = %s", [check_in.pk])
        if by.kind is not ActorKind.MEMBER:
            return
        way = WayBack(
            workspace_id=here(),
            check_in_id=check_in.pk,
            what=what,
            by_id=by.id or 0,
            at=at,
            ticket_was=self.ticket,
            check_in_was=self.check_in,
            hold_id=self.hold_id,
            version=ticket.version,
        )
        insert(way)


@command
def take_back(*, check_in_id: int, by: Actor, at: datetime, version: int | None = None) -> CheckIn:
    """Take back one's own last act on a check-in, where nobody has done anything on it since: all stands as before, by the hours in force.

    version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (nothing of one's own to take back, or something was done since).
    """
    require(by, DO)
    check_in, ticket = taken(check_in_id, at=at)
    unchanged(ticket, version, mine={})
    way = WayBack.objects.filter(check_in=check_in).first()
    if way is None or way.by_id != by.id or way.version != ticket.version:
        text = "There is nothing of yours to take back here: something was done on it since."
        raise Refused([Problem("too late", text, "Begin, end or reach out again, as it has to be.")])
    for name, value in _read(way.check_in_was).items():
        setattr(check_in, name, value)
    update(check_in, *BEFORE)
    _forget(Undoable(way.what), check_in, way.at)
    record(TakenBack(**about(check_in), what=way.what), by=by, at=at)
    put_back_recurring(ticket=ticket, was=way.ticket_was, hold_id=way.hold_id, by=by, at=at)
    keep_hours_of(check_in, ticket, at=at)
    way.delete()
    return check_in


@command
def take_reach_out_back(*, check_in_id: int, by: Actor, at: datetime) -> CheckIn:
    """Take one's own mail back that has not left yet: its text is a draft again, and the reach-out is due as before.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it has left, or somebody else wrote it).
    """
    require(by, DO)
    number = CheckIn.objects.filter(id=check_in_id).values_list("ticket__number", flat=True).first()
    if number is None:
        raise NotThere(f"check-in {check_in_id}")
    desk.take_back(number=number, by=by, at=at)  # first of all: it locks the mail before the ticket, as a delivery does
    check_in, ticket = taken(check_in_id, at=at)
    settle(check_in, ticket, at=at)
    return check_in


def _forget(what: Undoable, check_in: CheckIn, at: datetime) -> None:
    """Let what the act has counted count no more; what was written down of a call stays a note."""
    if what is Undoable.ENDED:
        RoundDone.objects.filter(check_in=check_in, ended_at=at).delete()
    if what is Undoable.LOGGED:
        ReachOut.objects.filter(check_in=check_in, at=at, message_id=None, void_at=None).update(void_at=at)


def _read(kept: dict[str, Any]) -> dict[str, Any]:
    """Read the columns of a check-in back."""
    last_on, started_at = kept["last_on"], kept["started_at"]
    return kept | {
        "last_on": date.fromisoformat(last_on) if last_on else None,
        "started_at": datetime.fromisoformat(started_at) if started_at else None,
    }
