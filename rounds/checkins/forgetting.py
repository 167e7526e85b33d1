"""What check-ins forget of somebody who is erased: their full name and addresses in findings that members wrote of their firm."""

from rounds.accounts.erasing import WasKnown, blot_json
from rounds.checkins.models import Finding


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them; the finding is of their firm, and stays."""
    blot_json(Finding.objects.all(), "said", was.traces())
