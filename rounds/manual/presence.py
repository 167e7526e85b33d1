"""Who else is at the draft, looking or writing: as at a ticket (`rounds.desk.presence`), no act and no history."""

from datetime import datetime

from rounds.basics.problems import NotAllowed, Problem
from rounds.desk.presence import STAYS, Here
from rounds.manual.whole import ADOPT
from rounds.team.queries import require
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch

# changed_in tells open pages of a change they would draw: somebody came, left, began or stopped writing. A renewal is none.
RENEW = """
    INSERT INTO at_draft (workspace_id, member_id, writing, until, changed_in)
    VALUES (%s, %s, %s, %s, pg_current_xact_id()::text::bigint)
    ON CONFLICT (workspace_id, member_id) DO UPDATE SET
        writing = excluded.writing, until = excluded.until,
        changed_in = CASE WHEN at_draft.until > %s AND at_draft.writing = excluded.writing
            THEN at_draft.changed_in ELSE excluded.changed_in END
"""

END = """
    UPDATE at_draft SET until = %s, writing = false, changed_in = pg_current_xact_id()::text::bigint
    WHERE workspace_id = %s AND member_id = %s AND until > %s
"""

OTHERS = """
    SELECT m.name, a.writing FROM at_draft a JOIN member m ON m.workspace_id = a.workspace_id AND m.id = a.member_id
    WHERE a.workspace_id = %s AND a.member_id <> %s AND a.until > %s
    ORDER BY a.writing DESC, m.name LIMIT 12
"""


def be_at_draft(*, writing: bool, by: Actor, at: datetime) -> tuple[Here, ...]:
    """Say that a member looks at the draft, or writes on it, for the next 40 seconds; gives who else does.

    at: aware, UTC. Raises NotAllowed.
    """
    execute(RENEW, [here(), _member_id(by), writing, at + STAYS, at])
    return tuple(Here(name, writing) for name, writing in fetch(OTHERS, [here(), _member_id(by), at]))


def leave_draft(*, by: Actor, at: datetime) -> None:
    """Say that a member has gone from the draft. Raises NotAllowed."""
    execute(END, [at, here(), _member_id(by), at])


def _member_id(by: Actor) -> int:
    require(by, ADOPT)
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only members are seen at the draft.")])
    return by.id
