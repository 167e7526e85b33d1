"""What somebody has just done to a check-in is taken back: a beginning, a call, an end, no more need of it, or a mail that has not left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins.commands.keeping_hours import keep_hours_of
from rounds.checkins.commands.loading import DO, taken
from rounds.checkins.commands.settling import BEFORE, about, clause_of, settle
from rounds.checkins.events import TakenBack
from rounds.checkins.models import CheckIn, ReachOut, RoundDone, WayBack
from rounds.checkins.rules.states import Undoable
from rounds.desk import commands as desk
from rounds.desk.commands.loading import unchanged
from rounds.desk.commands.recurring import as_it_stands, held_by, put_back_recurring, with_whom
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, insert, update

BEFORE_ITS_END = (*BEFORE, "left_at", "exempt_at")
"""What it changes of a check-in that none is needed."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How a check-in and its ticket, both locked, stand before an act."""

    ticket: dict[str, Any]
    check_in: dict[str, Any]
    hold_id: int | None

    @classmethod
    def of(cls, check_in: CheckIn, ticket: Ticket, *, changed: Sequence[str] = BEFORE) -> Self:
        """Look before the act. changed: by it, of the check-in."""
        return cls(as_it_stands(ticket) | with_whom(ticket), kept(check_in, changed), held_by(ticket))

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
    for name, value in as_it_was(way.check_in_was).items():
        setattr(check_in, name, value)
    update(check_in, *way.check_in_was)
    _forget(Undoable(way.what), check_in, way.at)
    record(TakenBack(**about(check_in), what=way.what), by=by, at=at)
    recurs = {"recurs_by": clause_of(check_in)} if way.what == Undoable.EXEMPTED else {}
    put_back_recurring(ticket=ticket, was=way.ticket_was | recurs, hold_id=way.hold_id, by=by, at=at)
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


def kept(check_in: CheckIn, names: Sequence[str]) -> dict[str, Any]:
    """Give columns of a check-in as JSON, for an act that can be taken back."""
    values = {name: getattr(check_in, name) for name in names}
    return {name: each.isoformat() if isinstance(each, date) else each for name, each in values.items()}


def as_it_was(columns: dict[str, Any]) -> dict[str, Any]:
    """Read the columns of a check-in back that `kept` gave."""
    read = {"last_on": date.fromisoformat, **dict.fromkeys(MOMENTS, datetime.fromisoformat)}
    return {name: read[name](each) if each and name in read else each for name, each in columns.items()}


MOMENTS = ("started_at", "left_at", "exempt_at")
