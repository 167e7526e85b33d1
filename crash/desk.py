"""Where members work: each ticket is touched by one act alone, so that what is found on it can have one cause only."""

import random
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import LiteralString

import psycopg

from crash.deeds import Step
from crash.ledger import Ledger
from crash.place import Place
from outside.page import Form
from outside.visitor import Answer, Visitor

NEWEST = "select number::text, requester_id from ticket where assignee_id is not null order by id desc limit 200"
"""Those that were given already: the turn of others would change them under whoever reads them."""
ALONE = """
    select number::text, requester_id from ticket t
    where assignee_id is not null and number < (select max(number) from ticket) - 5
    and not exists (select 1 from ticket other where other.requester_id = t.requester_id and other.id <> t.id)
    order by id desc limit 200"""
"""Those of customers who wrote once. Whoever wrote one of the very newest may be about to write once more."""


class Desk:
    """The page as the members of one round use it. troubles: refusals that nobody expected."""

    def __init__(self, place: Place, ledger: Ledger, chance: random.Random) -> None:
        self.place, self.ledger, self.chance = place, ledger, chance
        self.troubles: list[str] = []
        self._touched = set(_touched(ledger))
        self._lock, self._own = threading.Lock(), threading.local()

    @property
    def member(self) -> Visitor:
        """The browser of this thread, signed in."""
        member: Visitor | None = getattr(self._own, "member", None)
        if member is None:
            member = self._own.member = Visitor(self.place.base, timeout=15, cookies=self.place.cookies)
        return member

    def untouched(self) -> str | None:
        """Take the newest ticket that nobody has touched; None where there is none."""
        found = self.several_untouched(1)
        return found[0] if found else None

    def several_untouched(self, most: int) -> list[str]:
        """Take the newest tickets that nobody has touched, so many at most."""
        rows = self._newest()
        with self._lock:
            found = [number for number, _ in rows if number not in self._touched][:most]
            self._touched |= set(found)
        return found

    def of_one_customer(self) -> list[str]:
        """Take the untouched tickets of a customer who wrote more than once; none where there is nobody."""
        rows = self._newest()
        with self._lock:
            wrote: defaultdict[int, list[str]] = defaultdict(list)
            for number, requester in rows:
                if number not in self._touched:
                    wrote[requester].append(number)
            found = next((numbers for numbers in wrote.values() if len(numbers) > 1), [])
            self._touched |= set(found)
        return found

    def strangers(self, many: int) -> list[tuple[str, int]]:
        """Take tickets of customers who wrote once and will hardly write again: each with the contact's id; so many, or none."""
        rows = self._newest(ALONE)
        with self._lock:
            alone = [row for row in rows if row[0] not in self._touched]
            found = alone[:many] if len(alone) >= many else []
            self._touched |= {number for number, _ in found}
        return found

    def deed(self, kind: str, *tickets: str, of: int = 1, mark: str = "") -> "Doing":
        """Begin a deed that will leave so many traces. mark: what tells it from others of its kind, a new one where left out."""
        return Doing(self, f"{kind}-{mark or uuid.uuid4().hex[:12]}", tickets, of)

    def _newest(self, asked: LiteralString = NEWEST) -> list[tuple[str, int]]:
        with psycopg.connect(self.place.owner_url, autocommit=True, connect_timeout=5) as owner:
            return owner.execute(asked).fetchall()


class Doing:
    """A deed that is being done. mark: goes into its words where it has any."""

    def __init__(self, desk: Desk, mark: str, tickets: tuple[str, ...], of: int) -> None:
        self._desk, self.mark, self._tickets, self._of = desk, mark, tickets, of

    def expect(self, step: Step) -> None:
        """Note that this may happen from now on, without being asked for on the page."""
        self._note(step, sure=False)

    def ask(self, step: Step, form: Form, path: str, *, too_late: str = "", **values: str | list[str]) -> str:
        """Send a form; gives where it led, "" where that was not acknowledged.

        too_late: words of a refusal that is nobody's fault. Raises what DIED names, LookupError where the page lacks a field.
        """
        self._note(step, sure=False)
        heard = self._desk.member.submit(form, at=path, **values)
        if heard.status in {302, 303}:
            self._note(step, sure=True)
            return heard.location
        if heard.status < 500 and not (too_late and too_late in heard.page.text):
            self._desk.troubles.append(refused(f"{step} {self.mark}", heard))
        return ""

    def _note(self, step: Step, *, sure: bool) -> None:
        self._desk.ledger.write("deed", mark=self.mark, of=self._of, tickets=list(self._tickets), step=step, sure=sure)


def refused(what: str, heard: Answer) -> str:
    """Say what the page said instead of doing it."""
    return f"{what} was answered {heard.status}: {heard.page.text[:300]}"


def _touched(ledger: Ledger) -> Iterable[str]:
    for kind in ("answer", "timer"):
        yield from (str(entry["ticket"]) for entry in ledger.all(kind))
    for entry in ledger.all("deed"):
        tickets = entry["tickets"]
        yield from tickets if isinstance(tickets, list) else ()
