"""The rounds of a check-in that are over: who ended each and when, what was found in it, and what has to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.checkins.models import Finding
from rounds.checkins.queries.records import FindingRecord, there
from rounds.checkins.queries.this_round import SILENT
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One round that is over. member_id: who ended it, or who had its ticket where nobody answered to the end of the ladder.

    unanswered: nobody answered it, up to the end of the ladder or since. again: the round before went on after its end; the two count once.
    follow_ups: None where nothing has to follow, or where the note was erased. findings: what was found in it, in order.
    """

    id: int
    ended_at: datetime
    member_id: int | None
    unanswered: bool
    again: bool
    follow_ups: str | None
    findings: tuple[FindingRecord, ...]


OVER = f"""
    SELECT round_done.id, round_done.ended_at, round_done.member_id, {SILENT}, round_done.again, nullif(note.text, ''),
           (SELECT max(earlier.ended_at) FROM round_done earlier
            WHERE earlier.check_in_id = round_done.check_in_id AND earlier.id < round_done.id)
    FROM round_done JOIN check_in ON check_in.id = round_done.check_in_id LEFT JOIN message note ON note.id = round_done.note_id
    WHERE round_done.check_in_id = %s AND (%s = 0 OR round_done.id < %s) ORDER BY round_done.id DESC LIMIT %s
"""  # noqa: S608 - words of ours


def round_records(check_in_id: int, *, after: int = 0, limit: int) -> list[RoundRecord]:
    """List the rounds that are over, the last one first: three statements. after: id of the last of the page before. Raises NotThere."""
    rows = fetch(OVER, [there(check_in_id), after, after, limit])
    found = _found_until(check_in_id, rows[0][1]) if rows else []
    return [
        RoundRecord(number, ended_at, member_id, unanswered, again, follow_ups, _within(found, since, ended_at))
        for number, ended_at, member_id, unanswered, again, follow_ups, since in rows
    ]


def _found_until(check_in_id: int, ended_at: datetime) -> list[FindingRecord]:
    """Give what was found in rounds; what was found between two stands in none."""
    rows = Finding.objects.filter(check_in=check_in_id, in_a_round=True, at__lte=ended_at).order_by("id")
    return [FindingRecord.of(row) for row in rows]


def _within(found: Sequence[FindingRecord], since: datetime | None, until: datetime) -> tuple[FindingRecord, ...]:
    """Give what was found after the round before, and up to this one's end."""
    return tuple(each for each in found if (since is None or each.at > since) and each.at <= until)
