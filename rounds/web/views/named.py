"""The desk's list as the manual names it: who stands in it, by which clause, and what it shows of each."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.utils.text import capfirst

from rounds.basics.problems import NotThere
from rounds.desk.commands.loading import priorities
from rounds.desk.queries import Row
from rounds.lists.clauses import Column, NamedList, Of
from rounds.lists.queries import Counted, counted, lists_for, named_page
from rounds.lists.queries.counting import said
from rounds.lists.queries.standing import hours_of
from rounds.web.addresses import url
from rounds.web.views.lists import Empty, Named, Pager, Said, ShownList, shown_row
from rounds.web.views.many_choices import choose_at
from rounds.web.visit import Visit


def named_list(visit: Visit, name: str, *, after: str, current: int | None, level: int, at: str = "") -> ShownList:
    """Draw a list of the manual. Raises NotThere.

    current: number of the ticket that stands beside it. at: the page on which it stands, where that is not the desk.
    """
    manual = visit.book
    clause = seen_list(visit, name, accounts=False)
    when = manual.when(visit.now, hours_of(clause, manual))
    page = named_page(clause, manual, when, after=after)
    many = counted({name: Counted.of_list(clause, when)})[name]
    desk = url("desk")
    here, own = at or (f"{desk}/{current}" if current else desk), {"list": name}
    words = f"?{urlencode({**own, **({'after': after} if after else {})})}"
    urgent = priorities(manual)
    return ShownList(
        heading=capfirst(name),
        level=level,
        says=f"{said(many)} here, the {clause.order}.",
        url=f"{desk}?{urlencode(own)}",
        choose=choose_at(visit, words),
        rows=tuple(
            shown_row(row, clause=urgent, words=words, current=current, more=_more(clause, row)) for row in page.rows
        ),
        segments=(),
        queues=(),
        pager=Pager(
            newer=f"{here}?{urlencode(own)}" if after else "",
            older=f"{here}?{urlencode({**own, 'after': page.next})}" if page.next else "",
        ),
        empty=Empty("Nothing stands here", "What the manual looks for comes up by itself.", desk, "All open tickets"),
        may_open=visit.may("open tickets"),
        named=Named(clause.identity, manual.version, tuple(clause.cards())),
    )


def seen_list(visit: Visit, name: str, *, accounts: bool) -> NamedList:
    """Give a list that this member sees, of accounts or of tickets; offered now or not. Raises NotThere."""
    for clause in lists_for(visit.book, visit.member.roles):
        if clause.name == name and (clause.of is Of.ACCOUNTS) is accounts:
            return clause
    raise NotThere(f"list {name}")


def _more(clause: NamedList, row: Row) -> tuple[Said, ...]:
    """Say what the list shows of a ticket; what it does not have is left out."""
    found = (SHOWN[column](row) for column in clause.shows or ())
    return tuple(each for each in found if each)


SHOWN: dict[Column, Callable[[Row], Said | None]] = {
    Column.NUMBER: lambda row: Said(f"#{row.number}"),
    Column.KIND: lambda row: Said(row.kind),
    Column.QUEUE: lambda row: Said(f"in {row.queue}"),
    Column.WITH: lambda row: Said(f"with {row.assignee}" if row.assignee else "with nobody"),
    Column.OPENED: lambda row: Said("opened", row.opened_at),
    Column.LAST_WORD: lambda row: Said("last word", row.said_at),
    Column.HELD_SINCE: lambda row: Said("hold began", row.held_since) if row.held_since else None,
    Column.REOPENS: lambda row: Said("reopens", row.wakes_at) if row.wakes_at else None,
    Column.CLOSED: lambda row: Said("closed", row.closed_at) if row.closed_at else None,
}
"""Each column as a row says it."""
