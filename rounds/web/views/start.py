"""The first five minutes: the first company is founded with a printed code, and a page says what is done and what comes next."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from rounds.basics import clock
from rounds.basics.problems import Problem, Refused
from rounds.desk.models import Ticket
from rounds.mail.models import Mailbox, Received
from rounds.mail.queries import an_answer_left, nowhere
from rounds.manual.at_home import OF_THE_ZONE, at_home, countries
from rounds.manual.commands import adopt
from rounds.manual.shipped import Shipped, shipped
from rounds.policies.queries import book
from rounds.team.commands import add_member
from rounds.team.commands.members import name_problems, password_problems
from rounds.team.models import Invitation, Member, Person
from rounds.team.queries import is_known, zone_names
from rounds.team.rules import MANAGE_PEOPLE, Role
from rounds.timeline.rules import Actor
from rounds.web import forms
from rounds.web.doors import page
from rounds.web.entrance import enter
from rounds.web.limits import limited
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit
from rounds.workspaces import first_run
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a working desk. done: seen by Rounds itself, never ticked by hand."""

    title: str
    says: str
    address: str
    act: str
    done: bool


@page(MANAGE_PEOPLE)
def start(visit: Visit) -> HttpResponse:
    """Show what is done on the way to a working desk, and what comes next; nothing has to be done in order, or at all."""
    steps = _steps()
    return drawn(visit, "settings/start.html", steps=steps, next=next((step for step in steps if not step.done), None))


def _steps() -> list[Step]:
    ticket = Ticket.objects.order_by("id").values_list("number", flat=True).first()
    return [
        Step(
            "A manual is in force",
            f"“{book().title}” says what happens by itself. Read it once; change it where you work otherwise.",
            "manual",
            "Read the manual",
            True,
        ),
        Step(
            "Customers can write to you",
            "Give a mailbox of the manual its address, and let your mail server pass the mail on.",
            "mailboxes",
            "Add your mail address",
            Mailbox.objects.exists(),
        ),
        Step(
            "The first mail came",
            "Write one to your address from somewhere else. It stands on the desk a second after it is here.",
            "mailboxes",
            "Look whether mail comes",
            Received.objects.exists(),
        ),
        Step(
            "Your answers can leave",
            "Whoever runs this Rounds names a mail server in ROUNDS_SMTP_OUT; until then answers wait, and nothing is lost.",
            "mailboxes",
            "See how mail leaves",
            not nowhere(),
        ),
        Step(
            "You are not alone",
            "Invite whoever answers customers with you. They get a link by mail.",
            "people",
            "Invite people",
            Member.objects.filter(active=True).count() > 1 or Invitation.objects.exists(),
        ),
        Step(
            "The first mail is answered",
            f"Open #{ticket} and answer it." if ticket else "It waits on the desk once it came.",
            "desk",
            "Open the desk",
            an_answer_left(),
        ),
    ]


@limited("invitation", by_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def first(request: HttpRequest, code: str) -> HttpResponse:
    """Found the first company, for whoever read the code where the machine is held."""
    if not first_run.holds(settings.HOME, code):
        raise Http404
    if request.method != "POST":
        return _page(request)
    try:
        return _found(request)
    except Refused as refused:
        return _page(request, refused.problems)


def _found(request: HttpRequest) -> HttpResponse:
    """Found it, all or nothing, and let its founder in. Raises Refused."""
    form, now = request.POST, clock.now()
    company, name = forms.line(form, "company"), forms.line(form, "name")
    email, password = forms.address(form, "email"), form.get("password", "")
    manual, zone, holidays = _chosen(form.get("manual", "")), forms.line(form, "zone"), forms.line(form, "holidays")
    problems = [
        *_company_problems(company),
        *name_problems(name),
        *password_problems(password),
        *_known_problems(email),
    ]
    if problems:
        raise Refused(problems)
    text = at_home(manual.text, zone=zone, holidays=holidays or OF_THE_ZONE)
    with transaction.atomic():
        workspace = found(name=company, slug=slugify(company) or "first", at=now)
        with as_workspace(workspace.pk):
            adopt(text=text, by=Actor.system(), at=now)
            roles = [role.name for role in book().all(Role)]
            member = add_member(name=name, email=email, roles=roles, password=password, by=Actor.system(), at=now)
            person = Person.objects.get(id=member.person_id or 0)
        if not first_run.use(settings.HOME):
            raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    enter(request, workspace.pk)
    return redirect("start")


def _chosen(name: str) -> Shipped:
    for each in shipped():
        if each.name == name:
            return each
    raise Refused(
        [Problem("no manual", "Choose a manual to begin with.", "Any of it can be changed later.", field="manual")]
    )


def _known_problems(email: str) -> list[Problem]:
    """Let the code found a company, and nothing else: it makes nobody somebody who has a password here."""
    if not is_known(email):
        return []
    return [
        Problem(
            "known", "This address belongs to somebody who has a password here.", "Take another one.", field="email"
        )
    ]


def _company_problems(company: str) -> list[Problem]:
    return [] if company else [Problem("no name", "The company’s name is missing.", field="company")]


def _page(request: HttpRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    context = {
        "manuals": shipped(),
        "zones": zone_names(),
        "countries": countries(),
        "problems": problems,
        "wrong": {problem.field for problem in problems},
        "typed": request.POST,
    }
    return render(request, "account/first.html", context, status=409 if problems else 200)
