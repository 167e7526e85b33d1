"""Where a person is signed in."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rounds.team.models import Session


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser that somebody is signed in with. mark: names it on the page, and opens nothing."""

    mark: str
    device: str
    seen_at: datetime | None
    is_this: bool


def mark_of(key: str) -> str:
    """Give a name for a session that does not let anybody be it."""
    return sha256(f"session {key}".encode()).hexdigest()[:20]


def signed_in(person_id: int, *, this: str, at: datetime) -> list[SignedIn]:
    """List where a person is signed in, this browser first, then the one seen last. this: the asking session's key. at: aware, UTC."""
    rows = Session.objects.filter(person_id=person_id, expire_date__gt=at).values_list(
        "session_key", "device", "seen_at"
    )
    found = [SignedIn(mark_of(key), device or "A browser", seen_at, key == this) for key, device, seen_at in rows]
    return sorted(found, key=lambda each: (not each.is_this, -(each.seen_at.timestamp() if each.seen_at else 0)))
