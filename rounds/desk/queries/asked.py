"""Reading a search with the words of the manual in force and the names of who is here: for pages, programs and saved views."""

from collections.abc import Iterable
from datetime import datetime

from rounds.desk.asking import ME, NOBODY, TODAY, TOMORROW, Asking, Being, Field, Having, asking
from rounds.desk.clauses import Priorities, Queue, TicketKind
from rounds.desk.orders import SHORT
from rounds.desk.queries.narrowing import Reader
from rounds.policies.book import Book
from rounds.team.queries import active_members


def asked_for(text: str, manual: Book) -> Asking:
    """Read what was typed; names of members are looked up only where somebody's name stands in it."""
    return asking(text, known=known_of(manual, active_members() if "with:" in text.casefold() else ()))


def known_of(manual: Book, members: Iterable[str] = ()) -> dict[Field, tuple[str, ...]]:
    """Give the values of each filter whose values are words of ours, of the manual, or names of who is here."""
    return {
        Field.IS: tuple(Being),
        Field.HAS: tuple(Having),
        Field.QUEUE: tuple(queue.name for queue in manual.all(Queue)),
        Field.KIND: tuple(kind.name for kind in manual.all(TicketKind)),
        Field.PRIORITY: _priorities(manual),
        Field.DUE: (TODAY, TOMORROW),
        Field.SORT: tuple(SHORT),
        Field.WITH: (ME, NOBODY, *members),
    }


def reader_of(member_id: int, manual: Book, *, now: datetime, notes: bool, named: bool = True) -> Reader:
    """Say who reads, for filters that depend on it. named: members may stand in the search by name. now: aware, UTC."""
    members = active_members() if named else {}
    return Reader(member_id, now, manual.zone, members, notes=notes, priorities=_priorities(manual))


def _priorities(manual: Book) -> tuple[str, ...]:
    return tuple(word for clause in manual.all(Priorities) for word in clause.highest_first)
