"""Mails of the outbox brought to a state, by the way that mails go: the database lets them go no other."""

from django.db.models import QuerySet
from django.utils import timezone

from rounds.timeline.models import Outbox

WAY = {
    "claimed": ("claimed",),
    "handing over": ("claimed", "handing over"),
    "sent": ("claimed", "handing over", "sent"),
    "stopped": ("claimed", "stopped"),
    "bounced": ("claimed", "handing over", "sent", "bounced"),
    "may have arrived": ("claimed", "handing over", "may have arrived"),
}
"""From "queued" to each state."""


def brought(rows: QuerySet[Outbox], state: str, **values: object) -> None:
    """Let mails that wait come to a state. values: of other columns, there."""
    ids = list(rows.values_list("id", flat=True))
    came_back = {"bounced_at": timezone.now()} if state == "bounced" else {}
    for step in WAY[state]:
        here = {**came_back, **values} if step == state else {}
        Outbox.objects.filter(id__in=ids).update(state=step, **here)
