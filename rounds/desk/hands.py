"""Who works a ticket: whoever its kind names, else its queue; and who stands in while none of these is at work (D3)."""

from collections.abc import Collection
from dataclasses import dataclass

from rounds.basics.problems import Problem
from rounds.desk.clauses import Queue, TicketKind
from rounds.policies.book import Book
from rounds.team.rules import Role


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose work a ticket is. role: who works it, by the clause. stand_in: who does meanwhile, by `stood_in_by`; "" for nobody."""

    role: str
    clause: str
    stand_in: str = ""
    stood_in_by: str = ""

    def works(self, roles: Collection[str]) -> bool:
        """Say whether a member with these roles works it."""
        return self.role in roles

    def may_stand_in(self, roles: Collection[str]) -> bool:
        """Say whether a member with these roles works it while nobody who does is at work."""
        return bool(self.stand_in) and self.stand_in in roles

    def problem(self, name: str, *, queue: str, at_work: bool) -> Problem:
        """Say why a member is not given it. at_work: somebody who works it is at work, so that nobody stands in."""
        there = f" while nobody who is {self.role} is at work" if self.stand_in else ""
        stands_in = f", and whoever is {self.stand_in}{there}" if self.stand_in else ""
        text = f"{name} does not work the queue {queue}"
        text = f"{text} now, for somebody who does is at work." if at_work else f"{text}."
        return Problem("other role", text, f"Whoever is {self.role} does{stands_in}.", "member", self.clause)

    def __str__(self) -> str:
        return f"{self.role}, or {self.stand_in} while none of them is at work" if self.stand_in else self.role


def hands_of(manual: Book, *, kind: str, queue: str) -> Hands | None:
    """Say whose work a ticket of this kind in this queue is; None where the manual has lost its queue.

    Source: clause kinds `ticket kind` (`worked by`, `stand-in`), `queue` (`worked by`), `role` (`stand-in`).
    """
    about, waits = manual.find(TicketKind, kind), manual.find(Queue, queue)
    if about and about.worked_by:
        role, clause = about.worked_by, about.identity
    elif waits:
        role, clause = waits.worked_by, waits.identity
    else:
        return None
    if about and about.stand_in:
        return Hands(role, clause, about.stand_in, about.identity)
    holder = manual.find(Role, role)
    if holder and holder.stand_in:
        return Hands(role, clause, holder.stand_in, holder.identity)
    return Hands(role, clause)
