"""The operating manual as it runs: prose, and each clause as a card."""

from django.http import HttpResponse

from rounds.manual.queries import manual_page
from rounds.web.doors import page
from rounds.web.visit import Visit


@page("read the manual")
def manual(visit: Visit, version: int | None = None) -> HttpResponse:
    """Show the version in force, or the one that the address names."""
    found = manual_page(at=visit.now, version=version)
    return visit.page("manual/read.html", manual=found, in_force=visit.book.version)
