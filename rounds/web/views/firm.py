"""What is known of a firm, written on a page; and a firm that nobody has written of yet, added by hand."""

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.commands import add_account, change_account
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.records import account_record
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.known import asks, fields_in, values_in
from rounds.web.visit import Visit

LOOK_AFTER = "look after accounts"


@page(LOOK_AFTER)
def firm(visit: Visit, account_id: int) -> HttpResponse:
    """Show the form with what is known of a firm."""
    found = account_record(account_id)
    stands = {column: str(getattr(found, column)) for column in BUILT_IN[Record.ACCOUNT]}
    return visit.page(
        "accounts/firm.html",
        name=found.name,
        url=reverse("account", args=[account_id]),
        id=account_id,
        version=visit.typed.get("version", "") if visit.typed else found.version,
        known=asks(visit, Record.ACCOUNT, stands=stands, own=found.fields, offered=True),
    )


@act(LOOK_AFTER, again=firm)
def known(visit: Visit, account_id: int) -> HttpResponse:
    """Keep what was written of a firm."""
    change_account(
        account_id=account_id,
        values=values_in(visit, Record.ACCOUNT),
        fields=fields_in(visit),
        version=visit.request.POST.get("version") or None,
        by=visit.by,
        at=visit.now,
    )
    return visit.then("account", account_id, said="It is kept")


@page(LOOK_AFTER)
def new_firm(visit: Visit) -> HttpResponse:
    """Show the form for a firm that is not known yet."""
    name = visit.request.GET.get("name", "").replace("\x00", "")[:200]
    known = asks(visit, Record.ACCOUNT, stands={"name": name}, own={}, offered=True)
    alike = any(problem.code == "known" for problem in visit.problems)
    return visit.page("accounts/new.html", known=known, alike=alike, name=(visit.typed or {}).get("name", ""))


@act(LOOK_AFTER, again=new_firm)
def adding(visit: Visit) -> HttpResponse:
    """Add a firm."""
    values = values_in(visit, Record.ACCOUNT) | {"name": forms.line(visit.request.POST, "name")}
    made = add_account(
        name=values["name"],
        values=values,
        fields=fields_in(visit),
        only_new="another" not in visit.request.POST,
        by=visit.by,
        at=visit.now,
    )
    return visit.then("account", made.pk, said="It is added")
