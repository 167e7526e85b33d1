"""What happened to an imported ticket where it came from, told from its kept rows: what each change changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.text import counted, listed
from rounds.workspaces.rows import fetch

PAST = """
    SELECT position, at, state, word, by_member_id, by_name, assignee_member_id, assignee_name, group_name, priority, reopened
    FROM ticket_past WHERE ticket_id = %s ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class PastLine:
    """One change there, or several in a row that changed nothing that is kept. who: as that system names them."""

    position: int
    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Stood:
    """How the ticket stood after a change."""

    word: str = ""
    assignee: str = ""
    group: str = ""
    priority: str = ""
    reopened: int = 0


def past_lines(ticket_id: int, member: Callable[[int | None], str]) -> tuple[PastLine, ...]:
    """Tell an imported ticket's past, oldest first. member: gives a member's name."""
    lines: list[PastLine] = []
    before, quiet = _Stood(), 0
    for position, at, _, word, by_id, by, assignee_id, assignee, group, priority, reopened in fetch(PAST, [ticket_id]):
        after = _Stood(word, member(assignee_id) if assignee_id else assignee, group, priority, reopened)
        did = _did(before, after)
        quiet = 0 if did else quiet + 1
        if quiet > 1:
            lines[-1] = PastLine(lines[-1].position, at, "", f"{counted(quiet, 'change')} of what is not kept here")
        else:
            who = member(by_id) if by_id else by
            lines.append(PastLine(position, at, who or "Somebody", listed(did) or "changed what is not kept here"))
        before = after
    return tuple(lines)


def _did(before: _Stood, after: _Stood) -> list[str]:
    did = []
    if after.word != before.word:
        did.append(f"set it to {after.word}" if after.word else "took its state away")
    if after.assignee != before.assignee:
        did.append(f"gave it to {after.assignee}" if after.assignee else "took it from whoever had it")
    if after.group != before.group:
        did.append(f"moved it to group {after.group}" if after.group else "took it out of its group")
    if after.priority != before.priority:
        did.append(f"made it priority {after.priority}" if after.priority else "took its priority away")
    if after.reopened > before.reopened:
        did.append(f"opened it again, {counted(after.reopened, 'time')} in all")
    return did
