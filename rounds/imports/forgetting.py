"""What imports forget of somebody who is erased: rows that were turned away; a file that waits is settled first."""

from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from rounds.accounts.erasing import ERASED, WasKnown, blot
from rounds.basics.problems import Problem, Refused
from rounds.imports.commands.loading import map_of
from rounds.imports.models import Import, ImportFile, TurnedRow
from rounds.imports.reading import read_table


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them. Raises Refused while a file that names them waits to come in."""
    for kept in ImportFile.objects.select_related("of").order_by("id"):
        if _names(kept, was):
            text = f"The file “{kept.of.name}” waits to come in, and names this person."
            raise Refused([Problem("in a file", text, "Bring it in, or stop it and take it back, first.")])
    if not (traces := was.traces()):
        return
    in_cells = Q(written__iregex=was.within_json()) & Q(written__iregex=was.traces_in_json())
    said = in_cells | Q(key__iregex=traces) | Q(reason__iregex=traces)
    rows = TurnedRow.objects.alias(written=Cast("cells", TextField())).filter(said)
    ids = list(rows.values_list("id", flat=True))
    TurnedRow.objects.filter(id__in=ids).update(cells=[], key=ERASED, reason=ERASED, fix="")
    for column in ("name", "trouble"):
        blot(Import.objects.all(), column, traces)


def _names(kept: ImportFile, was: WasKnown) -> bool:
    """Say whether a file has one of their addresses in it, or their full name."""
    words = [word.casefold() for word in (*was.addresses, *(name for name in was.names if " " in name))]
    try:
        table = read_table(bytes(kept.data), most=settings.IMPORT_LIMIT, way=map_of(kept.of).way)
        texts = ["\n".join(row.cells).casefold() for row in table.rows]
    except Refused:  # what cannot be read as a table is looked through as it is
        texts = [bytes(kept.data).decode("utf-8", "replace").casefold()]
    return any(word in text for text in texts for word in words)
