"""The days of a simulated team, one after the other: what happens when, who is killed, and how the clock jumps."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from rounds.simulation.customers import Customers, Posted
from rounds.simulation.house import House, Order

MOMENTS = (time(9, 0), time(10, 10))
"""The clock times of a day at which something happens, on the clock of the company; the first is that of an opening office."""

SITTING = 1
"""At which of these moments members sit down."""

UNDONE = timedelta(seconds=15)
"""Behind a sitting: what could be taken back has left by then."""

PAGES = 3
"""Processes in which members act at once: one more than there are cores, so that none of those waits while a process has done its part."""

ENGINES = 2
"""Loops of the engine that look first at a moment, which is when they can meet at what is due: a second one where somebody is free.

What comes of that, one of them sees.
"""

ORDERS = 5
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
    """What the judge cannot read from the database: when the engine looked, which mails came, what the board says. One line each."""

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
        self.engine, self.pages = House(), [House() for _ in range(PAGES)]
        self._busy: dict[House, Order] = {}

    @property
    def deaths(self) -> int:
        return sum(house.deaths for house in self._everywhere())

    def begin(self, now: datetime) -> None:
        """Let the company's first moment pass, on which its firms come onto programmes."""
        self._time(now, self._everywhere())

    def play(self, say: Callable[[int, int], None]) -> None:
        """Play all days. say: takes how many are done, and of how many."""
        for number in range(self.plan.days):
            self._day(number)
            say(number + 1, self.plan.days)
        last = self._at(self.plan.first + timedelta(days=self.plan.days), time(23, 0))
        for _ in range(3):
            self._time(last, self._everywhere())
        years = list(range(self.plan.first.year, last.year + 1))
        [board] = self._do({self.engine: _order("board", self.workspace_id, at=last, years=years)}).values()
        self.journal.note(board=board)

    def end(self) -> None:
        """Let all processes go."""
        for house in self._everywhere():
            house.end()

    def _everywhere(self) -> list[House]:
        return [self.engine, *self.pages]

    def _free(self) -> list[House]:
        return [house for house in self._everywhere() if house not in self._busy]

    def _day(self, number: int) -> None:
        today = self.plan.first + timedelta(days=number)
        asleep = self.dice.random() < 0.01 and not self._once(number)  # the machine is off today, and nobody notices
        if asleep:
            return
        if number in self._departures():
            self.pages[0].order(_order("leave", self.workspace_id, at=self._at(today, time(8, 30))))
            self.pages[0].done()
        for name in self._once(number):
            self.pages[0].order(_order(name, self.workspace_id, at=self._at(today, time(8, 40))))
            self.pages[0].done()
        for place, clock in enumerate(MOMENTS):
            if place and today.weekday() > 4:
                break
            self._moment(self._at(today, clock), place)

    def _moment(self, now: datetime, place: int) -> None:
        """Let everything happen that happens at one moment: engine and people at once, mails before and behind."""
        mails = list(self.customers.arriving(now))
        if place == SITTING:
            self._sitting(now, mails)
        else:
            self._beside(now, [_order("changes", self.workspace_id, at=now, seed=self.plan.seed)], mails)
        self.customers.hear(now)
        if self.dice.random() < 0.01:
            self._do({self.engine: _order("time", now - timedelta(hours=1))})  # a clock that was put right

    def _sitting(self, now: datetime, mails: list[Posted]) -> None:
        """Let members sit down, each in one of the processes, while mails come in and time passes; then let leave what they wrote."""
        members = [
            _order("people", self.workspace_id, at=now, seed=self.plan.seed, part=part, of=PAGES)
            for part in range(PAGES)
        ]
        self._beside(now, members, mails)
        self._look(now + UNDONE, self._everywhere(), ENGINES)
        self.journal.note(engine=now + UNDONE)

    def _beside(self, now: datetime, acts: list[Order], mails: Sequence[Posted]) -> None:
        """Let people act while mails come in and time passes, in the processes that are free."""
        self._busy = dict(zip(self.pages, acts, strict=False))
        for house, order in self._busy.items():
            house.order(order)
        self._mails(mails, now, self._free())
        self._time(now, self._free())
        for house, order in self._busy.items():
            self._finish(house, order)
        self._busy = {}

    def _mails(self, mails: Sequence[Posted], now: datetime, houses: list[House]) -> None:
        """Let mails come in at these processes at once: all of a firm at one of them, one after the other."""
        parts = [[mail for mail in mails if _door(mail, len(houses)) == place] for place in range(len(houses))]
        given = {house: part for house, part in zip(houses, parts, strict=True) if part}
        orders = {
            house: _order("mails", self.workspace_id, [mail.raw for mail in part], now) for house, part in given.items()
        }
        for house, came in self._do(orders).items():
            for mail, outcome in zip(given[house], came, strict=True):
                line = {"mail": mail.message_id, "kind": mail.kind, "under": mail.under, "from": mail.sender}
                self.journal.note(**line, at=now, came=str(outcome))

    def _time(self, now: datetime, workers: list[House]) -> None:
        """Let the engine see a moment, and these work, until nothing is due."""
        loops = ENGINES
        while self._look(now, workers, loops):
            loops = 1
        self.journal.note(engine=now)

    def _look(self, now: datetime, workers: list[House], loops: int) -> bool:
        """Let so many loops of the engine see a moment once, and these do what it calls workers for; False where that is nothing.

        What comes of their work the engine sees when it looks next.
        """
        looking = self._free()[:loops]
        orders = {house: _order("time", now, backwards=house is not self.engine) for house in looking}
        called = max(self._do(orders).values())
        if called:
            many = len(workers)
            self._do({house: _order("work", now, part=part, of=many) for part, house in enumerate(workers)})
        return bool(called)

    def _do(self, orders: dict[House, Order]) -> dict[House, Any]:
        """Have processes do something at once; gives what each of them answers."""
        for house, order in orders.items():
            house.order(order)
        return {house: self._finish(house, order) for house, order in orders.items()}

    def _finish(self, house: House, order: Order) -> Any:
        """Wait until it is done; or kill it on the way, and have it done again by who comes after."""
        dies = self.dice.random() < self.plan.kills / 100 / ORDERS
        if dies and not house.ends_within(self.dice.random() * 0.02):
            house.kill()
            house.order(order)
        return house.done()

    def _once(self, number: int) -> list[str]:
        """Say what is done once: a new team spreads its check-ins; later it has other hours, and its programme another name."""
        once = (("spread", 3), ("hours", self.plan.days * 2 // 5), ("rename", self.plan.days * 3 // 5))
        return [name for name, day in once if number == day]

    def _departures(self) -> set[int]:
        return {self.plan.days // 3, 2 * self.plan.days // 3} - {0}

    def _at(self, day: date, clock: time) -> datetime:
        return self.plan.at(day, clock)


def _order(name: str, *given: Any, **more: Any) -> Order:
    """Write an order down."""
    return name, given, more


def _door(mail: Posted, many: int) -> int:
    """Say at which of so many processes a mail comes in: the same for all that a firm writes."""
    return crc32(mail.sender.rpartition("@")[2].encode()) % many
