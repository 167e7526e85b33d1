"""Firms as a file would leave them: for whoever has to say beforehand what follows from it."""

from datetime import datetime

from rounds.accounts.coming import Batch
from rounds.accounts.commands.matching import planned
from rounds.accounts.models import Account
from rounds.accounts.shelves import SHELVES


def firms_as_they_become(batch: Batch, *, at: datetime) -> dict[int, Account]:
    """Give the firms of a batch as it would leave them, by their lines, in few statements; nothing is written.

    One that is new has no id, and is known since `at` (aware, UTC); one that would be turned away is left out.
    """
    shelf, matches = SHELVES[batch.record], planned(batch).matches
    here = Account.objects.in_bulk([one.record_id for one in matches if one.record_id])
    found = {}
    for one in matches:
        stands = here.get(one.record_id or 0)
        known = {"id": stands.pk, "created_at": stands.created_at} if stands else {"created_at": at}
        found[one.line] = Account(**known, **shelf.folded(one.becomes))
    return found
