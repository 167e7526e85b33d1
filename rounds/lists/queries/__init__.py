"""What stands in lists and views, and how many."""

from rounds.lists.queries.counting import Counted, counted
from rounds.lists.queries.standing import NamedPage, lists_for, named_page
from rounds.lists.queries.views import ViewRow, view_of, views_for

__all__ = ["Counted", "NamedPage", "ViewRow", "counted", "lists_for", "named_page", "view_of", "views_for"]
