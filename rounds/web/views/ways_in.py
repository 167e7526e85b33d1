"""One mailbox: its other addresses, and the accounts that it is read from. A secret goes in and never comes out again."""

from collections.abc import Mapping

from django.http import HttpResponse

from rounds.basics import clock
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.mail import commands as mail
from rounds.mail.commands.ways import Account, account_problems
from rounds.mail.models import Tls
from rounds.mail.queries import WaysIn, ways_in
from rounds.mail.trying import Tried, keep_replaced, try_kept, try_out
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.limits import limited
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit

FIX = "Mend what it names, or tick “Keep it all the same” where the server is only away for now."


@page(MANAGE_PEOPLE)
def mailbox(visit: Visit, mailbox_id: int, **_: object) -> HttpResponse:
    """Show what leads to a mailbox, how each folder fares, and what can be changed."""
    return drawn(visit, "settings/mailbox.html", found=_found(mailbox_id), tls=Tls.choices)


@act(MANAGE_PEOPLE, again=mailbox)
def add_alias(visit: Visit, mailbox_id: int) -> HttpResponse:
    """Let mail to another address come here too."""
    address = forms.line(visit.request.POST, "address")
    mail.add_alias(mailbox_id=mailbox_id, address=address, by=visit.by, at=visit.now)
    return visit.then("mailbox", mailbox_id, said=f"Mail to {address} comes here too")


@act(MANAGE_PEOPLE, again=mailbox)
def remove_alias(visit: Visit, mailbox_id: int, alias_id: int) -> HttpResponse:
    """Let an address be none of this mailbox's."""
    mail.remove_alias(alias_id=alias_id, by=visit.by, at=visit.now)
    return visit.then("mailbox", mailbox_id, said="Mail to that address comes here no more")


@limited("try_account")
@act(MANAGE_PEOPLE, again=mailbox)
def add_account(visit: Visit, mailbox_id: int) -> HttpResponse:
    """Try an account, and keep it where its server lets us in, or where it is to be kept all the same."""
    _found(mailbox_id)
    account, anyway = _account(visit.request.POST), "anyway" in visit.request.POST
    refuse_if(account_problems(account, has_secret=anyway))
    tried = Tried(works=False, says="") if anyway else try_out(account, clock=clock.now)
    if not tried.works and not anyway:
        raise Refused([Problem("does not work", tried.says, FIX, field="host")])
    kept = mail.read_from(mailbox_id=mailbox_id, account=account, by=visit.by, at=visit.now)
    keep_replaced(kept, tried, at=visit.now)
    return visit.then("mailbox", mailbox_id, said=tried.says or "It is kept. How it goes shows below within seconds")


@limited("try_account")
@act(MANAGE_PEOPLE, again=mailbox)
def try_account(visit: Visit, mailbox_id: int, way_id: int) -> HttpResponse:
    """Try an account that is kept, and show what its server says."""
    tried = try_kept(way_id, clock=clock.now)
    if not tried.works:
        raise Refused([Problem("does not work", tried.says)])
    return visit.then("mailbox", mailbox_id, said=tried.says)


@act(MANAGE_PEOPLE, again=mailbox)
def remove_account(visit: Visit, mailbox_id: int, way_id: int) -> HttpResponse:
    """Read from an account no more."""
    mail.read_no_more(way_id=way_id, by=visit.by, at=visit.now)
    return visit.then("mailbox", mailbox_id, said="It is read no more, and its password is forgotten here")


def _found(mailbox_id: int) -> WaysIn:
    if found := ways_in(mailbox_id):
        return found
    raise NotThere(f"mailbox {mailbox_id}")


def _account(form: Mapping[str, str]) -> Account:
    folders = [" ".join(each.split()) for each in forms.text(form, "folders").split("\n")]
    return Account(
        host=forms.line(form, "host"),
        port=forms.number_or_none(form, "port") or 0,
        tls=forms.line(form, "tls"),
        user=forms.line(form, "user"),
        folders=[each for each in folders if each],
        from_now=forms.line(form, "from") != "beginning",
        secret=forms.text(form, "secret").strip("\r\n"),
        token_url=forms.line(form, "token_url"),
        client_id=forms.line(form, "client_id"),
        client_secret=forms.text(form, "client_secret").strip("\r\n"),
        scope=forms.line(form, "scope"),
    )
