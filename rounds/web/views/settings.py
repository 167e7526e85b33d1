"""Settings: the way to the first of its pages, and the list that stands beside each."""

from django.http import HttpResponse

from rounds.web.doors import page
from rounds.web.settings import SECTIONS, sections
from rounds.web.visit import Visit


@page(None)
def settings(visit: Visit) -> HttpResponse:
    """Go to the first page of Settings that this member may see."""
    first = next((each for each in SECTIONS if each.act is None or visit.may(each.act)), None)
    return visit.then(first.address) if first else visit.page("lost/no_room.html")


def drawn(visit: Visit, template: str, **values: object) -> HttpResponse:
    """Draw a page of Settings, with what was refused on it, and where."""
    wrong = {problem.field for problem in visit.problems if problem.field}
    beside = {"sections": sections(visit), "wrong": wrong, "typed": visit.typed}
    return visit.page(template, part=None, status=200, **beside, **values)
