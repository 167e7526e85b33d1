"""Bringing one's own data in: a file, its columns, a try, and then it comes in while one does something else."""

from django.conf import settings
from django.http import HttpResponse

from rounds.basics.problems import Problem
from rounds.basics.text import counted
from rounds.desk.clauses import TicketKind
from rounds.desk.commands.loading import holds_clause
from rounds.imports import commands
from rounds.imports.commands.loading import map_of
from rounds.imports.queries import ImportPage, import_list, import_page
from rounds.imports.rejected import as_csv
from rounds.imports.rules import Stage
from rounds.imports.targets import What, words
from rounds.telemetry.commands import drop_waiting
from rounds.telemetry.queries import future, unknown
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.forms import Malformed
from rounds.web.views.files import saved
from rounds.web.views.import_map import MapForm, map_form, written
from rounds.web.visit import Visit

IMPORT = "import data"
A_FEW = 20
"""Firms and assets that usage waits for, which the page lists; the first ones."""


@page(IMPORT)
def imports(visit: Visit) -> HttpResponse:
    """Offer to bring a file, and list those that came before."""
    found = import_list()
    typed = visit.typed or {}
    return visit.page(
        "imports/list.html",
        whats=[(what.value, what.value == typed.get("what", What.ACCOUNTS)) for what in What],
        source=typed.get("source", ""),
        running=[each for each in found if each.stage in {Stage.RUNNING, Stage.TRYING}],
        waiting=[each for each in found if each.stage in {Stage.BROUGHT, Stage.STOPPED}],
        past=[each for each in found if each.stage in {Stage.DONE, Stage.TAKEN_BACK}],
        most=settings.IMPORT_LIMIT // 2**20,
        apart=unknown(limit=A_FEW),
        ahead=future(),
    )


@act(IMPORT, again=imports)
def drop_usage(visit: Visit, stranger_id: int) -> HttpResponse:
    """Drop the usage that waits for a firm or an asset that nobody knows."""
    drop_waiting(stranger_id=stranger_id, by=visit.by, at=visit.now)
    return visit.then("imports", said="These records are gone")


@page(IMPORT)
def one(visit: Visit, import_id: int) -> HttpResponse:
    """Show one import: its file, what its columns become, what a try found, how far it is."""
    found = import_page(import_id, at=visit.now)
    return visit.page(
        "imports/one.html",
        part="running",
        it=found,
        row=found.row,
        step=_step(found),
        form=_form(visit, found),
        columns=words(found.what),
        pasts=found.pasts,
        may_check_in=visit.may("do check-ins"),
        map_text=(visit.typed or {}).get("map", found.row.map),
        busy=found.stage in {Stage.RUNNING, Stage.TRYING},
    )


@page(IMPORT)
def rejected(visit: Visit, import_id: int) -> HttpResponse:
    """Give the rows that cannot come in, to mend and bring again."""
    found = import_page(import_id, at=visit.now)
    _, text = as_csv(found.row)
    return saved(f"rejected-{found.row.name}.csv", "text/csv", text.encode())


@act(IMPORT, again=imports)
def bring(visit: Visit) -> HttpResponse:
    """Take a file, read it, and guess its columns."""
    upload = visit.request.FILES.get("file")
    if upload is None or not upload.size:
        raise Malformed([Problem("no file", "No file was chosen.", "Choose one with a row of names.", field="file")])
    if upload.size > settings.IMPORT_LIMIT:
        text = f"The file has more than {settings.IMPORT_LIMIT // 2**20} MB."
        raise Malformed([Problem("too large", text, "Bring it in parts, or packed with gzip.", field="file")])
    found = commands.bring_file(
        what=_what(visit.request.POST),
        name=upload.name or "file",
        data=upload.read(),
        source=forms.line(visit.request.POST, "source") or "file",
        by=visit.by,
        at=visit.now,
    )
    return visit.then("import", found.pk, said=f"Read as {', '.join(found.said)}; nothing is written yet")


@act(IMPORT, again=one)
def columns(visit: Visit, import_id: int) -> HttpResponse:
    """Keep what the columns become, as chosen one by one or written as a map, and try it where that was asked."""
    form = visit.request.POST
    found = import_page(import_id, at=visit.now)
    text = forms.text(form, "map") if "map" in form else written(found, map_of(found.row), form)
    kept = commands.choose_columns(
        import_id=import_id, map_text=text, version=forms.number_or_none(form, "version"), by=visit.by, at=visit.now
    )
    if form.get("go") == "try":
        commands.ask_to_try(import_id=kept.pk, by=visit.by, at=visit.now)
        return visit.then("import", import_id)
    return visit.then("import", import_id, said="The columns are kept; nothing is written yet")


@act(IMPORT, again=one)
def trial(visit: Visit, import_id: int) -> HttpResponse:
    """Have it tried: everything is decided, and nothing is written."""
    commands.ask_to_try(
        import_id=import_id, version=forms.number_or_none(visit.request.POST, "version"), by=visit.by, at=visit.now
    )
    return visit.then("import", import_id)


@act(IMPORT, again=one)
def run(visit: Visit, import_id: int) -> HttpResponse:
    """Have it come in, or go on where it stopped."""
    commands.start(
        import_id=import_id, version=forms.number_or_none(visit.request.POST, "version"), by=visit.by, at=visit.now
    )
    return visit.then("import", import_id, said="It comes in; you may leave this page")


@act(IMPORT, again=one)
def stop(visit: Visit, import_id: int) -> HttpResponse:
    """Stop it; what came in stays until it is taken back."""
    found = commands.stop(import_id=import_id, by=visit.by, at=visit.now)
    said = (
        "The file is dropped" if found.stage == Stage.TAKEN_BACK else f"Stopped behind {counted(found.position, 'row')}"
    )
    return visit.then("import", import_id, said=said)


@act(IMPORT, again=one)
def take_back(visit: Visit, import_id: int) -> HttpResponse:
    """Take back what nobody has touched since."""
    undone = commands.take_back_import(
        import_id=import_id, version=forms.number_or_none(visit.request.POST, "version"), by=visit.by, at=visit.now
    )
    said = f"Taken back: {counted(undone.removed, 'record')} gone, {undone.undone:,} as before, {undone.stays:,} stay"
    return visit.then("import", import_id, said=said)


def _what(form: forms.Form) -> What:
    written_ = form.get("what", "")
    if written_ not in list(What):
        raise Malformed([Problem("no kind", "The form does not say what the file has in it.", field="what")])
    return What(written_)


def _step(found: ImportPage) -> int:
    """Say which of the four steps it is at: 2 columns, 3 tried, 4 coming in, 5 all done."""
    if found.stage in {Stage.DONE, Stage.TAKEN_BACK}:
        return 5
    if found.stage in {Stage.RUNNING, Stage.STOPPED}:
        return 4
    return 3 if found.row.tried or found.stage is Stage.TRYING else 2


def _form(visit: Visit, found: ImportPage) -> MapForm | None:
    if found.stage is not Stage.BROUGHT:
        return None
    clause = holds_clause(visit.book)
    kinds = tuple(kind.name for kind in visit.book.all(TicketKind))
    return map_form(found, map_of(found.row), kinds=kinds, holders=tuple(clause.held_by) if clause else ())
