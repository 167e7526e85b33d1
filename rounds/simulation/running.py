"""The days of a simulated team, one after the other: what happens when, who is killed, and how the clock jumps."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zlib import crc32
from zoneinfo import ZoneInfo

from rounds.simulation.customers import Customers, Posted
from rounds.simulation.founding import MANY
from rounds.simulation.house import House, Order
from rounds.simulation.lanes import Lane, run
from rounds.simulation.usage import told

MOMENTS = (time(9, 0), time(10, 10))
"""The clock times of a day at which something happens, on the clock of the company; the first is that of an opening office."""

SITTING = 1
"""At which of these moments members sit down."""

UNDONE = timedelta(seconds=15)
"""Behind a sitting: what could be taken back has left by then."""

PAGES = 3
"""Processes in which members act at once: one more than there are cores, so that none of those waits while a process has done its part."""

ENGINES = 2
"""Loops of the engine that look first in a morning, and behind a sitting, which is when they can meet at what is due.

What comes of that, one of them sees.
"""

TOLD_FIRST, TOLD_AGAIN = 90, 300
"""Days until usage comes in, and between that and the next time: each time all firms are asked of anew, a second of work."""

SATURDAY = 5
MINUTE = timedelta(minutes=1)

ORDERS = 10
"""About how many orders of a day last long enough for somebody to be killed in them."""


@dataclass(frozen=True)
class Plan:
    """What is simulated. first: the first day. kills: how many deaths a hundred days see. zone: of the manual."""

    accounts: int
    days: int
    seed: int
    first: date
    zone: str
    kills: int = 20

    def at(self, day: date, clock: time) -> datetime:
        """Give the moment at which the company's clock shows this time."""
        return datetime.combine(day, clock, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass
class Journal:
    """What the judge cannot read from the database: when the engine looked, what came in, what the board says. One line each."""

    path: Path

    def note(self, **line: object) -> None:
        """Write a line."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")


class Team:
    """The simulated company: an engine, the processes in which members act, and whoever kills them."""

    def __init__(self, plan: Plan, workspace_id: int, journal: Journal, customers: Customers) -> None:
        self.plan, self.workspace_id, self.journal, self.customers = plan, workspace_id, journal, customers
        self.dice = Random(f"{plan.seed} world")
        self.turns, self.founded_at = 0, plan.at(plan.first, time())
        self.engine, self.pages = House(), [House() for _ in range(PAGES)]

    @property
    def deaths(self) -> int:
        return sum(house.deaths for house in self._everywhere)

    @property
    def _everywhere(self) -> list[House]:
        return [self.engine, *self.pages]

    def begin(self, now: datetime) -> None:
        """Let usage come in of the time before, and the company's first moment pass, on which its firms come onto programmes."""
        self._tell(now - MINUTE)
        self._time(now)

    def play(self, say: Callable[[int, int], None]) -> None:
        """Play all days. say: takes how many are done, and of how many."""
        for number in range(self.plan.days):
            self._day(number)
            say(number + 1, self.plan.days)
        last = self._at(self.plan.first + timedelta(days=self.plan.days), time(23, 0))
        for _ in range(3):
            self._time(last)
        years = list(range(self.plan.first.year, last.year + 1))
        self.journal.note(board=self.engine.does(_order("board", self.workspace_id, at=last, years=years)))

    def end(self) -> None:
        """Let all processes go."""
        for house in self._everywhere:
            house.end()

    def _day(self, number: int) -> None:
        today = self.plan.first + timedelta(days=number)
        tells = number in self._tellings()
        asleep = (
            self.dice.random() < 0.01 and not self._once(number) and not tells
        )  # the machine is off today, and nobody notices
        if asleep:
            return
        if number in self._departures():
            self.engine.does(_order("leave", self.workspace_id, at=self._at(today, time(8, 30))))
        for name in self._once(number):
            self.engine.does(_order(name, self.workspace_id, at=self._at(today, time(8, 40))))
        if tells:
            self._tell(self._at(today, time(8, 40)))
        moments = MOMENTS[:SITTING] if today.weekday() >= SATURDAY else MOMENTS
        for place, clock in enumerate(moments):
            self._moment(self._at(today, clock), place, sit_later=place + 1 < len(moments))

    def _tell(self, now: datetime) -> None:
        """Let the programs of firms tell what these did since they told last."""
        turn, self.turns = self.turns, self.turns + 1
        records = told(self.plan.accounts, turn=turn, seed=self.plan.seed, founded_at=self.founded_at, at=now)
        self.engine.does(_order("usage", self.workspace_id, at=now, records=records))
        self.journal.note(usage=records, at=now)

    def _moment(self, now: datetime, place: int, *, sit_later: bool) -> None:
        """Let everything happen that happens at one moment. sit_later: whether members sit down on this day, later than now."""
        mails = list(self.customers.arriving(now))
        if place == SITTING:
            self._sitting(now, mails)
        else:
            self._opening(now, mails, sit_later=sit_later)
        self.customers.hear(now)
        if self.dice.random() < 0.01:
            self.engine.does(_order("time", now - timedelta(hours=1)))  # a clock that was put right

    def _opening(self, now: datetime, mails: Sequence[Posted], *, sit_later: bool) -> None:
        """Let firms change, mails come in, and time pass, everywhere at once.

        sit_later: what comes of that the engine sees beside the members who sit down today; at once where nobody does.
        """
        doors = [self.engine, *self.pages[1:]]

        def opens(place: int) -> Lane:
            yield from self._mails(mails, now, place=place, of=len(doors))
            if place < ENGINES:
                yield _order("time", now, backwards=place > 0)

        changes = _one(_order("changes", self.workspace_id, at=now, seed=self.plan.seed))
        self._run({self.pages[0]: changes} | {door: opens(place) for place, door in enumerate(doors)})
        if sit_later:
            self.journal.note(engine=now)
        else:
            self._time(now, loops=1)

    def _sitting(self, now: datetime, mails: Sequence[Posted]) -> None:
        """Let members sit down, each in whichever process is free, while mails come in and time passes; then let leave what they wrote."""
        turns = deque(
            _order("people", self.workspace_id, at=now, seed=self.plan.seed, part=part, of=MANY) for part in range(MANY)
        )

        def sits() -> Lane:
            while turns:
                yield turns.popleft()

        def engine() -> Lane:
            yield from self._mails(mails, now, place=0, of=1)
            if (yield _order("time", now)):
                yield _order("work", now, part=0, of=1)
            self.journal.note(engine=now)
            yield from sits()

        self._run({self.engine: engine()} | {page: sits() for page in self.pages})
        self._look(now + UNDONE)
        self.journal.note(engine=now + UNDONE)

    def _mails(self, mails: Sequence[Posted], now: datetime, *, place: int, of: int) -> Lane:
        """Let mails come in at one of so many processes: all of a firm at one of them, one after the other."""
        part = [mail for mail in mails if _door(mail, of) == place]
        if not part:
            return
        came = yield _order("mails", self.workspace_id, [mail.raw for mail in part], now)
        for mail, outcome in zip(part, came, strict=True):
            line = {"mail": mail.message_id, "kind": mail.kind, "under": mail.under, "from": mail.sender}
            self.journal.note(**line, at=now, came=str(outcome))

    def _time(self, now: datetime, loops: int = ENGINES) -> None:
        """Let so many loops of the engine see a moment, and everybody work, until nothing is due; one of them sees what comes of that."""
        while self._look(now, loops):
            loops = 1
        self.journal.note(engine=now)

    def _look(self, now: datetime, loops: int = ENGINES) -> bool:
        """Let so many loops of the engine see a moment once, and everybody do what it calls workers for; False where that is nothing.

        What comes of their work the engine sees when it looks next.
        """
        called: list[int] = []

        def looks(*, backwards: bool) -> Lane:
            called.append((yield _order("time", now, backwards=backwards)))

        self._run({house: looks(backwards=house is not self.engine) for house in self._everywhere[:loops]})
        if not any(called):
            return False
        many = len(self._everywhere)
        self._run({house: _one(_order("work", now, part=part, of=many)) for part, house in enumerate(self._everywhere)})
        return True

    def _run(self, lanes: dict[House, Lane]) -> None:
        run(lanes, dies=self._dies)

    def _dies(self) -> float | None:
        """Say after how many seconds of an order its process is killed; None where it lives."""
        return self.dice.random() * 0.02 if self.dice.random() < self.plan.kills / 100 / ORDERS else None

    def _once(self, number: int) -> list[str]:
        """Say what is done once: a new team spreads its check-ins; later it has other hours, and its programme another name."""
        once = (("spread", 3), ("hours", self.plan.days * 2 // 5), ("rename", self.plan.days * 3 // 5))
        return [name for name, day in once if number == day]

    def _tellings(self) -> set[int]:
        """Say on which days usage comes in: on Saturdays, so that it is looked at before anybody grades."""
        days = range(TOLD_FIRST, self.plan.days, TOLD_AGAIN)
        return {day + (SATURDAY - (self.plan.first + timedelta(days=day)).weekday()) % 7 for day in days}

    def _departures(self) -> set[int]:
        return {self.plan.days // 3, 2 * self.plan.days // 3} - {0}

    def _at(self, day: date, clock: time) -> datetime:
        return self.plan.at(day, clock)


def _order(name: str, *given: object, **more: object) -> Order:
    """Write an order down."""
    return name, given, more


def _one(order: Order) -> Lane:
    """Order one thing."""
    yield order


def _door(mail: Posted, many: int) -> int:
    """Say at which of so many processes a mail comes in: the same for all that a firm writes."""
    return crc32(mail.sender.rpartition("@")[2].encode()) % many
