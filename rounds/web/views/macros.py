"""Macros on a ticket: what each would do, before it does it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.problems import NotThere
from rounds.desk import commands
from rounds.desk.commands.macros import before_of, is_for, macro_words
from rounds.desk.macros import Macro, Step, Verb, macro_problems, right_for, rights_for, steps
from rounds.desk.models import Ticket
from rounds.desk.rules import State
from rounds.policies.book import Book
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One act. says: a sentence without its full stop. text: what would be said with it, "" where nothing is."""

    says: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownMacro:
    """A macro with what it would do to this ticket. lacks: rights that this member has not. wanted: it was asked for by name."""

    name: str
    clause: str
    steps: tuple[ShownStep, ...]
    lacks: tuple[str, ...]
    sends: bool
    wanted: bool


@page("read the desk")
def macros(visit: Visit, number: int) -> HttpResponse:
    """Show the macros that can be run on a ticket, each with all that it would do."""
    ticket = Ticket.objects.filter(number=number).first()
    if ticket is None:
        raise NotThere(f"ticket {number}")
    if ticket.state == State.MERGED:
        return visit.then("ticket", number)
    wanted = visit.request.GET.get("name", "")
    shown = [_shown(visit, ticket, macro, wanted=macro.name == wanted) for macro in fitting(visit, ticket)]
    shown.sort(key=lambda each: not each.wanted)
    return visit.page("desk/macros.html", ticket=ticket, macros=shown, url=reverse("ticket", args=[number]))


@act("read the desk", again=macros)
def running(visit: Visit, number: int) -> HttpResponse:
    """Run one; the page of the act has the way back."""
    name = forms.line(visit.request.POST, "macro")
    version = forms.number(visit.request.POST, "version")
    done = commands.run_macro(number=number, name=name, version=version, by=visit.by, at=visit.now)
    return visit.then("many", done.pk)


def runnable(visit: Visit) -> tuple[Macro, ...]:
    """List the macros that this member may run on some ticket."""
    return tuple(macro for macro in visit.book.all(Macro) if macro.may_be_run_by(visit.member.roles))


def for_many(visit: Visit) -> tuple[Macro, ...]:
    """List those of them each of whose acts this member may do: what the others lack is said on one ticket, and not on many."""
    return tuple(macro for macro in runnable(visit) if all(map(visit.may, rights_for(macro))))


def fitting(visit: Visit, ticket: Ticket) -> list[Macro]:
    """List those of them that would do something to this ticket."""
    book: Book = visit.book
    roles, me = visit.member.roles, visit.member.pk
    return [
        macro
        for macro in runnable(visit)
        if not macro_problems(
            macro,
            before_of(ticket, macro),
            roles=roles,
            meant=is_for(macro, ticket, book, visit.now),
            runner_id=me,
        )
    ]


def _shown(visit: Visit, ticket: Ticket, macro: Macro, *, wanted: bool) -> ShownMacro:
    todo = steps(macro, before_of(ticket, macro), runner_id=visit.member.pk)
    lacks = dict.fromkeys(right for step in todo if not visit.may(right := right_for(step.verb, macro)))
    return ShownMacro(
        name=macro.name,
        clause=macro.identity,
        steps=tuple(_step(visit, ticket, macro, step) for step in todo),
        lacks=tuple(lacks),
        sends=macro.does.answer is not None,
        wanted=wanted,
    )


def _step(visit: Visit, ticket: Ticket, macro: Macro, step: Step) -> ShownStep:
    named = {Verb.NOTE: macro.does.note, Verb.ANSWER: macro.does.answer}.get(step.verb)
    text = macro_words(ticket, named, visit.book, by=visit.by).text if named else ""
    return ShownStep(step.says.split(":")[0] if named else step.says, text)
