"""Who gets the tickets that an import brings in: whoever had them there, and nobody more than the manual lets them have."""

from collections import Counter
from collections.abc import Sequence

from rounds.desk.commands.handing_out import locked_for_counting
from rounds.desk.commands.matching import Match
from rounds.desk.commands.recognising import Around
from rounds.desk.imported import stands
from rounds.desk.rules import LIVE
from rounds.workspaces.rows import fetch

OPEN_ALREADY = """
    SELECT queue, assignee_id, count(*) FROM ticket
    WHERE assignee_id = ANY (%s) AND queue = ANY (%s) AND state IN ('new', 'open') AND NOT id = ANY (%s) GROUP BY queue, assignee_id
"""


def share_out(around: Around, matches: Sequence[Match], *, locking: bool) -> None:
    """Say who gets each of these tickets; where they may have no more of its queue, nobody does, and it waits there.

    In the order of the file. One that somebody has already stays theirs, and one that has ended counts nothing.
    locking: whoever counts the same members' tickets waits; the tickets are locked already.
    Source: clause kind `queue`, key `open tickets each`.
    """
    asked: list[tuple[Match, str, int, int]] = []
    for one in matches:
        one.assignee_id = member = around.assignee_id(one.coming)
        queue = one.known.queue if one.known else around.queue(one.coming)
        most = around.most_each(queue)
        if member is not None and most is not None and stands(one.coming).state in LIVE:
            asked.append((one, queue, member, most))
    if not asked:
        return
    members = sorted({member for _, _, member, _ in asked})
    if locking:
        locked_for_counting(members)
    ours = [one.ticket_id for one in matches if one.known]
    found = fetch(OPEN_ALREADY, [members, sorted({queue for _, queue, _, _ in asked}), ours])
    have = Counter({(queue, member): many for queue, member, many in found})
    theirs = [one.known is not None and one.known.assignee_id == member for one, _, member, _ in asked]
    have.update((queue, member) for (_, queue, member, _), stays in zip(asked, theirs, strict=True) if stays)
    for (one, queue, member, most), stays in zip(asked, theirs, strict=True):
        if stays:
            continue
        if have[queue, member] >= most:
            one.assignee_id, one.full = None, member
        else:
            have[queue, member] += 1
