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


def notices(member_id: int, *, limit: int, before: int | None = None, unread: bool = False) -> list[NoticeRow]:
    """List a member's notices, the latest first. before: only older ones than that. unread: only those not looked at."""
    rows = Notice.objects.filter(member_id=member_id).select_related("event").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if unread:
        rows = rows.filter(read_at=None)
    return [NoticeRow(row.pk, row.at, row.read_at is None, row.event) for row in rows[:limit]]


def unread_count(member_id: int) -> int:
    """Count the notices that a member has not looked at."""
    return Notice.objects.filter(member_id=member_id, read_at=None).count()
