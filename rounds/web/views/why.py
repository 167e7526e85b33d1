"""Why something happened, at an address of its own (F2)."""

from django.http import HttpResponse

from rounds.basics.problems import NotThere
from rounds.web.doors import page
from rounds.web.happenings import one_told
from rounds.web.visit import Visit

READS = {
    "ticket": "read the desk",
    "account": "read accounts",
    "contact": "read accounts",
    "manual": "read the manual",
    "received": "see quarantine",
    "delivery": "see the outbox",
    "member": "manage people",
    "mailbox": "manage people",
}
"""Which right opens the history of which kind of record."""


@page("read the desk")
def why(visit: Visit, event_id: int) -> HttpResponse:
    """Show one happening: the clause, what was seen, what was done, and what comes next."""
    happening = one_told(event_id)
    if (needed := READS.get(happening.subject_kind)) is None:
        raise NotThere(f"event {event_id}")
    visit.allow(needed)
    return visit.page("why/why.html", happening=happening)
