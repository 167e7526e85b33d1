"""Why something happened, at an address of its own (F2)."""

from django.http import HttpResponse

from rounds.web.doors import page
from rounds.web.happenings import one_told
from rounds.web.visit import Visit


@page("read the desk")
def why(visit: Visit, event_id: int) -> HttpResponse:
    """Show one happening: the clause, what was seen, what was done, and what comes next."""
    return visit.page("why/why.html", happening=one_told(event_id))
