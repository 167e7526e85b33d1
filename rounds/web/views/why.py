"""Why something happened, at an address of its own (F2)."""

from django.http import HttpResponse

from rounds.basics.problems import NotThere
from rounds.team.histories import OWN, READS
from rounds.web.doors import page
from rounds.web.happenings import one_told
from rounds.web.visit import Visit


@page("read the desk")
def why(visit: Visit, event_id: int) -> HttpResponse:
    """Show one happening: the clause, what was seen, what was done, and what comes next."""
    happening = one_told(event_id)
    kind = happening.subject_kind
    if kind in OWN and happening.member_id != visit.member.pk:
        raise NotThere(f"event {event_id}")
    if kind not in OWN:
        visit.allow(READS[kind])
    return visit.page("why/why.html", happening=happening)
