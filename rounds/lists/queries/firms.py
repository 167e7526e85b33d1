"""The accounts of a list that the manual names, by since when they are known, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from rounds.accounts.fields import Record
from rounds.accounts.models import STANDS, Account, Contact
from rounds.accounts.queries import Known, addresses, known_of
from rounds.desk.orders import Order
from rounds.desk.queries.listing import Narrow
from rounds.lists.clauses import NamedList
from rounds.policies.conditions import When
from rounds.policies.selecting import where


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account of a list. address, person: of its first contact, "" where nobody is known."""

    id: int
    name: str
    created_at: datetime
    known: tuple[Known, ...]
    person: str
    address: str


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """One page of such a list. next: asks for what follows, or None."""

    rows: tuple[ListedAccount, ...]
    next: str | None


def accounts_narrow(clause: NamedList, when: When) -> Narrow:
    """Turn a list's condition into one over `account`, as a statement of ours can have it."""
    statement, values = Account.objects.filter(where(clause.where, when)).values("id").query.sql_with_params()
    return Narrow(f"account.id IN ({statement})", tuple(values))


PEOPLE: "Prefetch[str]" = Prefetch("contacts", Contact.objects.filter(STANDS).prefetch_related(addresses()))


def accounts_page(clause: NamedList, when: When, *, after: str = "", limit: int = 50) -> AccountsPage:
    """Give a page of a list of accounts. after: what the page before gave as its next; what cannot be read begins anew."""
    newest = clause.order is Order.NEWEST
    found = Account.objects.filter(where(clause.where, when))
    if beyond := _place(after):
        at, last = beyond
        later = (
            Q(created_at__lt=at) | Q(created_at=at, id__lt=last)
            if newest
            else Q(created_at__gt=at) | Q(created_at=at, id__gt=last)
        )
        found = found.filter(later)
    order = ("-created_at", "-id") if newest else ("created_at", "id")
    rows = list(found.order_by(*order).prefetch_related(PEOPLE)[: limit + 1])
    more = f"{rows[limit - 1].created_at.isoformat()}_{rows[limit - 1].pk}" if len(rows) > limit else None
    return AccountsPage(tuple(_listed(each) for each in rows[:limit]), more)


def _listed(account: Account) -> ListedAccount:
    people = sorted(account.contacts.all(), key=lambda each: each.pk)
    first = next(((each.name, address.address) for each in people for address in each.addresses.all()), ("", ""))
    return ListedAccount(account.pk, account.name, account.created_at, known_of(Record.ACCOUNT, account), *first)


def _place(after: str) -> tuple[datetime, int] | None:
    at, _, last = after.replace(" ", "+").partition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(last)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo and number < 2**63 else None
