"""The operating manual as it runs: prose, and each clause as a card; its versions, and the way back to one."""

from django.http import HttpResponse

from rounds.manual import commands
from rounds.manual.queries import draft_page, manual_page, new_acts, proposal, text_of_version, versions_page
from rounds.timeline import house as rules_of_the_house
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit

ADOPT = "adopt the manual"


@page("read the manual")
def manual(visit: Visit, version: int | None = None) -> HttpResponse:
    """Show the version in force, or the one that the address names."""
    found = manual_page(at=visit.now, version=version)
    shows_new = visit.may(ADOPT) and found.version == visit.book.version
    new = new_acts() if shows_new else None
    draft = draft_page() if new else None
    return drawn(visit, "manual/read.html", manual=found, in_force=visit.book.version, new=new, draft=draft)


@page("read the manual")
def versions(visit: Visit) -> HttpResponse:
    """List the versions: who, when, and what changed in words."""
    below = forms.number_or_none(visit.request.GET, "below")
    return drawn(visit, "manual/versions.html", found=versions_page(below=below))


@page("read the manual")
def house(visit: Visit) -> HttpResponse:
    """List the rules of the house, which hold whatever a manual says."""
    return visit.page("manual/house.html", rules=rules_of_the_house.all_rules())


@page(ADOPT)
def back(visit: Visit, version: int) -> HttpResponse:
    """Show what bringing a version back would change, before it is done."""
    found = proposal(text_of_version(version), at=visit.now)
    return drawn(
        visit, "manual/changes.html", found=found, may_go=found.could_come, brings=version, read_under=found.in_force
    )


@act(ADOPT, again=back)
def bring_back(visit: Visit, version: int) -> HttpResponse:
    """Put an earlier version in force again."""
    read_under = forms.number(visit.request.POST, "version")
    made = commands.bring_back(number=version, version=read_under, by=visit.by, at=visit.now)
    return visit.then("manual", said=f"Version {made.version} is in force, with the words of version {version}")


def drawn(visit: Visit, template: str, *, part: str | None = None, **values: object) -> HttpResponse:
    """Draw a page of the manual, with the segments that lead to the others."""
    next_version = visit.book.version + 1
    may_adopt = visit.may(ADOPT)
    return visit.page(template, part=part, status=200, next_version=next_version, may_adopt=may_adopt, **values)
