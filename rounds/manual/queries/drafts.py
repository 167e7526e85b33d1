"""The draft of the next manual, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from rounds.manual.events import DraftDropped, DraftSaved
from rounds.manual.models import Draft
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.team.queries import names_of
from rounds.timeline.models import TimelineEvent


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft, or where it would begin: then the text is that in force. version: what a write on it has read, of either."""

    text: str
    version: int
    based_on: int
    in_force: int
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def kept(self) -> bool:
        """Say whether there is a draft; else the text is only where one would begin."""
        return self.saved_at is not None

    @property
    def next_version(self) -> int:
        return self.in_force + 1

    @property
    def overtaken(self) -> bool:
        """Say whether another version came into force since it was begun."""
        return self.based_on != self.in_force


def draft_page() -> DraftPage:
    """Give the draft, or the manual in force to begin one from. Raises Refused where none is in force."""
    in_force, draft = book().version, Draft.objects.first()
    if draft is None:
        text = Manual.objects.values_list("text", flat=True).get(version=in_force)
        return DraftPage(text, version_without_draft(), in_force, in_force)
    saved_by = names_of([draft.saved_by_id or 0]).get(draft.saved_by_id or 0, "")
    return DraftPage(draft.text, draft.version, draft.based_on, in_force, draft.saved_at, saved_by)


def version_without_draft() -> int:
    """Give the version where there is no draft: so a page that would begin one is as old as the manual that it began from.

    It grows by one with a save, a drop and an adoption, with a draft and without; it is 0 under the first manual, before any draft.
    """
    events = TimelineEvent.objects.filter(subject_kind=DraftSaved.subject_kind)
    return events.filter(kind__in=(DraftSaved.kind, DraftDropped.kind)).count() + book().version - 1
