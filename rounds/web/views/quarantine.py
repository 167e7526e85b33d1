"""stub"""
from django.http import HttpResponse
from rounds.web.doors import page
from rounds.web.visit import Visit
@page("see quarantine")
def quarantine(visit: Visit, row=None) -> HttpResponse:
    return visit.page("lost/no_room.html")
original = ticket = drop = quarantine
