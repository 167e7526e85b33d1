"""What is known of firms: for as many as are asked about in one go, never firm by firm.

The page of a check-in asks for one firm, the board and the suggested grades for all of a programme: the same function, the same
questions. Usage is asked in one exchange with the process that answers; assets and tickets are a statement each.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rounds.basics.dates import months_after
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import Dates
from rounds.checkins.evidence.passes import BEFORE, LATELY, NOW, passes
from rounds.checkins.evidence.seen import Figure, Month, Seen, Use
from rounds.policies.book import Book
from rounds.telemetry.asking import ask
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

ASSETS = """
    SELECT account_id, kind, count(*) FROM asset
    WHERE workspace_id = %s AND account_id = ANY(%s) AND kind = ANY(%s) AND created_at < %s GROUP BY account_id, kind
"""
TICKETS = """
    SELECT t.account_id, count(*), count(*) FILTER (WHERE EXISTS (
        SELECT FROM ticket_known_as k WHERE k.workspace_id = t.workspace_id AND k.record_id = t.id))
    FROM ticket t
    WHERE t.workspace_id = %s AND t.account_id = ANY(%s) AND t.state <> 'merged'
        AND NOT EXISTS (SELECT FROM check_in c WHERE c.workspace_id = t.workspace_id AND c.ticket_id = t.id)
        AND t.opened_at >= %s AND t.opened_at < %s
    GROUP BY t.account_id
"""


def evidence_of(
    accounts: Sequence[int], evidence: Evidence, dates: Dates, manual: Book, *, listed: int = 0
) -> dict[int, Seen]:
    """Say what is known of these accounts, of each one. Raises UsageTrouble where the usage cannot be asked.

    evidence: what the manual wants to see. listed: so many people of each account stand beside their figures.
    Source: A5; clause kind `evidence`.
    """
    found: dict[int, dict[str, Any]] = {account: {} for account in accounts}
    for said in (
        *_of_usage(accounts, evidence, dates, manual, listed),
        *_of_records(accounts, evidence, dates, manual),
    ):
        for account, words in said.items():
            if account in found:
                found[account] |= words
    return {account: _seen(account, words, evidence, dates) for account, words in found.items()}


def _seen(account: int, words: dict[str, Any], evidence: Evidence, dates: Dates) -> Seen:
    """Put together what is known of one; figures that nobody has are zeros."""
    numbers, before, late = words.pop(NOW, {}), words.pop(BEFORE, {}), words.pop(LATELY, {})
    figures = {
        str(name): Figure(numbers.get(name, 0), before.get(name, 0), late.get(name, 0)) for name in evidence.facts()
    }
    had, used = words.pop("had", {}), words.pop("uses", {})
    features = tuple(
        Use(product, feature, had.get((product, feature), False), *used.get((product, feature), (0, 0, 0)))
        for product, feature in sorted(used.keys() | {key for key, has in had.items() if has})
    )
    now, earlier = words.pop("months now", {}), words.pop("months before", {})
    months = (
        tuple(Month(each, now.get(each, 0), earlier.get(each, 0)) for each in months_of(dates))
        if evidence.by_month
        else ()
    )
    assets = words.pop("assets", {})
    kinds = {kind: assets.get(kind, 0) for kind in evidence.assets or ()}
    return Seen(account, figures=figures, months=months, features=features, assets=kinds, **words)


def months_of(dates: Dates) -> list[date]:
    """List the months that the dates touch, each by its first day."""
    first, last = dates.first_day.replace(day=1), dates.last_day.replace(day=1)
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months_after(first, each) for each in range(many)]


def _of_usage(
    accounts: Sequence[int], evidence: Evidence, dates: Dates, manual: Book, listed: int
) -> list[Mapping[int, dict[str, Any]]]:
    """Ask all that is asked of usage at once."""
    if dates.as_of is None or not accounts:
        return []
    asked = [*passes(evidence, dates, manual, dates.as_of, listed)]
    answers = ask(*(question for question, _ in asked), accounts=accounts, until=dates.usage_until)
    merged: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for (_, piece), rows in zip(asked, answers, strict=True):
        for account, words in piece(rows).items():
            for name, value in words.items():
                known = merged[account].get(name)
                merged[account][name] = known | value if isinstance(known, dict) else value
    return [merged]


def _of_records(
    accounts: Sequence[int], evidence: Evidence, dates: Dates, manual: Book
) -> list[Mapping[int, dict[str, Any]]]:
    """Read what our own records say."""
    found: list[Mapping[int, dict[str, Any]]] = []
    if evidence.assets:
        rows = fetch(ASSETS, [here(), list(accounts), list(evidence.assets), dates.until])
        kinds: defaultdict[int, dict[str, Any]] = defaultdict(lambda: {"assets": {}})
        for account, kind, number in rows:
            kinds[account]["assets"][kind] = number
        found.append(kinds)
    if evidence.earlier_tickets:
        since = tickets_since(evidence, dates, manual)
        rows = fetch(TICKETS, [here(), list(accounts), since, dates.until])
        found.append({account: {"tickets": every, "imported": imported} for account, every, imported in rows})
    return found


def tickets_since(evidence: Evidence, dates: Dates, manual: Book) -> datetime:
    """Say from when on a firm's tickets are earlier ones."""
    assert evidence.earlier_tickets, "only where they are asked for"
    return evidence.earlier_tickets.before(dates.until, hours=manual.first_hours)
