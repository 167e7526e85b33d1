"""What the desk records, one file a subject. Sentences leave out who did it; the page puts the name before."""

from rounds.desk.events import (
    dates,
    drafts,
    files,
    following,
    giving,
    holds,
    imported,
    life,
    links,
    macros,
    many,
    merging,
    old_mails,
    placing,
    sending,
    talk,
)

_SUBJECTS = (
    life,
    talk,
    sending,
    dates,
    giving,
    placing,
    holds,
    links,
    following,
    many,
    macros,
    merging,
    drafts,
    files,
    imported,
    old_mails,
)

EVENTS = tuple(event for subject in _SUBJECTS for event in subject.EVENTS)
