"""How mails that are about no ticket fare: invitations, trials."""

from collections.abc import Iterable

from rounds.mail.queries.saying import what
from rounds.timeline.models import OutboxState
from rounds.workspaces.rows import fetch

LATEST = """
    SELECT DISTINCT ON (n.about_id) n.about_id, o.state, o.last_error FROM errand n
    JOIN outbox o ON o.channel = 'errand' AND o.ref_id = n.id
    WHERE n.about_kind = %s AND n.about_id = ANY(%s) ORDER BY n.about_id, n.id DESC
"""


def how_they_fare(kind: str, ids: Iterable[int]) -> dict[int, tuple[OutboxState, str]]:
    """Say how the latest mail about each of these fares: its state, and that in a sentence."""
    return {
        about: (OutboxState(state), what(OutboxState(state), error))
        for about, state, error in fetch(LATEST, [kind, list(ids)])
    }
