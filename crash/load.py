"""The load: customers and members at work all the time, through every death."""

import random
import threading
import time
from collections.abc import Callable

from crash.customers import Customers
from crash.desk import Desk
from crash.ledger import Ledger
from crash.members import Members
from crash.place import DIED, Place


class Load:
    """Threads that work until told to stop. deaths: how often one of them found nobody there."""

    def __init__(self, place: Place, ledger: Ledger, chance: random.Random) -> None:
        self._stop = threading.Event()
        self._customers, self._desk = Customers(place, ledger, chance), Desk(place, ledger, chance)
        members = Members(self._desk)
        acts = (
            self._customers.write,
            self._customers.write,
            members.answer,
            members.sleep,
            members.whatever,
            members.whatever,
        )
        self._threads = [threading.Thread(target=self._go_on, args=(act,), daemon=True) for act in acts]
        self.deaths = 0

    @property
    def troubles(self) -> list[str]:
        """What went wrong without anybody having died."""
        return self._desk.troubles

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End each thread after the act at hand, then send again all that was not acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        self._customers.finish()

    def _go_on(self, act: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                act()
                time.sleep(0.02)
            except DIED:
                self.deaths += 1  # somebody was killed: that is what this is about
                time.sleep(0.2)
            except LookupError as changed:
                self.troubles.append(str(changed))
                time.sleep(1)
