"""Everything that changes a view, and what the engine does about lists."""

from rounds.lists.commands.looking import look_at_lists
from rounds.lists.commands.telling import tell_of_standing
from rounds.lists.commands.views import bring_view_back, change_view, delete_view, move_view, save_view

__all__ = [
    "bring_view_back",
    "change_view",
    "delete_view",
    "look_at_lists",
    "move_view",
    "save_view",
    "tell_of_standing",
]
