"""Imported tickets are taken back: gone, with their past, where nobody here has worked on them."""

from datetime import datetime

from django.db import connection

from rounds.accounts.commands import Undone
from rounds.accounts.commands.taking_back import pointing_at
from rounds.desk.events.imported import TicketTakenBack
from rounds.desk.models import Hold, Message, Party, PastChange, Ticket, TicketKnownAs
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command

OWN = frozenset({"ticket_known_as", "ticket_past", "ticket_party", "ticket_hold", "message"})
"""Tables that an import writes with a ticket; whatever else points at one says that it is in use."""


@command
def take_back_tickets(*, import_id: int, by: Actor, at: datetime) -> Undone:
    """Take back the tickets that an import made, but for those that somebody worked on. at: aware, UTC. Raises NotAllowed."""
    require(by, "import data")
    rows = TicketKnownAs.objects.filter(import_id=import_id).select_for_update().order_by("record_id")
    known = list(rows.values_list("record_id", "made", "version"))
    came_as = {ticket: version for ticket, made, version in known if made}
    tickets = Ticket.objects.filter(id__in=list(came_as)).order_by("id").select_for_update()
    found = list(tickets.values_list("id", "version", "account_id"))
    untouched = {ticket: account for ticket, version, account in found if version == came_as[ticket]}
    free = _unused(set(untouched), import_id)
    for model in (PastChange, Hold, Party, Message):
        model.objects.filter(ticket_id__in=free).delete()
    TicketKnownAs.objects.filter(record_id__in=free).delete()
    Ticket.objects.filter(id__in=free).delete()
    told = [TicketTakenBack(ticket=number, account=untouched[number], import_id=import_id) for number in sorted(free)]
    record_alike(told, by=by, at=at)
    return Undone(len(free), 0, len(known) - len(free))


def _unused(tickets: set[int], import_id: int) -> set[int]:
    """Say which tickets nothing has happened to, nobody said more on, and nothing else points at."""
    if not tickets:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject_id FROM timeline_event WHERE subject_kind = 'ticket' AND subject_id = ANY(%s) "
            "AND NOT (kind = 'desk.ticket imported' AND payload->>'import_id' = %s) "
            "UNION SELECT ticket_id FROM message WHERE ticket_id = ANY(%s) GROUP BY ticket_id HAVING count(*) > 1",
            [list(tickets), str(import_id), list(tickets)],
        )
        used = {number for (number,) in cursor.fetchall()}
        return tickets - used - pointing_at(cursor, "ticket", tickets, besides=OWN)
