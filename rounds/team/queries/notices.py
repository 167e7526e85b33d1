"""What a member was told."""

from dataclasses import dataclass
from datetime import datetime

from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice with its event. unread: the member has not looked yet."""

    id: int
    at: datetime
    unread: bool
    event: TimelineEvent


def notices(member_id: int, *, limit: int) -> list[NoticeRow]:
    """List a member's notices, the latest first."""
    rows = Notice.objects.filter(member_id=member_id).select_related("event").order_by("-id")[:limit]
    return [NoticeRow(row.pk, row.at, row.read_at is None, row.event) for row in rows]
