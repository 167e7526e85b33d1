"""Accounts: who our customers are, and everything that happened with one of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.queries import (
    AccountPage,
    ContactRow,
    account_list,
    account_page,
    accounts_like,
    contact_names,
    contacts_without_account,
    people_like,
)
from rounds.desk.commands.loading import priorities
from rounds.desk.queries import of_account
from rounds.desk.rules import State
from rounds.lists.queries import Counted, ListedAccount, accounts_page, counted
from rounds.lists.queries.counting import said
from rounds.lists.queries.standing import hours_of
from rounds.team.histories import readable
from rounds.team.queries import names_of
from rounds.timeline import queries as timeline
from rounds.timeline.queries import people_in
from rounds.timeline.rules import NamesById
from rounds.web.doors import page
from rounds.web.happenings import Told, told
from rounds.web.views.lists import Pager, ShownRow, shown_row
from rounds.web.views.named import seen_list
from rounds.web.visit import Visit

A_PAGE = 50
HISTORY = 60


@page("read accounts")
def accounts(visit: Visit) -> HttpResponse:
    """List the accounts by name, and the people whose firm nobody has named yet; or those that `q` finds, or a list is of."""
    if name := visit.request.GET.get("list"):
        return _named(visit, name)
    typed = visit.request.GET.get("q", "").replace("\x00", "").strip()[:200]
    after = visit.request.GET.get("after", "").replace("\x00", "")[:200]
    found = accounts_like(typed, limit=A_PAGE) if typed else account_list(after=after, limit=A_PAGE + 1)
    rows, more = found[:A_PAGE], len(found) > A_PAGE
    address = reverse("accounts")
    return visit.page(
        "accounts/list.html",
        rows=rows,
        typed=typed,
        people=people_like(typed, limit=A_PAGE) if typed else (),
        strangers=() if after or typed else contacts_without_account(limit=A_PAGE),
        may_add=visit.may("look after accounts"),
        pager=Pager(newer=address if after else "", older=_after(address, rows[-1].name) if more else ""),
    )


def _named(visit: Visit, name: str) -> HttpResponse:
    """Show the accounts of a list of the manual, and what is begun for each. Raises NotThere."""
    clause = seen_list(visit, name, accounts=True)
    when = visit.book.when(visit.now, hours_of(clause, visit.book))
    after = visit.request.GET.get("after", "")[:80]
    page = accounts_page(clause, when, after=after, limit=A_PAGE)
    here = f"{reverse('accounts')}?{urlencode({'list': name})}"
    opens = str(clause.opens.ticket) if clause.opens and visit.may("open tickets") else ""
    return visit.page(
        "accounts/named.html",
        name=name,
        clause=clause,
        lines=clause.cards(),
        many=said(counted({name: Counted.of_list(clause, when)})[name]),
        rows=[(row, _opening(row, opens)) for row in page.rows],
        opens=opens,
        pager=Pager(
            newer=here if after else "", older=f"{here}&{urlencode({'after': page.next})}" if page.next else ""
        ),
    )


def _opening(row: ListedAccount, kind: str) -> str:
    """Give the address of the form for a ticket of this kind, for whom we know there; "" where none is opened from the list."""
    known = {"kind": kind, "name": row.person, "address": row.address}
    return f"{reverse('new')}?{urlencode({key: value for key, value in known.items() if value})}" if kind else ""


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account with its people and tickets. open: the longest waiting first. earlier: closed, the last one first."""

    name: str
    url: str
    page: AccountPage
    contacts: tuple[ContactRow, ...]
    open: tuple[ShownRow, ...]
    earlier: tuple[ShownRow, ...]


@page("read accounts")
def account(visit: Visit, account_id: int) -> HttpResponse:
    """Show one account: open tickets, people, and its whole history, or only what people or Rounds did.

    Of its tickets and what happened with them only whoever reads the desk sees anything.
    """
    found = account_page(account_id)
    reads_desk = visit.may("read the desk")
    tickets, urgent = of_account(account_id) if reads_desk else (), priorities(visit.book)
    history = _history(visit, account_id, {ticket.id: ticket.number for ticket in tickets})
    show = visit.request.GET.get("by", "")
    return visit.page(
        "accounts/account.html",
        account=ShownAccount(
            name=found.name,
            url=reverse("account", args=[account_id]),
            page=found,
            contacts=found.contacts,
            open=tuple(shown_row(row, clause=urgent) for row in tickets if row.state is not State.CLOSED),
            earlier=tuple(shown_row(row, clause=urgent) for row in tickets if row.state is State.CLOSED),
        ),
        history=[each for each in history if show not in {"people", "itself"} or each.by_rounds == (show == "itself")],
        cards=[each for each in history if each.because],
        show=show,
        reads_desk=reads_desk,
        may_change=visit.may("look after accounts"),
    )


def _history(visit: Visit, account_id: int, numbers: dict[int, int]) -> list[Told]:
    """Tell what happened with an account, newest first, as far as this member may read it. numbers: of its tickets, by id."""
    rows = list(timeline.of_account(account_id, kinds=readable(visit.rights), limit=HISTORY))
    members, contacts = people_in(rows)
    names = NamesById(names_of(members), contact_names(contacts))
    return [
        told(each, number=numbers.get(each.subject_id) if each.subject_kind == "ticket" else None)
        for each in timeline.told(rows, names)
    ]


def _after(address: str, name: str) -> str:
    return f"{address}?{urlencode({'after': name})}"
