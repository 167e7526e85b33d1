"""The days of a simulated team, one after the other: what happens when, who is killed, and how the clock jumps."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from rounds.simulation.customers import Customers, Posted
from rounds.simulation.house import House

MOMENTS = (time(9, 0), time(10, 10))
"""The clock times of a day at which something happens, on the clock of the company; the first is that of an opening office."""

SITTING = 1
"""At which of these moments members sit down."""

UNDONE = timedelta(seconds=15)
"""Behind a sitting: what could be taken back has left by then."""


@dataclass(frozen=True)
class Plan:
    """What is simulated. first: the first day. kills: how many deaths a hundred days see. zone: of the manual."""

    accounts: int
    days: int
    seed: int
    first: date
    zone: str
    kills: int = 20


@dataclass
class Journal:
    """What the judge cannot read from the database: when the engine looked, and which mails came. One line each."""

    path: Path

    def note(self, **line: object) -> None:
        """Write a line."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")


class Team:
    """The simulated company: two processes, and whoever kills them."""

    def __init__(self, plan: Plan, journal: Journal, customers: Customers) -> None:
        self.plan, self.journal, self.customers = plan, journal, customers
        self.dice = Random(f"{plan.seed} world")
        self.engine, self.page = House(), House()
        self.workspace_id = 0

    @property
    def deaths(self) -> int:
        return self.engine.deaths + self.page.deaths

    def found(self, manual: str) -> None:
        """Found the company on the first morning."""
        at = self._at(self.plan.first, time(8, 0))
        self.engine.order("found", manual, accounts=self.plan.accounts, at=at)
        self.workspace_id = self.engine.done()
        self._time(at + timedelta(minutes=5))

    def play(self, say: Callable[[int, int], None]) -> None:
        """Play all days. say: takes how many are done, and of how many."""
        for number in range(self.plan.days):
            self._day(number)
            say(number + 1, self.plan.days)
        last = self._at(self.plan.first + timedelta(days=self.plan.days), time(23, 0))
        for _ in range(3):
            self._time(last)

    def end(self) -> None:
        """Let both processes go."""
        self.engine.end()
        self.page.end()

    def _day(self, number: int) -> None:
        today = self.plan.first + timedelta(days=number)
        asleep = self.dice.random() < 0.01  # the machine is off today, and nobody notices
        if asleep:
            return
        if number in self._departures():
            self.page.order("leave", self.workspace_id, at=self._at(today, time(8, 30)))
            self.page.done()
        for place, clock in enumerate(MOMENTS):
            if place and today.weekday() > 4:
                break
            self._moment(self._at(today, clock), place)

    def _moment(self, now: datetime, place: int) -> None:
        """Let everything happen that happens at one moment: engine and people at once, mails before and behind."""
        mails = list(self.customers.arriving(now))
        acts = "people" if place == SITTING else "changes"
        self._both(now, (acts, (self.workspace_id,), {"at": now, "seed": self.plan.seed}), mails)
        if place == SITTING:
            self._time(now + UNDONE)
        self.customers.hear(now)
        if self.dice.random() < 0.01:
            self.engine.order("time", now - timedelta(hours=1))  # a clock that was put right
            self.engine.done()

    def _both(
        self, now: datetime, acts: tuple[str, tuple[object, ...], dict[str, object]], mails: list[Posted]
    ) -> None:
        name, given, more = acts
        self.page.order(name, *given, **more)
        self._mails(mails, now)
        self._time(now)
        self._finish(self.page, name, *given, **more)

    def _mails(self, mails: list[Posted], now: datetime) -> None:
        if not mails:
            return
        raws = [mail.raw for mail in mails]
        self.engine.order("mails", self.workspace_id, raws, now)
        came = self._finish(self.engine, "mails", self.workspace_id, raws, now)
        for mail, outcome in zip(mails, came, strict=True):
            line = {"mail": mail.message_id, "kind": mail.kind, "under": mail.under, "from": mail.sender}
            self.journal.note(**line, at=now, came=str(outcome))

    def _time(self, now: datetime) -> None:
        self.engine.order("time", now)
        self._finish(self.engine, "time", now)
        self.journal.note(engine=now)

    def _finish(self, house: House, name: str, *given: object, **more: object) -> list[object]:
        """Wait until it is done; or kill it on the way, and have it done again by who comes after."""
        dies = self.dice.random() < self.plan.kills / 100 / (3 * len(MOMENTS))
        if dies and not house.ends_within(self.dice.random() * 0.02):
            house.kill()
            house.order(name, *given, **more)
        result: list[object] = house.done()
        return result

    def _departures(self) -> set[int]:
        return {self.plan.days // 3, 2 * self.plan.days // 3} - {0}

    def _at(self, day: date, clock: time) -> datetime:
        """Give the moment at which the company's clock shows this time."""
        return datetime.combine(day, clock, tzinfo=ZoneInfo(self.plan.zone)).astimezone(UTC)
