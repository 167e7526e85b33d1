"""What members have begun to write: kept as they type, listed, dropped."""

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse

from rounds.basics.moments import said
from rounds.desk import commands
from rounds.desk.queries import Begun, drafts_of
from rounds.desk.rules import MessageKind
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.desk import ticket
from rounds.web.visit import Visit

KINDS = {"reply": MessageKind.STAFF, "note": MessageKind.NOTE}
"""The composer's words for what one writes."""

READ = {"reply": "draft_reply", "note": "draft_note"}
"""Fields of the composer with the version of each draft as it was read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft of the list. url: the ticket, with this draft in its composer."""

    id: int
    number: int
    subject: str
    word: str
    begins: str
    url: str
    begun: Begun


@page("read the desk")
def drafts(visit: Visit) -> HttpResponse:
    """List what one has begun to write, the last first."""
    return visit.page("desk/drafts.html", drafts=[_shown(each) for each in drafts_of(visit.member.pk)])


@act("read the desk", again=ticket)
def keep(visit: Visit, number: int) -> HttpResponse:
    """Keep what is typed; a page that keeps it by itself hears its version, others go back to the ticket."""
    form = visit.request.POST
    say = "note" if form.get("say") == "note" else "reply"
    read = (
        READ[say] if READ[say] in form else "version"
    )  # shown both sides, the form has only the version that stands now
    draft = commands.keep_draft(
        number=number,
        kind=KINDS[say],
        text=forms.text(form, "text"),
        version=forms.number_or_none(form, read),
        by=visit.by,
        at=visit.now,
    )
    if visit.request.headers.get("Accept") == "application/json":
        kept = f"Draft kept {said(visit.now, now=visit.now, zone=visit.zone)}" if draft else ""
        return JsonResponse({"version": draft.version if draft else 0, "said": kept})
    return visit.then("ticket", number, said="Draft kept" if draft else "Draft dropped")


@act("read the desk", again=drafts)
def drop(visit: Visit, draft_id: int) -> HttpResponse:
    """Drop one of one's drafts."""
    commands.drop_draft(draft_id=draft_id, by=visit.by, at=visit.now)
    return visit.then("drafts", said="Dropped")


def _shown(begun: Begun) -> Shown:
    note = begun.kind is MessageKind.NOTE
    return Shown(
        id=begun.id,
        number=begun.number,
        subject=begun.subject or "Without a subject",
        word="Internal note" if note else "Answer",
        begins=" ".join(begun.text.split())[:160],
        url=f"/desk/{begun.number}?say={'note' if note else 'reply'}#msg",
        begun=begun,
    )
