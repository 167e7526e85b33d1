"""In which order a list of tickets stands: words of the manual, of searches and of saved views alike."""

from rounds.policies.values import Choice


class Order(Choice):
    """What stands first. Of tickets that do not have what is asked (a due date, a hold), the oldest stands first, behind the rest."""

    OLDEST = "oldest first"
    NEWEST = "newest first"
    DUE = "due first"
    HELD = "longest held first"
    URGENT = "most urgent first"


SHORT: dict[str, Order] = {order.name.lower(): order for order in Order}
"""The orders as a search says them: `sort:due`."""
