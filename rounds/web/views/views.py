"""Lists and views: all that a member sees with how many stand there, and the acts on saved views."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from rounds.basics.problems import Problem
from rounds.desk.asking import Asking
from rounds.desk.queries.asked import asked_for, reader_of
from rounds.lists import commands
from rounds.lists.clauses import NamedList
from rounds.lists.queries import Counted, ViewRow, counted, views_for
from rounds.lists.queries.counting import said
from rounds.lists.queries.standing import hours_of
from rounds.team.queries import names_of
from rounds.team.rules import Role
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.frame import offered, place_of
from rounds.web.views.searching import chip
from rounds.web.visit import Visit

UNREAD = "!"
"""What stands in place of a view's number where its search cannot be read any more; `live.js` says so in words."""


@dataclass(frozen=True, slots=True)
class ShownNamed:
    """A list of the manual. count: "" where it is not counted."""

    name: str
    url: str
    count: str
    clause: NamedList


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view. chips: what it asks for, as words. whose: its owner's name, "" where it is one's own. may_change: one's own, or shared.

    problems: why it is not read as it was kept any more, say because the manual has that queue no more.
    """

    row: ViewRow
    url: str
    count: str
    chips: str
    problems: tuple[Problem, ...]
    whose: str
    may_change: bool
    first: bool
    last: bool


@page("read the desk")
def views(visit: Visit, view_id: int | None = None) -> HttpResponse:
    """Show every list and view, and what can be done with them. view_id: the one that an act was refused on."""
    rows = views_for(visit.member.pk, visit.member.roles)
    asked = {row.id: asked_for(row.search, visit.book) for row in rows}
    counts = _counts(visit, rows, asked)
    own = [row for row in rows if row.member_id == visit.member.pk]
    owners = names_of({row.member_id for row in rows} - {visit.member.pk})
    shown = [
        ShownView(
            row=row,
            url=_url("view", row.id),
            count=said(counts[f"view:{row.id}"]) if f"view:{row.id}" in counts else "",
            chips=_in_words(asked[row.id]),
            problems=asked[row.id].problems,
            whose=owners.get(row.member_id, ""),
            may_change=row.member_id == visit.member.pk or visit.may("share views"),
            first=row is own[0] if own else False,
            last=row is own[-1] if own else False,
        )
        for row in rows
    ]
    return visit.page(
        "desk/views.html",
        lists=[
            ShownNamed(
                each.name,
                f"{reverse(place_of(each))}?{urlencode({'list': each.name})}",
                said(counts[f"list:{each.name}"]),
                each,
            )
            for each in offered(visit)
        ],
        own=[each for each in shown if not each.whose],
        others=[each for each in shown if each.whose],
        roles=[role.name for role in visit.book.all(Role)] if visit.may("share views") else [],
        typed=visit.typed or {},
        moved=visit.request.GET.get("moved", ""),
        way=visit.request.GET.get("way", ""),
        deleted=_number(visit.request.GET.get("deleted", "")),
    )


@page("read the desk")
def counts(visit: Visit) -> HttpResponse:
    """Say how many stand in each list and view, for the rail of an open page; and which views cannot be read any more."""
    rows = views_for(visit.member.pk, visit.member.roles)
    asked = {row.id: asked_for(row.search, visit.book) for row in rows}
    unread = {f"view:{key}": UNREAD for key, each in asked.items() if each.problems}
    return JsonResponse({key: said(count) for key, count in _counts(visit, rows, asked).items()} | unread)


@act("read the desk", again=views)
def saving(visit: Visit) -> HttpResponse:
    """Keep a search as a view, and go to it."""
    form = visit.request.POST
    view = commands.save_view(
        name=forms.line(form, "name"),
        search=forms.line(form, "search"),
        role=forms.line(form, "role"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then(_url("view", view.pk), said=f"“{view.name}” is kept")


@act("read the desk", again=views)
def changing(visit: Visit, view_id: int) -> HttpResponse:
    """Give a view another name, search or role."""
    form = visit.request.POST
    view = commands.change_view(
        view_id=view_id,
        name=forms.line(form, "name"),
        search=forms.line(form, "search"),
        role=forms.line(form, "role") if "role" in form else None,
        version=forms.number_or_none(form, "version"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("views", said=f"“{view.name}” is changed")


@act("read the desk", again=views)
def moving(visit: Visit, view_id: int) -> HttpResponse:
    """Move a view up or down; the button that was pressed has the focus again."""
    way = "up" if visit.request.POST.get("way") == "up" else "down"
    commands.move_view(view_id=view_id, up=way == "up", by=visit.by, at=visit.now)
    return visit.then(f"{reverse('views')}?{urlencode({'moved': view_id, 'way': way})}#view-{view_id}")


@act("read the desk", again=views)
def deleting(visit: Visit, view_id: int) -> HttpResponse:
    """Delete a view; the page offers to bring it back."""
    commands.delete_view(view_id=view_id, by=visit.by, at=visit.now)
    return visit.then(f"{reverse('views')}?{urlencode({'deleted': view_id})}")


@act("read the desk", again=views)
def bringing_back(visit: Visit, view_id: int) -> HttpResponse:
    """Bring a deleted view back."""
    view = commands.bring_view_back(view_id=view_id, by=visit.by, at=visit.now)
    return visit.then("views", said=f"“{view.name}” is back")


def _counts(visit: Visit, rows: tuple[ViewRow, ...], asked: Mapping[int, Asking]) -> dict[str, int]:
    """Count them all in one statement."""
    manual = visit.book
    who = reader_of(visit.member.pk, manual, now=visit.now, notes=visit.may("write notes"), named=_named(asked))
    lists = {
        f"list:{each.name}": Counted.of_list(each, manual.when(visit.now, hours_of(each, manual)))
        for each in offered(visit)
    }
    return counted({**lists, **{f"view:{row.id}": Counted.of_view(asked[row.id], who) for row in rows}})


def _named(asked: Mapping[int, Asking]) -> bool:
    return any("with:" in str(each) for each in asked.values())


def _in_words(asked: Asking) -> str:
    words = " ".join(str(word) for word in asked.words)
    return ", ".join([*([f"“{words}”"] if words else []), *(chip(each) for each in asked.filters)])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _url(sort: str, value: object) -> str:
    return f"{reverse('desk')}?{urlencode({sort: value})}"
