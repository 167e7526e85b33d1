"""One act on the tickets that are ticked in the list: what is offered, what became of it, and the way back."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from rounds.basics.problems import NotThere, Problem
from rounds.desk import commands
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import ManyDo, ManyItem
from rounds.team.queries import names_of
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.listing import shown_list
from rounds.web.views.macros import for_many
from rounds.web.views.many_choices import NEEDED, many_choices
from rounds.web.visit import OF_A_LIST, Visit

DID: dict[Verb, str] = {
    Verb.CLOSE: "Closed",
    Verb.ASSIGN: "Given",
    Verb.KIND: "Said what it is about",
    Verb.PRIORITY: "Priority set",
    Verb.SLEEP: "Put to sleep",
    Verb.HOLD: "Put on hold",
    Verb.MACRO: "Ran the macro",
}
"""What the page says was done."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One ticket of the act. refusal: why it was not done, "" where it was."""

    number: int
    subject: str
    url: str
    refusal: str
    undone: bool


@page("read the desk")
def choosing(visit: Visit) -> HttpResponse:
    """Show a list with a tick before each ticket."""
    typed = visit.typed or QueryDict()
    return visit.page(
        "desk/choose.html",
        list=shown_list(visit, at=reverse("many-choosing")),
        query=_list_asked_for(visit),
        choices=many_choices(visit),
        macros=[(macro.name, macro.cards()[-1].parts) for macro in for_many(visit)],
        chosen=set(forms.numbers(typed, "number")) if isinstance(typed, QueryDict) else set(),
        do=typed.get("do", ""),
        reason=typed.get("reason", ""),
        may_merge=visit.may("merge tickets"),
        without=f"That takes one of these rights: {', '.join(NEEDED)}. Whoever manages people can give you a role that has one.",
    )


@act("read the desk", again=choosing)
def doing(visit: Visit) -> HttpResponse:
    """Do it to all that are ticked; each by its own rules and rights."""
    form = visit.request.POST
    done = commands.do_to_many(numbers=forms.numbers(form, "number"), act=_act(visit), by=visit.by, at=visit.now)
    return visit.then(f"{reverse('many', args=[done.pk])}{_list_asked_for(visit)}")


def _list_asked_for(visit: Visit) -> str:
    """Give the words of the address that say which list it was, so that the next page leads back to it."""
    kept = [(name, value) for name, value in visit.request.GET.items() if name in OF_A_LIST]
    return f"?{urlencode(kept)}" if kept else ""


@page("read the desk")
def many(visit: Visit, many_id: int) -> HttpResponse:
    """Show what became of one's own act on many tickets."""
    done = ManyDo.objects.filter(id=many_id, by_id=visit.member.pk).first()
    if done is None:
        raise NotThere(f"act on many {many_id}")
    rows = ManyItem.objects.filter(many=done).select_related("ticket").order_by("id")
    items = [
        ShownItem(
            row.ticket.number, row.ticket.subject, reverse("ticket", args=[row.ticket.number]), row.refusal, row.undone
        )
        for row in rows
    ]
    verb = Verb(done.verb)
    word = names_of({int(done.word)}).get(int(done.word), "") if verb is Verb.ASSIGN else done.word
    return visit.page(
        "desk/many.html",
        many=done,
        query=_list_asked_for(visit),
        did=DID[verb],
        word=word,
        done=[each for each in items if not each.refusal],
        refused=[each for each in items if each.refusal],
    )


@act("read the desk", again=many)
def undoing(visit: Visit, many_id: int) -> HttpResponse:
    """Take it back on those that nobody changed since."""
    back = commands.undo_many(many_id=many_id, by=visit.by, at=visit.now)
    return visit.then(f"{reverse('many', args=[many_id])}{_list_asked_for(visit)}", said=f"{back} as before")


def _act(visit: Visit) -> ManyAct:
    """Read what was chosen. Raises Malformed."""
    form = visit.request.POST
    verb, _, word = forms.line(form, "do").partition(":")
    if verb not in Verb:
        why = Problem("nothing chosen", "Nothing was chosen to do.", "Choose an act.", field="do")
        raise forms.Malformed([why])
    chosen = Verb(verb)
    if chosen is Verb.SLEEP:
        return ManyAct(chosen, word, wish=forms.wish({"date": word}))
    if chosen is Verb.HOLD:
        span, _, holder = word.partition(":")
        return ManyAct(chosen, holder, wish=forms.wish({"date": span}), reason=forms.text(form, "reason"))
    if chosen is Verb.ASSIGN:
        return ManyAct(chosen, word, member_id=forms.number({"member": word}, "member"))
    return ManyAct(chosen, word)
