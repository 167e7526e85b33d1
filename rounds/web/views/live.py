"""What keeps open pages up to date, where they poll and where they were told: what changed, what waits, who else is here."""

from django.http import HttpResponse, JsonResponse

from rounds.desk.presence import be_here, leave
from rounds.timeline.news import news_since
from rounds.web.doors import act, page
from rounds.web.frame import counted
from rounds.web.live import live, sees
from rounds.web.views.desk import desk
from rounds.web.visit import Visit
from rounds.web.waiting import said_count


@page(None)
def news(visit: Visit) -> HttpResponse:
    """Say what changed since a cursor, with the numbers of the rail; nothing at all where nothing did.

    `again`: the page wants to listen anew, and gets a fresh pass whatever changed.
    """
    found = news_since(visit.request.GET.get("since", ""), sees=sees(visit))
    if not found.changed and "again" not in visit.request.GET:
        return HttpResponse(status=204)
    where = live(visit)
    answer = {
        "changed": found.changed,
        "since": found.cursor,
        "counts": {name: said_count(count) for name, count in counted(visit).items()},
    }
    return JsonResponse(answer | {"url": where.url, "pass": where.given})


@act("read the desk", again=desk)
def presence(visit: Visit, number: int) -> HttpResponse:
    """Keep the word of a page that somebody looks at a ticket, or writes, or has gone; says who else is there."""
    doing = visit.request.POST.get("doing", "")
    if doing == "gone":
        leave(number=number, by=visit.by, at=visit.now)
        return HttpResponse(status=204)
    others = be_here(number=number, writing=doing == "writing", by=visit.by, at=visit.now)
    return visit.part("desk/presence.html", others=others)
