"""The desk's list, as it stands beside every ticket."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import capfirst

from rounds.desk.asking import ME, MOST, Asking, Being, Field, Filter
from rounds.desk.clauses import Queue
from rounds.desk.commands.loading import priorities
from rounds.desk.queries import ListPage, Segment, list_page
from rounds.desk.queries.listing import COUNTED_UP_TO
from rounds.lists.queries import view_of
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web.addresses import url
from rounds.web.views.lists import Choice, Empty, Pager, ShownList, shown_row
from rounds.web.views.many_choices import choose_at
from rounds.web.views.named import named_list
from rounds.web.views.searching import found_list, sorts
from rounds.web.visit import Visit

WORDS: dict[Segment, tuple[str, str]] = {
    Segment.ALL: ("All", "Desk"),
    Segment.OURS: ("Our turn", "Our turn"),
    Segment.THEIRS: ("Their turn", "Their turn"),
    Segment.ASLEEP: ("Asleep", "Asleep"),
    Segment.HELD: ("On hold", "On hold"),
    Segment.CLOSED: ("Closed", "Closed"),
}
"""Each segment's word, and the list's heading."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list the address asks for."""

    segment: Segment
    queue: str
    mine: bool
    after: str

    def words(self, **other: str) -> str:
        """Give the address's words, some of them changed; what is as always is left out."""
        own = {"show": self.segment.value, "queue": self.queue, "mine": "1" if self.mine else "", "after": ""}
        kept = {name: value for name, value in {**own, **other}.items() if value and (name, value) != ("show", "all")}
        return f"?{urlencode(kept)}" if kept else ""


def asked(visit: Visit) -> Asked:
    """Read which list is wanted; an unknown word shows all."""
    words = visit.request.GET
    show = words.get("show", "all")
    queue = words.get("queue", "")
    return Asked(
        segment=Segment(show) if show in Segment else Segment.ALL,
        queue=queue if visit.book.find(Queue, queue) else "",
        mine=words.get("mine") == "1",
        after=words.get("after", "")[:80],
    )


def shown_list(visit: Visit, *, current: int | None = None, level: int = 1, at: str = "") -> ShownList:
    """Read the list that the address asks for, or what its `q` finds.

    current: number of the ticket that stands beside it. at: the page on which it stands, where that is not the desk.
    """
    ask = asked(visit)
    text = visit.request.GET.get("q", "").replace("\x00", " ").strip()[:MOST]
    if text:
        return found_list(visit, text, after=ask.after, current=current, level=level, at=at)
    if chosen := _chosen(visit, ask, current=current, level=level, at=at):
        return chosen
    found = list_page(ask.segment, queue=ask.queue, assignee_id=visit.member.pk if ask.mine else None, after=ask.after)
    desk = url("desk")
    here = at or (f"{desk}/{current}" if current else desk)
    words, clause = ask.words(after=ask.after), priorities(visit.book)
    return ShownList(
        heading=_heading(ask),
        level=level,
        says=_says(found),
        url=desk + ask.words(),
        choose=choose_at(visit, words),
        rows=tuple(shown_row(row, clause=clause, words=words, current=current) for row in found.rows),
        segments=tuple(
            Choice(word, here + ask.words(show=each.value), each is ask.segment, _count(found, each))
            for each, (word, _) in WORDS.items()
        ),
        queues=_queues(visit, ask, here),
        sorts=sorts(visit, here, str(_typed(ask))),
        pager=Pager(
            newer=here + ask.words() if ask.after else "",
            older=here + ask.words(after=found.next) if found.next else "",
        ),
        empty=_empty(ask, desk, visit),
        may_open=visit.may("open tickets"),
    )


def _chosen(visit: Visit, ask: Asked, *, current: int | None, level: int, at: str) -> ShownList | None:
    """Draw the list of the manual, or the saved view, that the address names. Raises NotThere for one that is not to be seen."""
    words = visit.request.GET
    if name := words.get("list"):
        return named_list(visit, name, after=ask.after, current=current, level=level, at=at)
    view = words.get("view", "")
    if not (view.isascii() and view.isdigit() and len(view) < 16):
        return None
    row = view_of(int(view), member_id=visit.member.pk, roles=visit.member.roles)
    return found_list(visit, row.search, after=ask.after, current=current, level=level, at=at, view=row)


def _heading(ask: Asked) -> str:
    heading = "My tickets" if ask.mine and ask.segment is Segment.ALL else WORDS[ask.segment][1]
    return f"{heading}, {ask.queue}" if ask.queue else heading


def _says(found: ListPage) -> str:
    if found.segment is Segment.CLOSED:
        return "Closed tickets, the last one first."
    if found.segment is Segment.ASLEEP:
        return f"{_many(found.counts[Segment.ASLEEP])} asleep, the next to open first."
    if found.segment is Segment.HELD:
        return f"{_many(found.counts[Segment.HELD])} on hold, the longest first. None of them is our turn."
    open_, ours = found.counts[Segment.ALL], found.counts[Segment.OURS]
    return f"{_many(open_)} open, oldest first. {_many(ours)} our turn."


def _many(count: int) -> str:
    return f"{count:,}+" if count >= COUNTED_UP_TO else f"{count:,}"


def _count(found: ListPage, segment: Segment) -> str | None:
    return _many(found.counts[segment]) if segment in found.counts else None


def _queues(visit: Visit, ask: Asked, here: str) -> tuple[Choice, ...]:
    """Offer every queue of the manual, and one's own tickets."""
    queues = visit.book.all(Queue)
    return (
        Choice(visit.speech.said("All queues"), here + ask.words(queue="", mine=""), not ask.queue and not ask.mine),
        Choice(visit.speech.said("My tickets"), here + ask.words(queue="", mine="1"), ask.mine),
        *(
            Choice(capfirst(queue.name), here + ask.words(queue=queue.name, mine=""), queue.name == ask.queue)
            for queue in queues
        ),
        Choice("My drafts", url("drafts"), current=False),
        Choice(visit.speech.said("Lists and views"), url("views"), current=False),
    )


BEING = {
    Segment.OURS: Being.OURS,
    Segment.THEIRS: Being.THEIRS,
    Segment.ASLEEP: Being.ASLEEP,
    Segment.HELD: Being.HELD,
    Segment.CLOSED: Being.CLOSED,
}


def _typed(ask: Asked) -> Asking:
    """Say which list this is as it could be typed."""
    being = [Filter(Field.IS, BEING[ask.segment])] if ask.segment in BEING else []
    queue = [Filter(Field.QUEUE, ask.queue)] if ask.queue else []
    mine = [Filter(Field.WITH, ME)] if ask.mine else []
    return Asking(filters=(*being, *queue, *mine))


def _empty(ask: Asked, desk: str, visit: Visit) -> Empty:
    if ask.after:
        return Empty("The list ends here", "What was on this page has moved on.", desk + ask.words(), "From the start")
    if ask.queue or ask.mine:
        where = f"in {ask.queue}" if ask.queue else "with you"
        everything = desk + Asked(ask.segment, "", mine=False, after="").words()
        return Empty(f"Nothing {where}", "Other tickets may wait elsewhere.", everything, "All of them")
    return {
        Segment.ALL: Empty(
            "The desk is empty", "A mail that comes in stands here within seconds.", *_first_steps(visit)
        ),
        Segment.OURS: Empty(
            "Nothing is our turn", "All open tickets wait for somebody else.", desk, "All open tickets"
        ),
        Segment.THEIRS: Empty(
            "Nothing is their turn", "What we have answered stands here until they write.", desk, "All open tickets"
        ),
        Segment.ASLEEP: Empty(
            "Nothing is asleep", "A ticket put to sleep stands here until its date.", desk, "All open tickets"
        ),
        Segment.HELD: Empty(
            "Nothing is on hold", "A ticket that waits for somebody else stands here.", desk, "All open tickets"
        ),
        Segment.CLOSED: Empty(
            "Nothing is closed yet", "Closed tickets stand here; a mail opens them again.", desk, "All open tickets"
        ),
    }[ask.segment]


def _first_steps(visit: Visit) -> tuple[str, str]:
    """Offer whoever can see to it that mail comes what a working desk needs; nothing to others."""
    return (url("start"), "See what a desk needs") if visit.may(MANAGE_PEOPLE) else ("", "")
