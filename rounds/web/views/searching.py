"""The desk's list as a search shows it: what was typed, read as words and filters, and what was found."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from rounds.accounts.queries import firms_and_people_like
from rounds.basics.problems import Problem
from rounds.desk.asking import TODAY, TOMORROW, Asking, Field, Filter
from rounds.desk.clauses import Holds, Priorities
from rounds.desk.commands.loading import priorities
from rounds.desk.excerpts import Piece, excerpt
from rounds.desk.orders import SHORT, Order
from rounds.desk.queries import Found, FoundPage, filtered, find, meant
from rounds.desk.queries.asked import asked_for, reader_of
from rounds.desk.queries.narrowing import Reader
from rounds.lists.queries import ViewRow
from rounds.policies.rules import Clause
from rounds.targets.clauses import Target
from rounds.team.rules import Role
from rounds.web.addresses import url
from rounds.web.views.lists import Choice, Empty, Pager, ShownList, shown_row
from rounds.web.views.many_choices import choose_at
from rounds.web.visit import Visit

SAID: dict[Field, str] = {
    Field.IS: "",
    Field.QUEUE: "in ",
    Field.KIND: "kind ",
    Field.PRIORITY: "priority ",
    Field.WITH: "with ",
    Field.FROM: "from ",
    Field.ACCOUNT: "account ",
    Field.OLDER: "older than ",
    Field.NEWER: "newer than ",
    Field.DUE: "due ",
    Field.SORT: "",
    Field.HAS: "with a ",
}
"""A filter read aloud, before its value."""


@dataclass(frozen=True, slots=True)
class Search:
    """What stands around the results. chips: filters, each of which its address drops. near: firms and people of that name."""

    typed: str
    chips: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    near: tuple[Choice, ...]
    meant: Choice | None = None


def read(visit: Visit, text: str) -> Asking:
    """Read what was typed with the words of the manual in force."""
    return asked_for(text, visit.book)


def reader(visit: Visit, asked: Asking) -> Reader:
    """Say who reads, for filters that depend on it."""
    named = any(each.field is Field.WITH for each in asked.filters)
    return reader_of(visit.member.pk, visit.book, now=visit.now, notes=visit.may("write notes"), named=named)


def found_list(
    visit: Visit, text: str, *, after: str, current: int | None, level: int, at: str = "", view: ViewRow | None = None
) -> ShownList:
    """Search, and draw what was found as a list.

    current: number of the ticket that stands beside it. at: the page on which it stands, where that is not the desk.
    view: whose search it is.
    """
    asked = read(visit, text)
    who = reader(visit, asked)
    page = _page(asked, who, after)
    desk = url("desk")
    here = at or (f"{desk}/{current}" if current else desk)
    words = [word.text for word in asked.words if not word.negated]
    clause = priorities(visit.book)
    own = {"view": str(view.id)} if view else {"q": text}
    query = urlencode({**own, **({"after": after} if after else {})})
    return ShownList(
        heading=view.name if view else "Found" if asked.words else "Filtered",
        level=level,
        says=_says(page, asked, after),
        url=f"{desk}?{urlencode(own)}",
        choose=choose_at(visit, f"?{query}"),
        rows=tuple(
            shown_row(
                each.row,
                clause=clause,
                words=f"?{query}",
                current=current,
                pieces=_pieces(each, words),
            )
            for each in _best_first(page.found, asked)
        ),
        segments=(),
        queues=(),
        pager=Pager(
            newer=f"{here}?{urlencode(own)}" if after else "",
            older=f"{here}?{urlencode({**own, 'after': page.next})}" if page.next else "",
        ),
        empty=_empty(asked, desk),
        may_open=visit.may("open tickets"),
        search=Search(
            typed=text,
            chips=tuple(Choice(chip(each), _address(here, str(asked.without(each))), True) for each in asked.filters),
            problems=asked.problems,
            near=_near(visit, asked, alike=not page.found) if not after else (),
            meant=None if page.found or after else _meant(asked, here),
        ),
        sorts=() if asked.words or not asked.filters else sorts(visit, here, str(asked.unsorted), now=asked.order),
        view=view,
        roles=tuple(role.name for role in visit.book.all(Role)) if visit.may("share views") else (),
    )


def _page(asked: Asking, who: Reader, after: str) -> FoundPage:
    if asked.words:
        return find(asked, who, after=after)
    return filtered(asked, who, after=after) if asked.filters else FoundPage((), None)


def _best_first(found: tuple[Found, ...], asked: Asking) -> list[Found]:
    """Put first what has the words side by side, in the subject before the text; the newest first among equals."""
    phrase = " ".join(word.text for word in asked.words if not word.negated).casefold()

    def rank(each: Found) -> int:
        if each.row.number == asked.number:
            return 0
        if not asked.words:
            return 3
        return 1 if phrase in each.row.subject.casefold() else 2 if phrase in each.text.casefold() else 3

    return sorted(found, key=rank)


def _pieces(each: Found, words: list[str]) -> tuple[Piece, ...]:
    return excerpt(each.text, words) if each.text else ()


def sorts(visit: Visit, place: str, text: str, *, now: Order | None = None) -> tuple[Choice, ...]:
    """Offer what a search without words finds in each order of which this team's manual has what it needs. text: the search."""
    return _sorts(
        place, text, tuple(order for order in Order if order not in NEEDS or visit.book.all(NEEDS[order])), now
    )


NEEDS: dict[Order, type[Clause]] = {Order.DUE: Target, Order.HELD: Holds, Order.URGENT: Priorities}


@lru_cache(maxsize=2_000)
def _sorts(place: str, text: str, kept: tuple[Order, ...], now: Order | None) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            str(order).capitalize(), _address(place, f"{text} {Field.SORT}:{order.name.lower()}".strip()), order is now
        )
        for order in kept
    )


def chip(filter_: Filter) -> str:
    """Say a filter as words: "not closed", "older than 3d"."""
    if filter_.field is Field.SORT:
        return str(SHORT[filter_.value])
    word = filter_.value.replace("-", " ") if filter_.field is Field.IS else filter_.value
    if filter_.field is Field.DUE and word not in {TODAY, TOMORROW}:
        word = f"within {word}"
    said = f"{SAID[filter_.field]}{word}"
    return f"not {said}" if filter_.negated else said


def _says(page: FoundPage, asked: Asking, after: str) -> str:
    if not page.found:
        return "Nothing on this page." if after else "Nothing was found."
    if page.looked_on:
        return "Few of the newest hits pass the filters; look further back."
    if not asked.words:
        return "What the filters keep."
    more = "The first" if page.next and not after else "These"
    return f"{more} {len(page.found)}, the newest first." if len(page.found) > 1 else "One ticket."


def _near(visit: Visit, asked: Asking, *, alike: bool) -> tuple[Choice, ...]:
    """Offer the firms and people whose name is what was typed. alike: or is only like it."""
    name = " ".join(word.text for word in asked.words if not word.negated)
    if not name or asked.number or asked.filters or not visit.may("read accounts"):
        return ()
    firms, people = firms_and_people_like(name, limit=3, alike=alike)
    desk = url("desk")
    return (
        *(Choice(row.name, url("account", row.id), False, "firm") for row in firms),
        *(
            Choice(row.name, _address(desk, str(Filter(Field.FROM, row.addresses[0]))), False, "person")
            for row in people
            if row.addresses
        ),
    )


def _meant(asked: Asking, here: str) -> Choice | None:
    closer = meant(asked) if asked.words else None
    return Choice(str(closer), _address(here, str(closer)), False) if closer else None


def _address(place: str, text: str) -> str:
    return f"{place}?{urlencode({'q': text})}" if text else place


def _empty(asked: Asking, desk: str) -> Empty:
    if not asked:
        return Empty(
            "Nothing to look for", "Write words, or filters such as is:our-turn or older:3d.", desk, "All open"
        )
    if asked.filters and asked.words:
        words = _address(desk, " ".join(str(word) for word in asked.words))
        return Empty("Nothing passes these filters", "The words may stand in other tickets.", words, "Words alone")
    return Empty("Nothing was found", "Fewer words find more.", desk, "All open tickets")
