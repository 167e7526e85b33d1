"""stub"""
from django.http import HttpResponse
from rounds.web.doors import page
from rounds.web.visit import Visit
@page("see the outbox")
def outbox(visit: Visit, row=None) -> HttpResponse:
    return visit.page("lost/no_room.html")
again = arrived = drop = outbox
