"""What members have begun to write: each reads only their own."""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.desk.models import Draft
from rounds.desk.rules import MessageKind, State

MOST = 200
"""Drafts that a list shows, the last saved first."""


@dataclass(frozen=True, slots=True)
class Begun:
    """One draft. version: for the page that goes on with it. letter_subject: of a whole letter that was taken back."""

    id: int
    number: int
    subject: str
    kind: MessageKind
    text: str
    version: int
    saved_at: datetime
    letter_subject: str | None


COLUMNS = ("id", "ticket__number", "ticket__subject", "kind", "text", "version", "saved_at", "letter_subject")


def draft_record(draft_id: int, *, member_id: int) -> Begun:
    """Give one of a member's drafts. Raises NotThere, for somebody else's too: nobody else knows of it."""
    row = Draft.objects.filter(id=draft_id, member_id=member_id).values_list(*COLUMNS).first()
    if row is None:
        raise NotThere(f"draft {draft_id}")
    _, number, subject, kind, *others = row
    return Begun(draft_id, number, subject, MessageKind(kind), *others)


def drafts_of(member_id: int) -> tuple[Begun, ...]:
    """List a member's drafts, the last saved first, but for those whose text went on with a merge."""
    rows = Draft.objects.filter(member_id=member_id).exclude(ticket__state=State.MERGED)
    found = rows.order_by("-saved_at", "-id").values_list(*COLUMNS)[:MOST]
    return tuple(
        Begun(draft_id, number, subject, MessageKind(kind), *others)
        for draft_id, number, subject, kind, *others in found
    )
