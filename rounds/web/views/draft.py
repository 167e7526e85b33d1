"""The draft of the next manual: written, checked as it is written, held against the one in force, adopted or dropped."""

import json
from functools import cache

from django.http import HttpResponse
from django.shortcuts import redirect

from rounds.manual import commands
from rounds.manual.checking import checked
from rounds.manual.findings import Place
from rounds.manual.mending import mended
from rounds.manual.presence import be_at_draft, leave_draft
from rounds.manual.queries import DraftPage, draft_page, proposal
from rounds.manual.vocabulary import vocabulary
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.forms import Form
from rounds.web.views.findings import shown_findings
from rounds.web.views.manual import ADOPT, drawn
from rounds.web.visit import Visit


@page(ADOPT)
def draft(visit: Visit) -> HttpResponse:
    """Show the draft, or the text in force to begin one from, with what the check finds in it."""
    return _written(visit, visit.typed)


@act(ADOPT, again=draft)
def check(visit: Visit) -> HttpResponse:
    """Say what is wrong in a text, or what it changes, and keep nothing: the page asks this as one types."""
    return _written(visit, visit.request.POST, part="findings")


@act(ADOPT, again=draft)
def save(visit: Visit) -> HttpResponse:
    """Keep the draft; where it shall come into force, go on to what it changes."""
    _save(visit, forms.text(visit.request.POST, "text"))
    if visit.request.POST.get("go") == "compare":
        return visit.then("manual-changes")
    return visit.then("manual-draft", said="The draft is kept; nothing runs by it yet")


@act(ADOPT, again=draft)
def mend(visit: Visit) -> HttpResponse:
    """Write one word that the checker offers into the draft, and keep it."""
    text = forms.text(visit.request.POST, "text")
    place, read = _place(visit.request.POST), checked(text)
    done = mended(read.text, read.findings, place)
    if done is None:
        _save(visit, text)
        return visit.then("manual-draft", said="The draft is kept; there was nothing to mend any more at that place")
    fixed, finding = done
    _save(visit, fixed)
    return visit.then("manual-draft", said=f"Line {finding.line} says “{finding.fix}”, and the draft is kept")


@act(ADOPT, again=draft)
def presence(visit: Visit) -> HttpResponse:
    """Keep the word of a page that somebody looks at the draft, or writes, or has gone; says who else does, and what was saved since."""
    doing = visit.request.POST.get("doing", "")
    if doing == "gone":
        leave_draft(by=visit.by, at=visit.now)
        return HttpResponse(status=204)
    others = be_at_draft(writing=doing == "writing", by=visit.by, at=visit.now)
    found, sent = _moved_since(forms.number(visit.request.POST, "version")), visit.request.POST.get("saved", "")
    only_overtaken = found is not None and bool(sent) and sent == _saved(found)
    return visit.part("manual/presence.html", others=others, saved=found, only_overtaken=only_overtaken)


@act(ADOPT, again=draft)
def take_new_acts(visit: Visit) -> HttpResponse:
    """Write what roles may do anew into the draft, and go on to what that changes."""
    commands.draft_new_acts(version=forms.number(visit.request.POST, "version"), by=visit.by, at=visit.now)
    return visit.then("manual-changes", said="The draft has it; nothing runs by it yet")


@act(ADOPT, again=draft)
def drop(visit: Visit) -> HttpResponse:
    """Give the draft up."""
    commands.drop_draft(version=forms.number(visit.request.POST, "version"), by=visit.by, at=visit.now)
    return visit.then("manual", said="The draft is dropped")


@page(ADOPT)
def changes(visit: Visit) -> HttpResponse:
    """Show what the draft changes and touches, before it comes into force."""
    found = draft_page()
    held = proposal(found.text, at=visit.now)
    if held.findings:
        return redirect("manual-draft")
    may_go = held.could_come and found.kept
    return drawn(
        visit, "manual/changes.html", found=held, may_go=may_go, overtaken=found.overtaken, read_under=found.version
    )


@act(ADOPT, again=changes)
def adopt(visit: Visit) -> HttpResponse:
    """Put the draft in force."""
    made = commands.adopt_draft(version=forms.number(visit.request.POST, "version"), by=visit.by, at=visit.now)
    return visit.then("manual", said=f"Version {made.version} is in force")


def _written(visit: Visit, typed: Form | None, *, part: str | None = None) -> HttpResponse:
    """Draw the draft with what was typed, else as it was saved."""
    found = draft_page()
    text = typed["text"].replace("\r\n", "\n") if typed and "text" in typed else found.text
    held = proposal(text, at=visit.now)
    return drawn(
        visit,
        "manual/draft.html",
        part=part,
        draft=found,
        text=text,
        version=typed.get("version", found.version) if typed else found.version,
        saved=typed.get("saved", _saved(found)) if typed else _saved(found),
        found=held,
        findings=shown_findings(held.text, held.findings),
        words=_words() if part is None else "",
    )


def _saved(found: DraftPage) -> str:
    """Write when a draft was saved, as its page sends it back; "" where nobody saved it yet."""
    return found.saved_at.isoformat() if found.saved_at else ""


def _moved_since(version: int) -> DraftPage | None:
    """Give the draft as it stands where it is no more the one that a page shows. version: of that one."""
    found = draft_page()
    return found if found.version != version else None


@cache
def _words() -> str:
    """Give what the editor offers, as its script reads it."""
    return json.dumps(vocabulary(), ensure_ascii=False)


def _save(visit: Visit, text: str) -> None:
    version = forms.number(visit.request.POST, "version")
    commands.save_draft(text=text, version=version, by=visit.by, at=visit.now)


def _place(form: Form) -> Place:
    """Read which finding a button stands for, as "line.column"."""
    line, _, column = form.get("fix", "").partition(".")
    return Place(forms.number({"line": line}, "line"), forms.number({"column": column}, "column"))
