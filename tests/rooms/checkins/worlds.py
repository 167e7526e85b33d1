"""A programme as chance has it: firms in every way in which a check-in can stand, each noted in plain words as it is made."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rounds.checkins.events import NobodyAnswered
from rounds.checkins.models import CheckIn, GradeGiven, RoundDone
from rounds.desk.events.dates import TicketWoke
from rounds.desk.events.talk import CustomerWrote
from rounds.desk.models import Ticket
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import here
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import PROGRAMME, many_firms
from tests.world import Cast, a_workspace

CHICAGO = ZoneInfo("America/Chicago")
SCALE = ("A", "B", "E")
DAY = timedelta(days=1)
BY = Actor.system()
SO = Because(f"programme: {PROGRAMME}", 1, (Fact("its day", "has come"),), "", None)


@dataclass(frozen=True)
class Mark:
    """One thing that counts in a year, of a check-in: done, due, late or not needed, for whom and at which moment."""

    check_in: int
    member: int
    which: str
    at: datetime
    silent: bool = False

    @property
    def day(self) -> date:
        return self.at.astimezone(CHICAGO).date()


@dataclass
class World:
    """A company, and what stands there by the notes of whoever made it. grades: of each check-in that is needed, in their order.

    wakes: the check-ins that come back by themselves, with whoever has them.
    """

    cast: Cast
    now: datetime
    marks: list[Mark] = field(default_factory=list)
    stands: list[Mark] = field(default_factory=list)
    grades: dict[int, list[tuple[datetime, str]]] = field(default_factory=dict)
    wakes: list[Mark] = field(default_factory=list)

    @property
    def year(self) -> int:
        return self.now.astimezone(CHICAGO).year

    def in_year(self, year: int) -> list[Mark]:
        """List what counts in a year: what was done in it, and in the one that runs what stands besides."""
        done = [each for each in self.marks if each.day.year == year]
        return [*done, *self.stands] if year == self.year else done


def a_world(seed: int, now: datetime, many: int = 70) -> World:
    """Make one. now: aware, UTC."""
    dice = random.Random(seed)
    began = now - timedelta(days=800)
    world = World(a_workspace(manual=a_yearly_manual(), at=began), now)
    cast = world.cast
    with cast.inside():
        for check_in in many_firms(many, at=began):
            has = dice.choice([cast.rep.id, cast.teammate.id, None])
            _rounds(world, check_in, dice)
            _stand(world, check_in, has, dice)
    return world


def _rounds(world: World, check_in: CheckIn, dice: random.Random) -> None:
    """Let rounds have been done, some without an answer: to some of these one came late. Some ended again, whyever they went on."""
    at = world.now - timedelta(days=dice.randrange(500, 780))
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        at += timedelta(days=dice.randrange(1, 200), hours=dice.randrange(24), minutes=dice.randrange(60))
        if at >= world.now:
            return
        who, silent = dice.choice([world.cast.rep.id, world.cast.teammate.id, None]), dice.random() < 0.3
        _done(check_in, who, at, silent=silent)
        if heard := dice.random() < 0.4:
            of = {"ticket": check_in.ticket_id, "account": check_in.account_id}
            record(CustomerWrote(**of, message=1, before="asleep"), by=BY, at=at + timedelta(hours=1))
        if dice.random() < 0.25:
            _done(check_in, world.cast.rep.id, at + timedelta(hours=2), again=True)
        world.marks.append(Mark(check_in.pk, who or 0, "done", at, silent=silent and not heard))


def _done(check_in: CheckIn, who: int | None, at: datetime, *, silent: bool = False, again: bool = False) -> None:
    """Let a round have come, unless it goes on, and be over."""
    of = {"ticket": check_in.ticket_id, "account": check_in.account_id}
    if not again:
        record(TicketWoke(**of, before="asleep", date_was=at), by=BY, at=at - timedelta(hours=1), because=SO)
    if silent:
        silence = NobodyAnswered(**of, check_in=check_in.pk, programme=PROGRAMME, step=None)
        record(silence, by=BY, at=at, because=SO)
    RoundDone.objects.create(
        workspace_id=here(), check_in=check_in, member_id=who, ended_at=at, unanswered=silent, again=again
    )


def _graded(world: World, check_in: CheckIn, dice: random.Random) -> None:
    given = sorted(world.now - timedelta(days=dice.randrange(0, 780)) for _ in range(dice.choice([0, 1, 2, 3])))
    world.grades[check_in.pk] = [(at, dice.choice(SCALE)) for at in given]
    for at, grade in world.grades[check_in.pk]:
        GradeGiven.objects.create(
            workspace_id=here(), check_in=check_in, grade=grade, was="", by_id=world.cast.rep.id, at=at
        )


def _stand(world: World, check_in: CheckIn, has: int | None, dice: random.Random) -> None:
    """Let it stand somehow now."""
    how = dice.choice(
        ["asleep", "asleep", "rests", "waits", "woke", "began", "answered", "failed", "due again", "exempt"]
    )
    since, ahead = (
        world.now - _some_time(dice),
        world.now + timedelta(days=dice.randrange(1, 500), minutes=dice.randrange(1440)),
    )
    clause, nothing = f"programme: {PROGRAMME}", {"wakes_at": None, "wake_clause": ""}
    dated = {"wakes_at": ahead, "wake_clause": clause}
    ticket, own = {
        "asleep": (dated, {}),
        "rests": ({"state": "open", "last_word": "staff", "said_at": since, **dated}, {}),
        "waits": ({"state": "asleep", "last_word": "staff", "wake_keeps": False, **dated}, {"step": 0, "started_at": since}),
        "woke": ({"state": "open", "last_word": "clock", "woke_at": since, **nothing}, {}),
        "began": ({"state": "open", "last_word": "staff", "said_at": since, **dated}, {"started_at": since}),
        "answered": ({"state": "open", "last_word": "customer", "said_at": since, **dated}, {}),
        "failed": ({"state": "open", "last_word": "post", "said_at": since, **nothing}, {"started_at": since}),
        "due again": ({"state": "open", "last_word": "clock", "woke_at": since, **nothing}, {"step": 1, "started_at": since}),
        "exempt": ({"state": "closed", "closed_at": since, "recurs_by": "", **nothing}, {"exempt_at": since}),
    }[how]  # fmt: skip
    Ticket.objects.filter(id=check_in.ticket_id).update(assignee_id=has, **ticket)
    CheckIn.objects.filter(id=check_in.pk).update(**own, **({"version": 1} if "step" in own else {}))
    if how != "exempt":
        _graded(world, check_in, dice)
    if how != "exempt" and ticket.get("wakes_at"):
        world.wakes.append(Mark(check_in.pk, has or 0, "wakes", ahead))
    _note(world, check_in, has or 0, how, since, ahead)


def _some_time(dice: random.Random) -> timedelta:
    """Give how long ago something was: minutes as often as days, so that some of it is of today."""
    return dice.choice(
        [timedelta(minutes=dice.randrange(1, 60)), timedelta(hours=dice.randrange(1, 30)), DAY * dice.randrange(1, 90)]
    )


def _note(world: World, check_in: CheckIn, has: int, how: str, since: datetime, ahead: datetime) -> None:
    """Note as what it counts: whatever is our turn since an earlier day is late; what is our turn today, or comes in this year, is due."""
    if how == "exempt":
        world.stands.append(Mark(check_in.pk, has, "not needed", since))
    elif how in {"woke", "began", "answered", "failed", "due again"}:
        year = datetime(world.year, 1, 1, tzinfo=CHICAGO)
        late = since.astimezone(CHICAGO).date() < world.now.astimezone(CHICAGO).date()
        world.stands.append(Mark(check_in.pk, has, "late" if late else "due", max(since, year)))
    elif ahead.astimezone(CHICAGO).year == world.year:
        world.stands.append(Mark(check_in.pk, has, "due", ahead))
