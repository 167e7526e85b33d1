"""What stands in lists and views, and how many."""

from rounds.lists.queries.counting import Counted, counted
from rounds.lists.queries.firms import AccountsPage, ListedAccount, accounts_page
from rounds.lists.queries.offering import lists_offered
from rounds.lists.queries.standing import NamedPage, lists_for, named_page
from rounds.lists.queries.views import ViewRow, view_of, views_for

__all__ = [
    "AccountsPage",
    "Counted",
    "ListedAccount",
    "NamedPage",
    "ViewRow",
    "accounts_page",
    "counted",
    "lists_for",
    "lists_offered",
    "named_page",
    "view_of",
    "views_for",
]
