"""An import is taken back: check-ins give back what they took of it, where nothing has happened on them since (A1, A7).

Where somebody, or a later import, has done something since, it is by then the plan of a year: it stays, and the import's page names it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from django.db.models import Max

from rounds.checkins.brought import HOLDS, Outcome, stays_because
from rounds.checkins.clauses import Programme
from rounds.checkins.commands.bringing_in import NOT_COMPARED
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.titling import title_said
from rounds.checkins.events import PastGivenBack, PastNoted
from rounds.checkins.models import Brought, CheckIn, GradeGiven
from rounds.checkins.queries.brought import with_rounds
from rounds.checkins.queries.standing import mornings_of
from rounds.checkins.queries.titles import words_of_grades
from rounds.checkins.rules.coming_round import first_date
from rounds.checkins.rules.titles import title
from rounds.desk.commands.recurring import date_many_recurring, put_many_back, recur_by
from rounds.desk.dates import ReopenDate
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import record_alike, record_many
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.current import command


@command
def drop_pasts(*, import_id: int, by: Actor, at: datetime) -> None:
    """Forget what an import brought of check-ins, as it is taken back; those that took it give it back where nothing happened since.

    at: aware, UTC. Raises NotAllowed. Source: A1, A7.
    """
    require(by, "import data")
    rows = Brought.objects.filter(import_id=import_id)
    _give_back(import_id, by=by, at=at)
    ids = list(rows.order_by("account_id").values_list("account_id", flat=True))
    rows.exclude(outcome__in=[*HOLDS, Outcome.BACK]).delete()
    record_alike([PastNoted(account=each, import_id=import_id, back=True) for each in ids], by=by, at=at)


def _give_back(import_id: int, *, by: Actor, at: datetime) -> None:
    """Let check-ins that took it stand as before, and note of the others why it stays; in few statements.

    Tickets are locked before anything of the firms, as whoever writes on them does.
    """
    rows = Brought.objects.filter(import_id=import_id, outcome=Outcome.TAKEN)
    taken = {row.check_in_id: row for row in rows if row.check_in_id}
    if not taken:
        return
    ticket_ids = list(CheckIn.objects.filter(id__in=list(taken)).values_list("ticket_id", flat=True))
    tickets = Ticket.objects.select_for_update().filter(id__in=ticket_ids).order_by("id").in_bulk()
    locked = CheckIn.objects.select_for_update(no_key=True, of=("self",)).filter(ticket__in=list(tickets))
    check_ins = list(locked.select_related("account").order_by("id"))
    for check_in in check_ins:
        check_in.ticket = tickets[check_in.ticket_id]
    manual = book()
    why = _stay(taken, check_ins, manual)
    back = [each for each in check_ins if each.pk not in why]
    setwise.update(Brought, [{"id": taken[number].pk, "outcome": outcome} for number, outcome in why.items()])
    _put_back(taken, back, by=by, at=at)
    for programme in manual.all(Programme):
        of_it = [each for each in back if each.programme == programme.name]
        _take_out(taken, of_it, programme, manual, by=by, at=at)
    _note_back(taken, back)


def _stay(taken: Mapping[int, Brought], check_ins: Sequence[CheckIn], manual: Book) -> dict[int, Outcome]:
    """Say which of these keep what they took, and why, by their ids."""
    ids, begun = [each.pk for each in check_ins], with_rounds(check_ins)
    holds = Brought.objects.filter(check_in__in=ids, outcome__in=HOLDS).values_list("check_in_id")
    last = dict(holds.annotate(last=Max("id")))
    found = {}
    for each in check_ins:
        row = taken[each.pk]
        because = stays_because(
            told_anew=last[each.pk] > row.pk,
            had_a_round=each.pk in begun,
            changed=row.version != each.ticket.version or manual.find(Programme, each.programme) is None,
        )
        if because:
            found[each.pk] = because
    return found


def _put_back(taken: Mapping[int, Brought], back: Sequence[CheckIn], *, by: Actor, at: datetime) -> None:
    """Let those that stood before stand so again, with the grade and the day of the last one that they had."""
    stood = {each.pk: taken[each.pk].stood for each in back}
    before = [(each.ticket, was) for each in back if (was := stood[each.pk].ticket)]
    put_many_back(tickets=before, by=by, at=at)
    for each in back:
        each.last_on, each.grade = stood[each.pk].last_on, stood[each.pk].grade
    rows = [{"id": each.pk, "last_on": each.last_on, "grade": each.grade, **NOT_COMPARED} for each in back]
    setwise.update(CheckIn, rows)
    GradeGiven.objects.filter(id__in=[was.given for was in stood.values() if was.given]).delete()


def _take_out(
    taken: Mapping[int, Brought],
    back: Sequence[CheckIn],
    programme: Programme,
    manual: Book,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Give those of a programme that came onto it with their past the day of a firm that has none, and all of them their titles."""
    dates = _dates([each for each in back if _began(taken[each.pk])], programme, manual, at=at)
    date_many_recurring(dates=[(each.ticket, dates[each.pk]) for each in back if each.pk in dates], at=at)
    words, told, named = words_of_grades(programme, manual), [], []
    for each in back:
        ticket, says = each.ticket, words.get(each.grade, "")
        if says != ticket.mark:
            told.append(title_said(each, says, programme, manual, was=ticket.mark, at=at))
            named.append((ticket, title(ticket.subject, was=ticket.mark, now=says), says))
    recur_by(tickets=named, clause=programme.identity)
    record_many(told)
    gone = [
        PastGivenBack(**about(each), import_id=taken[each.pk].import_id, due_at=each.ticket.wakes_at) for each in back
    ]
    record_alike(gone, by=by, at=at)


def _began(row: Brought) -> bool:
    """Say whether the check-in began with it, on a day that followed from it."""
    return row.stood.ticket is None and row.past.is_dated


def _dates(back: Sequence[CheckIn], programme: Programme, manual: Book, *, at: datetime) -> dict[int, ReopenDate]:
    place = count(CheckIn.objects.filter(programme=programme.name).count() + 1) if back else count(1)
    return {
        each.pk: first_date(
            programme, manual.version, place=next(place), hours=mornings_of(each.account, programme, manual), at=at
        )
        for each in back
    }


def _note_back(taken: Mapping[int, Brought], back: Sequence[CheckIn]) -> None:
    """Note that it is given back. What was taken before it can be given back then, too: the check-in stands as it left it."""
    before = {each.pk: (taken[each.pk].stood.version, each.ticket.version) for each in back}
    held = Brought.objects.filter(check_in__in=list(before), outcome=Outcome.TAKEN).exclude(version=None)
    again = [
        {"id": number, "version": before[check_in_id][1]}
        for number, check_in_id, version in held.values_list("id", "check_in_id", "version")
        if version == before[check_in_id][0]
    ]
    setwise.update(Brought, again)
    setwise.update(Brought, [{"id": taken[each.pk].pk, "outcome": Outcome.BACK} for each in back])
