"""stub"""
from django.http import HttpResponse
from rounds.web.doors import page
from rounds.web.visit import Visit
@page("read the manual")
def manual(visit: Visit) -> HttpResponse:
    return visit.page("lost/no_room.html")
