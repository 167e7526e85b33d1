"""Who else is at a ticket, looking or writing. No act and no history: a row that ends by itself when nobody renews it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.basics.problems import NotAllowed, NotThere, Problem
from rounds.desk.models import Ticket
from rounds.team.queries import require
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch

STAYS = timedelta(seconds=40)
"""How long somebody counts as here after their page last said so; it says so each 15 seconds."""

# changed_in tells open pages of a change they would draw: somebody came, left, began or stopped writing. A renewal is none.
RENEW = """
    INSERT INTO presence (workspace_id, ticket_id, member_id, writing, until, changed_in)
    VALUES (%s, %s, %s, %s, %s, pg_current_xact_id()::text::bigint)
    ON CONFLICT (workspace_id, ticket_id, member_id) DO UPDATE SET
        writing = excluded.writing, until = excluded.until,
        changed_in = CASE WHEN presence.until > %s AND presence.writing = excluded.writing
            THEN presence.changed_in ELSE excluded.changed_in END
"""

END = """
    UPDATE presence SET until = %s, writing = false, changed_in = pg_current_xact_id()::text::bigint
    WHERE workspace_id = %s AND ticket_id = %s AND member_id = %s AND until > %s
"""

SWEEP = "DELETE FROM presence WHERE workspace_id = %s AND member_id = %s AND ticket_id <> %s AND until < %s"

OTHERS = """
    SELECT m.name, p.writing FROM presence p JOIN member m ON m.workspace_id = p.workspace_id AND m.id = p.member_id
    WHERE p.workspace_id = %s AND p.ticket_id = %s AND p.member_id <> %s AND p.until > %s
    ORDER BY p.writing DESC, m.name LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody at a ticket."""

    name: str
    writing: bool


def be_here(*, number: int, writing: bool, by: Actor, at: datetime) -> tuple[Here, ...]:
    """Say that a member looks at a ticket, or writes on it, for the next 40 seconds; gives who else does.

    at: aware, UTC. Raises NotAllowed, NotThere.
    """
    ticket_id, member_id = _ticket_id(number, by), _member_id(by)
    execute(SWEEP, [here(), member_id, ticket_id, at - STAYS])
    execute(RENEW, [here(), ticket_id, member_id, writing, at + STAYS, at])
    return others_at(ticket_id, member_id, at)


def leave(*, number: int, by: Actor, at: datetime) -> None:
    """Say that a member has gone from a ticket. Raises NotAllowed, NotThere."""
    execute(END, [at, here(), _ticket_id(number, by), _member_id(by), at])


def others_at(ticket_id: int, member_id: int, at: datetime) -> tuple[Here, ...]:
    """List who else is at a ticket, whoever writes first."""
    return tuple(Here(name, writing) for name, writing in fetch(OTHERS, [here(), ticket_id, member_id, at]))


def _ticket_id(number: int, by: Actor) -> int:
    require(by, "read the desk")
    found = Ticket.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise NotThere(f"ticket {number}")
    return found


def _member_id(by: Actor) -> int:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only members are seen at a ticket.")])
    return by.id
