"""A check-in, where everything is done that a round asks for."""

from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from rounds.basics.localtime import day_of
from rounds.basics.moments import said
from rounds.checkins import commands
from rounds.checkins.evidence.noting import as_kept, as_typed, carried, unbroken
from rounds.checkins.queries import (
    CheckInPage,
    Noted,
    Undo,
    check_in_of,
    check_in_page,
    found_there,
    letter_begun,
    needs_of,
    ticket_of,
    undo_of,
    whom,
)
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import NO_DATE
from rounds.mail.cutting import pieces
from rounds.mail.queries import answers_from
from rounds.policies.values import Meaning
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.happenings import one_told
from rounds.web.marks import PHASES
from rounds.web.views.evidence import ShownReason, shown_evidence, shown_reason
from rounds.web.visit import Visit

DO = "do check-ins"


@page(DO)
def check_in(visit: Visit, check_in_id: int) -> HttpResponse:
    """Show one check-in."""
    found = check_in_page(check_in_id, member_id=visit.member.pk, at=visit.now)
    evidence = None if found.problem else shown_evidence(visit, check_in_id)
    offers = evidence.it.offers if evidence else {}
    begins = [(need, unbroken(carried(was, offers.get(need, "")))) for need, was in found.needs]
    reason = None if found.problem else shown_reason(visit, check_in_id)
    wrong = {problem.field: problem.fix or problem.text for problem in visit.problems} if visit.typed else {}
    undo = undo_of(check_in_id, member_id=visit.member.pk)
    return visit.page(
        "check_ins/check_in.html",
        it=found,
        stands=found.stands,
        mark=PHASES[found.stands.phase],
        beside=[(each, PHASES[each.phase]) for each in found.beside],
        ev=evidence,
        may_import=visit.may("import data"),
        next=_next(found),
        missing=_missing(visit, found)
        or next((f"need-{place}" for place, (need, _) in enumerate(begins) if need in wrong), ""),
        counts=any(need in offers for need, _ in begins),
        reason=reason,
        answered=_own_words(found.answer) if found.answer else "",
        better=_keeps_from_better(reason, found.scale) if reason else [],
        happening=one_told(found.why) if found.why else None,
        needs=[
            (need, f"need-{place}", _typed(visit, f"need-{place}", begun), need in offers, begun, wrong.get(need, ""))
            for place, (need, begun) in enumerate(begins)
        ],
        may_take=found.stands.ticket.assignee is None
        and visit.may("answer customers")
        and found.stands.phase is not Phase.EXEMPT,
        mine={act: _refused(visit, act) for act in ("ending", "day", "exemption", "including", "training", "cadence")},
        undo=undo,
        just=undo is not None and _just(undo, visit),
        begun=letter_begun(check_in_id, member_id=visit.member.pk),
        may_begin=found.stands.phase in {Phase.ASLEEP, Phase.DUE, Phase.ANSWERED} and not found.problem,
        begins_until=found.due.until if found.due and found.stands.phase is Phase.DUE else None,
    )


@page("read the desk")
def of_ticket(visit: Visit, number: int) -> HttpResponse:
    """Go to the check-in whose ticket this is; whoever does none, to what was found there. Raises NotThere."""
    found = check_in_of(number)
    return redirect("check-in", found) if visit.may(DO) else redirect("finding-of-ticket", number)


@page("read the desk")
def found_at(visit: Visit, number: int) -> HttpResponse:
    """Show what was found at a firm to whoever has a ticket that belongs to its check-in, such as a training. Raises NotThere."""
    return visit.page("check_ins/found.html", it=found_there(number), number=number)


@act("answer customers", again=check_in)
def taking(visit: Visit, check_in_id: int) -> HttpResponse:
    """Take a check-in that nobody has."""
    desk.take(number=ticket_of(check_in_id).number, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="It is yours")


@act(DO, again=check_in)
def beginning(visit: Visit, check_in_id: int) -> HttpResponse:
    """Begin with a check-in."""
    commands.start(check_in_id=check_in_id, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="Begun: day and date are set", part="reach")


@act(DO, again=check_in)
def reaching_out(visit: Visit, check_in_id: int) -> HttpResponse:
    """Send the reach-out."""
    form, kind = visit.request.POST, ticket_of(check_in_id).kind
    commands.send_reach_out(
        check_in_id=check_in_id,
        whom=whom(check_in_id, forms.number(form, "to")),
        subject=forms.line(form, "subject"),
        text=forms.text(form, "text"),
        mailbox=answers_from(kind),
        version=forms.number(form, "version"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("check-in", check_in_id, said=f"On its way; it comes back {_date(visit, check_in_id)}")


@act(DO, again=check_in)
def calling(visit: Visit, check_in_id: int) -> HttpResponse:
    """Write down a call or a visit."""
    form = visit.request.POST
    how = How.VISIT if form.get("how") == How.VISIT else How.CALL
    commands.log_reach_out(check_in_id=check_in_id, how=how, text=forms.text(form, "text"), by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said=f"Written down; it comes back {_date(visit, check_in_id)}")


@act(DO, again=check_in)
def finding(visit: Visit, check_in_id: int) -> HttpResponse:
    """Keep what was found."""
    form = visit.request.POST
    wrote = {need: _wrote(form, f"need-{place}") for place, need in enumerate(needs_of(check_in_id))}
    commands.write_finding(check_in_id=check_in_id, said=wrote, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="Kept for the next check-in too", part="grade")


@act(DO, again=check_in)
def grading(visit: Visit, check_in_id: int) -> HttpResponse:
    """Grade the firm."""
    grade = forms.line(visit.request.POST, "grade")
    commands.give_grade(check_in_id=check_in_id, grade=grade, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said=f"Graded {grade}", part="grade")


@act(DO, again=check_in)
def training(visit: Visit, check_in_id: int) -> HttpResponse:
    """Open a ticket for a training."""
    form = visit.request.POST
    address = forms.number_or_none(form, "to")
    made = commands.wish_training(
        check_in_id=check_in_id,
        text=forms.text(form, "text"),
        whom=whom(check_in_id, address) if address else None,
        mailbox=answers_from(ticket_of(check_in_id).kind),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("check-in", check_in_id, said=f"#{made.number} is open for it", part="trainings")


@act(DO, again=check_in)
def ending(visit: Visit, check_in_id: int) -> HttpResponse:
    """End the round: it sleeps until its next day."""
    form = visit.request.POST
    commands.end_round(
        check_in_id=check_in_id,
        chosen=forms.wish(form),
        follow_ups=forms.text(form, "follow-ups"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("check-ins", said=f"Asleep until {_date(visit, check_in_id)}")


@act(DO, again=check_in)
def moving(visit: Visit, check_in_id: int) -> HttpResponse:
    """Give one that sleeps another day."""
    chosen = forms.wish(visit.request.POST) or NO_DATE
    commands.move_day(check_in_id=check_in_id, chosen=chosen, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said=f"Asleep until {_date(visit, check_in_id)}")


@act(DO, again=check_in)
def exempting(visit: Visit, check_in_id: int) -> HttpResponse:
    """Say that no check-in is needed."""
    reason = forms.text(visit.request.POST, "reason")
    commands.exempt(check_in_id=check_in_id, reason=reason, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="It comes back no more")


@act(DO, again=check_in)
def including(visit: Visit, check_in_id: int) -> HttpResponse:
    """Check in with the firm again."""
    chosen = forms.wish(visit.request.POST)
    commands.end_exemption(check_in_id=check_in_id, chosen=chosen, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said=f"The next check-in is {_date(visit, check_in_id)}")


@act(DO, again=check_in)
def undoing(visit: Visit, check_in_id: int) -> HttpResponse:
    """Take back what one has just done."""
    commands.take_back(check_in_id=check_in_id, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="Taken back: it stands as before")


@act(DO, again=check_in)
def taking_back(visit: Visit, check_in_id: int) -> HttpResponse:
    """Take a reach-out back that has not left."""
    commands.take_reach_out_back(check_in_id=check_in_id, by=visit.by, at=visit.now)
    return visit.then("check-in", check_in_id, said="Taken back: your words stand below")


@act(DO, again=check_in)
def cadence(visit: Visit, check_in_id: int) -> HttpResponse:
    """Give the firm a cadence of its own, or the programme's again."""
    written = forms.line(visit.request.POST, "every")
    every = forms.span(written, "every") if written else None
    commands.change_cadence(check_in_id=check_in_id, every=every, by=visit.by, at=visit.now)
    return visit.then(
        "check-in", check_in_id, said=f"Every {every} from the next round on" if every else "As the programme says"
    )


def _next(found: CheckInPage) -> str:
    """Name the part of the page where the next act of a round is done; empty where nobody has to do anything now."""
    if found.stands.to_conclude:
        return "finding" if found.needs else "grade" if found.scale else ""
    return "reach" if found.due and found.stands.phase in {Phase.DUE, Phase.STARTED} else ""


def _missing(visit: Visit, found: CheckInPage) -> str:
    """Name the part of the page where an act that was refused is led to; empty where its own form says it."""
    return "finding" if found.needs and any(problem.code == "no finding" for problem in visit.problems) else ""


def _just(undo: Undo, visit: Visit) -> bool:
    """Say whether what can be taken back is of today, or still waits to happen: what is older stands with the past of the round."""
    return not undo.what or undo.at is None or day_of(undo.at, visit.zone) == day_of(visit.now, visit.zone)


def _keeps_from_better(reason: ShownReason, scale: Sequence[Meaning]) -> list[tuple[str, str]]:
    """Say what each grade above the suggested one asks for that is not there, the best first; all of it where none is suggested."""
    places = {each.word: place for place, each in enumerate(scale)}
    upto = places.get(reason.grade, len(places))
    above = [(grade, missing) for grade, missing in reason.against if places.get(grade, -1) < upto]
    return sorted(above, key=lambda one: places.get(one[0], -1))


def _own_words(answer: Noted) -> str:
    """Give what a customer wrote, without what the mail quotes."""
    return "\n".join(each.text for each in pieces(answer.text, name=answer.by) if not each.fold).strip()


def _wrote(form: QueryDict, field: str) -> str:
    """Give a part of a finding; a counted line that differs from what the form began with is the writer's own."""
    text, began = (as_typed(forms.text(form, name)) for name in (field, f"{field}-began"))
    return as_kept(text, began) if f"{field}-began" in form else text


def _refused(visit: Visit, act: str) -> dict[str, str]:
    """Give what was typed for an act that was refused, by field with its dashes as underscores; nothing for any other act."""
    if not visit.typed or not visit.request.path.endswith(f"/{act}"):
        return {}
    return {field.replace("-", "_"): text for field, text in visit.typed.items()}


def _typed(visit: Visit, field: str, was: str) -> str:
    return (visit.typed or {}).get(field, was)


def _date(visit: Visit, check_in_id: int) -> str:
    ticket = ticket_of(check_in_id)
    return said(ticket.wakes_at, now=visit.now, zone=visit.zone) if ticket.wakes_at else "when somebody says so"
