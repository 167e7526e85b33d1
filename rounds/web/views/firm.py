"""What is known of a firm, written on a page: the fields that every team has, its time zone, and the fields of the team's own."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.commands import change_account
from rounds.accounts.fields import BUILT_IN, Declared, FieldType, Record
from rounds.accounts.queries import declared
from rounds.accounts.records import account_record
from rounds.checkins.queries import values_of_firms
from rounds.team.queries import zone_names
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit

LOOK_AFTER = "look after accounts"
OWN = "own "
"""What a field of the team's own is called in the form, before its name."""

OFFERS = ("lifecycle", "tier", "region", "firm_type")
"""Columns for which the form offers what other firms have there."""

AS_TYPED = {FieldType.TEXT: "text", FieldType.NUMBER: "text", FieldType.DAY: "date"}
"""How a field of the team's own is typed; yes or no is chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form. id: of its input. name: by which it comes back. words: that people read. type: of the input; `lines` is a
    text of several, "" where one of `offered` is chosen. offered: what may be chosen, or is likely. wrong: it was refused.
    """

    id: str
    name: str
    words: str
    value: str
    type: str
    offered: tuple[str, ...] = ()
    wrong: bool = False


@page(LOOK_AFTER)
def firm(visit: Visit, account_id: int) -> HttpResponse:
    """Show the form with what is known of a firm."""
    found = account_record(account_id)
    typed, wrong = visit.typed, {problem.field for problem in visit.problems if problem.field}
    offered = values_of_firms(*OFFERS) | {"zone": list(zone_names())}

    def written(name: str, stands: str) -> str:
        return stands if typed is None else typed.get(name, "")

    built_in = [
        Asked(
            f"f-{column}",
            column,
            words,
            written(column, str(getattr(found, column))),
            "text",
            tuple(offered.get(column, ())),
            column in wrong,
        )
        for column, words in BUILT_IN[Record.ACCOUNT].items()
    ]
    own = [
        _own(each, place, written(f"{OWN}{each.name}", _said(found.fields.get(each.name))), each.name in wrong)
        for place, each in enumerate(declared(Record.ACCOUNT))
    ]
    address = reverse("account", args=[account_id])
    version = typed.get("version", "") if typed else found.version
    return visit.page(
        "accounts/firm.html", name=found.name, url=address, id=account_id, version=version, built_in=built_in, own=own
    )


def _own(field: Declared, place: int, value: str, wrong: bool) -> Asked:
    """Ask for a field of the team's own; a text of several lines keeps them."""
    type_ = "lines" if "\n" in value else AS_TYPED.get(field.type, "")
    offered = () if type_ else ("", "yes", "no")
    return Asked(f"own-{place}", f"{OWN}{field.name}", field.name, value, type_, offered, wrong)


@act(LOOK_AFTER, again=firm)
def known(visit: Visit, account_id: int) -> HttpResponse:
    """Keep what was written of a firm."""
    form = visit.request.POST
    change_account(
        account_id=account_id,
        values={column: forms.text(form, column) for column in BUILT_IN[Record.ACCOUNT] if column in form},
        fields={name.removeprefix(OWN): forms.text(form, name) for name in form if name.startswith(OWN)},
        version=form.get("version") or None,
        by=visit.by,
        at=visit.now,
    )
    return visit.then("account", account_id, said="It is kept")


def _said(value: object) -> str:
    """Write a value as it is read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
