"""What Rounds could not do by itself, for whoever may do something about it: what, since when, how often tried, why, and what helps."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from rounds.basics.duty import Rows
from rounds.desk.queries import called
from rounds.engine import commands
from rounds.engine.models import PutOff
from rounds.engine.queries import put_off_count, put_off_rows
from rounds.engine.rules import Plain, plain
from rounds.lists.duties import TELL
from rounds.lists.models import Standing
from rounds.mail.duties import RECOVER
from rounds.targets.duties import ACT
from rounds.targets.models import Run
from rounds.web.addresses import url
from rounds.web.doors import act, page
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit

MANAGE = "manage people"
MOST = 100
"""Rows that are shown; what stands in the way of so many is seen in the first of them."""


@dataclass(frozen=True, slots=True)
class Of:
    """What a row is about. url: of its page, where whoever looks may open it."""

    words: str
    subject: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row, in plain words."""

    row: PutOff
    of: Of
    plain: Plain


@page(MANAGE)
def put_off(visit: Visit, put_off_id: int | None = None) -> HttpResponse:
    """List what was put off, the longest first. put_off_id: the one that an act was refused on."""
    rows = put_off_rows(most=MOST)
    about = _about(visit, rows)
    shown = tuple(ShownRow(row, about[row.pk], plain(row.trouble)) for row in rows)
    total = len(rows) if len(rows) < MOST else put_off_count()
    return drawn(visit, "settings/put_off.html", rows=shown, total=total)


@act(MANAGE, again=put_off)
def again(visit: Visit, put_off_id: int) -> HttpResponse:
    """Have one tried again at once."""
    commands.try_again(put_off_id=put_off_id, by=visit.by, at=visit.now)
    return visit.then("put-off", said="It is tried again now; what is not due any more leaves this list")


def _about(visit: Visit, rows: Iterable[PutOff]) -> dict[int, Of]:
    """Say what each row is about, in three questions at most; by its ticket where it is about one."""
    tickets = {row.pk: row.row_id for row in rows if row.of == Rows.TICKETS}
    for duty, model in ((ACT, Run), (TELL, Standing)):
        theirs = {row.row_id: row.pk for row in rows if row.duty == duty.name}
        found = model.objects.filter(id__in=theirs).values_list("id", "ticket_id") if theirs else ()
        tickets |= {theirs[row_id]: ticket_id for row_id, ticket_id in found}
    names = called(tickets.values())
    return {row.pk: _of(visit, row, names.get(tickets.get(row.pk, 0))) for row in rows}


def _of(visit: Visit, row: PutOff, ticket: tuple[int, str] | None) -> Of:
    if ticket:
        number, subject = ticket
        reads = visit.may("read the desk")
        return Of(f"#{number}", subject if reads else "", url("ticket", number) if reads else "")
    if row.duty == RECOVER.name:
        return Of("a mail on its way out", url=url("outbox-row", row.row_id) if visit.may("see the outbox") else "")
    return Of("the whole company" if row.of == Rows.COMPANIES else f"record {row.row_id}")
