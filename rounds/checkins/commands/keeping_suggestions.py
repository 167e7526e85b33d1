"""What the figures suggest is asked of many firms at once and kept, for all who look until something else comes in (A7)."""

from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.evidence.kept import mark
from rounds.checkins.evidence.suggesting import asked_anew
from rounds.checkins.models import GradeSuggested
from rounds.policies.book import Book
from rounds.telemetry.queries import Stands
from rounds.workspaces import setwise
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch

STALE = """
    SELECT account.id, check_in.id IS NOT NULL FROM account
    LEFT JOIN check_in ON check_in.workspace_id = account.workspace_id AND check_in.account_id = account.id AND check_in.programme = %s
    LEFT JOIN grade_suggested kept ON kept.workspace_id = account.workspace_id AND kept.account = account.id AND kept.grades = %s
    WHERE account.workspace_id = %s AND kept.mark IS DISTINCT FROM %s
    ORDER BY check_in.id IS NULL, account.id LIMIT %s
"""
"""Firms of which nothing is kept that holds, those on the programme first, and whether they are.

The others are asked of beside them as far as there is room: whoever comes onto the programme later needs no question of their own.
"""

DROPPED = "DELETE FROM grade_suggested WHERE workspace_id = %s AND grades = %s AND account = ANY (%s)"


def keep_suggestions(programme: Programme, grades: Grades, manual: Book, known: Stands, *, most: int) -> bool:
    """Ask what the figures of firms suggest of which nothing is kept that holds; True where there may be more of them.

    most: firms that are asked of by one question. Raises UsageTrouble.
    """
    rests_on = mark(grades, manual, known)
    rows = fetch(STALE, [programme.name, grades.name, here(), rests_on, most])
    if not rows or not rows[0][1]:
        return False
    accounts = [account for account, _ in rows]
    found = asked_anew(accounts, grades, manual, as_of=known.until)
    execute(DROPPED, [here(), grades.name, accounts])
    kept = [{"account": account, "grade": each.grade, "said": each.as_json()} for account, each in found.items()]
    setwise.insert(GradeSuggested, kept, grades=grades.name, mark=rests_on)
    return len(rows) == most and bool(rows[-1][1])
