"""Each minute it is seen which tickets stand in the lists that mind how long, and which have left them."""

from datetime import datetime, timedelta

from rounds.lists.clauses import NamedList
from rounds.lists.models import Standing
from rounds.lists.queries.standing import hours_of, ids_in
from rounds.lists.rules import too_long_at
from rounds.policies.book import Book
from rounds.policies.queries import clauses_in_force
from rounds.team.rules import HoursClause
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

AGAIN = timedelta(minutes=1)
"""How soon it is looked again: plumbing, for a list changes with every act and with the hour."""

BEGUN = """
    INSERT INTO lists_looked (workspace_id, looks_at) VALUES (%s, '-infinity') ON CONFLICT (workspace_id) DO NOTHING
"""

TAKEN = "SELECT id FROM lists_looked WHERE looks_at <= %s FOR UPDATE SKIP LOCKED"

COME = """
    INSERT INTO list_standing (workspace_id, named, ticket_id, since, version, too_long_at)
    SELECT %s, %s, found.id, %s, %s, %s FROM ({ids}) found
    ON CONFLICT (workspace_id, named, ticket_id) DO NOTHING
"""

LEFT = "DELETE FROM list_standing WHERE named = %s AND ticket_id NOT IN ({ids})"

MOST = 5_000
"""Tickets of a list whose time is worked out anew at once where the manual has changed; the next minute takes the rest."""


@command
def look_at_lists(*, at: datetime) -> bool:
    """See who stands in each list; False where another loop does. at: aware, UTC.

    Source: C5; clause kind `list`. It tells nobody and changes no ticket, so it leaves no event.
    """
    execute(BEGUN, [here()])
    if not fetch(TAKEN, [at]):
        return False
    manual = clauses_in_force(NamedList, HoursClause)
    minding = [clause for clause in manual.all(NamedList) if clause.stays]
    for clause in minding:
        _look(clause, manual, at)
    Standing.objects.exclude(named__in=[clause.name for clause in minding]).delete()
    execute("UPDATE lists_looked SET looks_at = %s", [at + AGAIN])
    return True


def _look(clause: NamedList, manual: Book, at: datetime) -> None:
    ids = ids_in(clause, manual.when(at, hours_of(clause, manual)))
    due = too_long_at(clause, since=at, hours=hours_of(clause, manual))
    execute(LEFT.format(ids=ids.where), [clause.name, *ids.values])
    execute(COME.format(ids=ids.where), [here(), clause.name, at, manual.version, due, *ids.values])
    _work_out_anew(clause, manual)


def _work_out_anew(clause: NamedList, manual: Book) -> None:
    """What stands there takes the manual in force, from the moment since which it stands."""
    hours = hours_of(clause, manual)
    rows = Standing.objects.filter(named=clause.name, told_at=None).exclude(version=manual.version)
    setwise.update(
        Standing,
        [
            {"id": row_id, "version": manual.version, "too_long_at": too_long_at(clause, since=since, hours=hours)}
            for row_id, since in rows.order_by("id").values_list("id", "since")[:MOST]
        ],
    )
