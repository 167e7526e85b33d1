"""What is known of firms: for as many as are asked about in one go, never firm by firm.

The page of a check-in asks for one firm, the board and the suggested grades for all of a programme: the same function, the same
questions. Usage is asked in one exchange with the process that answers; assets and tickets are a statement each.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from rounds.basics.dates import months_after
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import INSTANT, Dates
from rounds.checkins.evidence.seen import Figure, Month, Seen, Switch, Use
from rounds.policies.book import Book
from rounds.policies.conditions import When
from rounds.telemetry.answering import Question
from rounds.telemetry.asking import Row, ask
from rounds.telemetry.clauses import Counts, NamedFact, Of
from rounds.telemetry.questions.counting import By, Stretch, counted_of, tallied
from rounds.telemetry.questions.facts import number_of
from rounds.telemetry.questions.holding import held, switched
from rounds.telemetry.questions.people import presence
from rounds.telemetry.questions.using import uses
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

type Piece = Callable[[list[Row]], Mapping[int, dict[str, Any]]]
"""Makes of an answer's rows what it says of each account: by the names of `Seen`."""

ASSETS = """
    SELECT account_id, kind, count(*) FROM asset
    WHERE workspace_id = %s AND account_id = ANY(%s) AND kind = ANY(%s) AND created_at < %s GROUP BY account_id, kind
"""
TICKETS = """
    SELECT t.account_id, count(*), count(*) FILTER (WHERE EXISTS (
        SELECT FROM ticket_known_as k WHERE k.workspace_id = t.workspace_id AND k.record_id = t.id))
    FROM ticket t
    WHERE t.workspace_id = %s AND t.account_id = ANY(%s) AND t.recurs_by = '' AND t.state <> 'merged'
        AND t.opened_at >= %s AND t.opened_at < %s
    GROUP BY t.account_id
"""


def evidence_of(accounts: Sequence[int], evidence: Evidence, dates: Dates, manual: Book) -> dict[int, Seen]:
    """Say what is known of these accounts, of each one. Raises UsageTrouble where the usage cannot be asked.

    evidence: what the manual wants to see. Source: A5; clause kind `evidence`.
    """
    found: dict[int, dict[str, Any]] = {account: {} for account in accounts}
    for said in (*_of_usage(accounts, evidence, dates, manual), *_of_records(accounts, evidence, dates, manual)):
        for account, words in said.items():
            if account in found:
                found[account] |= words
    return {account: _seen(account, words, evidence, dates) for account, words in found.items()}


def _seen(account: int, words: dict[str, Any], evidence: Evidence, dates: Dates) -> Seen:
    """Put together what is known of one; figures that nobody has are zeros."""
    numbers, before = words.pop("numbers", {}), words.pop("numbers before", {})
    figures = {str(name): Figure(numbers.get(name, 0), before.get(name, 0)) for name in evidence.facts()}
    had, used = words.pop("had", {}), words.pop("uses", {})
    features = tuple(
        Use(product, feature, had.get((product, feature), False), *used.get((product, feature), (0, 0)))
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
    accounts: Sequence[int], evidence: Evidence, dates: Dates, manual: Book
) -> list[Mapping[int, dict[str, Any]]]:
    """Ask all that is asked of usage at once."""
    if dates.as_of is None or not accounts:
        return []
    when = manual.when(dates.as_of)
    asked = [*_pieces(evidence, dates, manual, when)]
    answers = ask(*(question for question, _ in asked), accounts=accounts, until=dates.usage_until)
    merged: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for (_, piece), rows in zip(asked, answers, strict=True):
        for account, words in piece(rows).items():
            for name, value in words.items():
                known = merged[account].get(name)
                merged[account][name] = known | value if isinstance(known, dict) else value
    return [merged]


def _pieces(evidence: Evidence, dates: Dates, manual: Book, when: When) -> Iterable[tuple[Question, Piece]]:
    """List the questions, each with what its answer says."""
    quiet_since = evidence.users.quiet_after.before(when.now, hours=when.hours) if evidence.users else when.now
    yield partial(presence, seen_since=dates.since, quiet_since=quiet_since), partial(_presence, people=evidence.users)
    facts = [fact for name in evidence.facts() if (fact := manual.find(NamedFact, name))]
    since, until = dates.a_year_before()
    for key, span in (("numbers", (dates.since, dates.usage_until)), ("numbers before", (since, until))):
        yield from _numbers(facts, key, *span, when)
    if evidence.by_month and (fact := manual.find(NamedFact, evidence.by_month)):
        yield _by(fact, By.MONTH, dates.since, dates.usage_until, when, dates), partial(_months, key="now")
        yield _by(fact, By.MONTH, since, until, when, dates), partial(_months, key="before")
    if evidence.by_media_kind and (fact := manual.find(NamedFact, evidence.by_media_kind)):
        yield _by(fact, By.MEDIA, dates.since, dates.usage_until, when, dates), _media
    yield from _states(evidence, dates)


def _numbers(
    facts: Sequence[NamedFact], key: str, since: datetime, until: datetime, when: When
) -> Iterable[tuple[Question, Piece]]:
    """Ask facts in [since, until): those that count records in one pass, the others each for itself."""
    now = When(until - INSTANT, when.hours)
    plain = {fact.name: Stretch(fact.where, now, since, until) for fact in facts if fact.count == Counts.USAGE}
    if plain:
        yield partial(tallied, which=plain), partial(_tallied, key=key)
    for fact in facts:
        if fact.count != Counts.USAGE:
            begin = None if fact.count == Counts.USERS else since  # people are asked at the end of the dates
            question = partial(number_of, fact=fact, of=Of.ACCOUNT, when=now, since=begin)
            yield question, partial(_number, key=key, name=fact.name)


def _by(fact: NamedFact, by: By, since: datetime, until: datetime, when: When, dates: Dates) -> Question:
    which = Stretch(fact.where, When(until - INSTANT, when.hours), since, until)
    return partial(counted_of, which=which, by=(by,), zone=dates.zone)


def _states(evidence: Evidence, dates: Dates) -> Iterable[tuple[Question, Piece]]:
    """Ask what is on, had, wished for, and begun."""
    switches, features = evidence.integrations, evidence.features
    if features:
        yield partial(uses, since=dates.since, wanted=features.wanted_with, no_use=evidence.no_use()), _uses
        yield partial(switched, on=features.had_from, off=features.gone_with), partial(_had, on=features.had_from)
    if switches:
        yield partial(switched, on=switches.on, off=switches.off), partial(_switches, on=switches.on)
    if evidence.drafts:
        yield partial(held, begun=evidence.drafts.begun, ended=evidence.drafts.ended), _drafts


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


def _presence(rows: list[Row], *, people: object) -> dict[int, dict[str, Any]]:
    names = ("last_at", "users", "active", "quiet") if people else ("last_at",)
    return {row["account"]: {name: row[name] for name in names} for row in rows}


def _tallied(rows: list[Row], *, key: str) -> dict[int, dict[str, Any]]:
    return {row["account"]: {key: {name: row[name] for name in row if name != "account"}} for row in rows}


def _number(rows: list[Row], *, key: str, name: str) -> dict[int, dict[str, Any]]:
    return {row["account"]: {key: {name: row["number"]}} for row in rows}


def _months(rows: list[Row], *, key: str) -> dict[int, dict[str, Any]]:
    """Give the numbers by month; those of the year before stand at the month that is compared with them."""
    later = 0 if key == "now" else 12
    found: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for row in rows:
        found[row["account"]][months_after(row["month"], later)] = row["rows"]
    return {account: {f"months {key}": numbers} for account, numbers in found.items()}


def _media(rows: list[Row]) -> dict[int, dict[str, Any]]:
    found = _by_account(rows)
    return {
        account: {
            "media": tuple(
                sorted(((row["media"] or "", row["rows"]) for row in some), key=lambda each: (-each[1], each[0]))
            )
        }
        for account, some in found.items()
    }


def _uses(rows: list[Row]) -> dict[int, dict[str, Any]]:
    return {
        account: {"uses": {_feature(row): (row["used"], row["wanted"]) for row in some}}
        for account, some in _by_account(rows).items()
    }


def _had(rows: list[Row], *, on: str) -> dict[int, dict[str, Any]]:
    return {
        account: {"had": {_feature(row): row["event"] == on for row in some}}
        for account, some in _by_account(rows).items()
    }


def _switches(rows: list[Row], *, on: str) -> dict[int, dict[str, Any]]:
    return {
        account: {"integrations": tuple(Switch(*_feature(row), row["event"] == on, row["at"]) for row in some)}
        for account, some in _by_account(rows).items()
    }


def _drafts(rows: list[Row]) -> dict[int, dict[str, Any]]:
    """Count them, and the most that one person has; of those that nobody is said to have, nobody has the most."""
    found: dict[int, dict[str, Any]] = {}
    for account, some in _by_account(rows).items():
        of_people = [row["items"] for row in some if row["person"]]
        found[account] = {"drafts": sum(row["items"] for row in some), "most": max(of_people, default=0)}
    return found


def _feature(row: Row) -> tuple[str, str]:
    return row["product"] or "", row["feature"]


def _by_account(rows: list[Row]) -> dict[int, list[Row]]:
    key = itemgetter("account")
    return {account: list(some) for account, some in groupby(sorted(rows, key=key), key)}
