"""The shortest ways: the first page, and what is typed into “Search or do” where no script narrows it."""

from django.http import HttpResponse
from django.urls import reverse

from rounds.desk.asking import MOST
from rounds.web.doors import page
from rounds.web.frame import PLACES, lists_of, may_enter
from rounds.web.views.offering import offered
from rounds.web.visit import Visit


@page(None)
def home(visit: Visit) -> HttpResponse:
    """Go to the first room that this member may enter."""
    first = next((place for place in PLACES if place.act and visit.may(place.act)), None)
    return visit.then(first.address) if first else visit.page("lost/no_room.html")


@page(None)
def go(visit: Visit) -> HttpResponse:
    """Go where the words say: the number of a ticket, the name of a page, or what a search finds.

    The palette asks for its part only: records and searches that its own list of pages and acts does not have.
    """
    words = visit.request.GET.get("q", "").replace("\x00", " ").strip()[:MOST]
    if visit.asks_for("palette-found"):
        return visit.part("parts/palette_found.html", groups=offered(visit, words))
    number = words.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return visit.then("ticket", int(number))
    for place in PLACES:
        if words and words.lower() in place.name.lower() and may_enter(visit, place):
            return visit.then(place.address)
    for link in lists_of(visit):
        if words and words.lower() in link.name.lower():
            return visit.then(link.url)
    groups = offered(visit, words)
    return visit.page("lost/no_match.html", words=words, home=reverse("home"), groups=groups)
