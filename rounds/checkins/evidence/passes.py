"""The questions about usage that evidence is made of: a pass over the records for each thing that they are grouped by, and no more.

People, figures that count records, months, media kinds, features and drafts: whatever the manual asks for, and for both years, is
told by these. A pass is a question, and what its answer says of each account.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from rounds.basics.dates import months_after
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import INSTANT, Dates
from rounds.checkins.evidence.seen import Switch
from rounds.policies.book import Book
from rounds.policies.conditions import When
from rounds.telemetry.answering import Question
from rounds.telemetry.asking import Row
from rounds.telemetry.clauses import Counts, NamedFact
from rounds.telemetry.questions.behind import Rows
from rounds.telemetry.questions.counting import By, Stretch, counted_of, itemly, monthly, tallied
from rounds.telemetry.questions.holding import held
from rounds.telemetry.questions.people import Group, crowd
from rounds.telemetry.questions.using import features

type Piece = Callable[[list[Row]], Mapping[int, dict[str, Any]]]
"""Makes of an answer's rows what it says of each account: by the names of `Seen`, and a few that are put together from several."""

NOW, BEFORE, LATELY = "numbers", "numbers before", "numbers lately"
"""Under what the facts of these dates stand, those of the year before, and what of these dates is not long ago."""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure as a column of an answer: under which name it stands, of which fact, in which year."""

    name: str
    fact: NamedFact
    year: str
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: the manual's evidence in some dates, of which the last moment is `now`."""

    evidence: Evidence
    dates: Dates
    when: When
    facts: tuple[NamedFact, ...]
    listed: int

    @property
    def has_one_calendar(self) -> bool:
        """Say whether the months of the manual's hours are those of the dates."""
        return self.when.hours.zone == self.dates.zone

    def columns(self, counts: Counts) -> list[Column]:
        """List the facts that are counted so, in both years."""
        years = ((NOW, (self.dates.since, self.dates.usage_until)), (BEFORE, self.dates.a_year_before()))
        meant = [(place, fact) for place, fact in enumerate(self.facts) if fact.count == counts]
        return [
            Column(f"{year.replace(' ', '_')}_{place}", fact, year, self.stretch(fact, *span))
            for year, span in years
            for place, fact in meant
        ]

    @property
    def lately(self) -> datetime:
        """Say since when in these dates something is of late: so long that nobody would be called quiet, counted from the last day."""
        users = self.evidence.users
        if users is None:
            return self.dates.since
        return max(self.dates.since, users.quiet_after.before(self.dates.until - INSTANT, hours=self.when.hours))

    def stretch(self, fact: NamedFact, since: datetime, until: datetime) -> Stretch:
        """Give a fact's records in [since, until)."""
        return Stretch(fact.where, When(until - INSTANT, self.when.hours), since, until)

    def fact(self, name: str | None) -> NamedFact | None:
        """Find a fact."""
        return next((fact for fact in self.facts if fact.name == name), None)


def passes(
    evidence: Evidence, dates: Dates, manual: Book, as_of: datetime, listed: int
) -> Iterator[tuple[Question, Piece]]:
    """List the questions, each with what its answer says. as_of: the moment at which they are asked, aware UTC."""
    facts = tuple(fact for name in evidence.facts() if (fact := manual.find(NamedFact, name)))
    asking = Asking(evidence, dates, manual.when(as_of), facts, listed)
    yield _people(asking)
    for each in (_records, _items, _months, _months_of_facts, _media, _features, _drafts):
        if made := each(asking):
            yield made


def _people(asking: Asking) -> tuple[Question, Piece]:
    """Ask who did something there: how many ever, in the dates, and not since the manual's span."""
    when, users = asking.when, asking.evidence.users
    columns = asking.columns(Counts.USERS)
    quiet_since = users.quiet_after.before(when.now, hours=when.hours) if users else when.now
    question = partial(
        crowd,
        now=when.now,
        seen_since=asking.dates.since,
        quiet_since=quiet_since,
        listed=asking.listed if users else 0,
        groups={each.name: Group(each.fact.where, each.stretch.when) for each in columns},
    )
    return question, partial(_crowd, columns=columns, users=users is not None, listed=asking.listed)


def _crowd(rows: list[Row], *, columns: Sequence[Column], users: bool, listed: int) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for account, some in _by_account(rows).items():
        first = some[0]
        found[account] = {"last_at": first["last_at_all"], **_numbers(first, columns)}
        if users:
            found[account] |= {name: first[name] for name in ("users", "active", "quiet")}
            found[account] |= {
                f"{sort}_people": _first(some, marked, f"{sort}_place", listed)
                for sort, marked in (("active", "is_active"), ("quiet", "is_quiet"), ("busy", "is_active"))
            }
    return found


def _first(rows: Sequence[Row], marked: str, place: str, listed: int) -> tuple[Row, ...]:
    meant = [row for row in rows if row[marked] and row[place] < listed]
    return tuple(sorted(meant, key=itemgetter(place)))


def _records(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask the facts that count records."""
    columns = asking.columns(Counts.USAGE)
    if fact := asking.fact(asking.evidence.by_month):
        columns.append(Column("lately", fact, LATELY, asking.stretch(fact, asking.lately, asking.dates.usage_until)))
    if not columns:
        return None
    return partial(tallied, which={each.name: each.stretch for each in columns}), partial(_tallied, columns=columns)


def _tallied(rows: list[Row], *, columns: Sequence[Column]) -> dict[int, dict[str, Any]]:
    return {row["account"]: _numbers(row, columns) for row in rows}


def _items(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask the facts that count items."""
    columns = asking.columns(Counts.ITEMS)
    if not columns:
        return None
    return partial(itemly, which={each.name: each.stretch for each in columns}), partial(_tallied, columns=columns)


def _months(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask what is shown by month, on the calendar of the programme; the facts that count months too, where theirs is the same."""
    dates, shown = asking.dates, {}
    if fact := asking.fact(asking.evidence.by_month):
        now, before = (dates.since, dates.usage_until), dates.a_year_before()
        shown = {"now": asking.stretch(fact, *now), "before": asking.stretch(fact, *before)}
    columns = asking.columns(Counts.MONTHS) if asking.has_one_calendar else []
    which = {**shown, **{each.name: each.stretch for each in columns}}
    if not which:
        return None
    return partial(monthly, which=which, zone=dates.zone), partial(_by_month, shown=bool(shown), columns=columns)


def _by_month(rows: list[Row], *, shown: bool, columns: Sequence[Column]) -> dict[int, dict[str, Any]]:
    """Give the numbers by month; those of the year before stand at the month that is compared with them."""
    found = _groups_with_any(rows, columns=columns)
    for row in rows if shown else ():
        for key, later in (("now", 0), ("before", 12)):
            months = found[row["account"]].setdefault(f"months {key}", {})
            if row[key]:
                months[months_after(row["month"], later)] = row[key]
    return found


def _months_of_facts(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask the facts that count months on the calendar of the manual's hours, where the programme has another."""
    columns = [] if asking.has_one_calendar else asking.columns(Counts.MONTHS)
    if not columns:
        return None
    which = {each.name: each.stretch for each in columns}
    question = partial(monthly, which=which, zone=asking.when.hours.zone)
    return question, partial(_groups_with_any, columns=columns)


def _groups_with_any(rows: list[Row], *, columns: Sequence[Column]) -> dict[int, dict[str, Any]]:
    """Count, of each account, the rows of the answer in which a column has any."""
    return {
        account: _numbers({each.name: sum(row[each.name] > 0 for row in some) for each in columns}, columns)
        for account, some in _by_account(rows).items()
    }


def _media(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask what is shown by media kind."""
    fact = asking.fact(asking.evidence.by_media_kind)
    if fact is None:
        return None
    which = asking.stretch(fact, asking.dates.since, asking.dates.usage_until)
    return partial(counted_of, which=which, by=(By.MEDIA,), zone=asking.dates.zone), _by_media


def _by_media(rows: list[Row]) -> dict[int, dict[str, Any]]:
    kinds = {
        account: [(row["media"] or "", row["rows"]) for row in some] for account, some in _by_account(rows).items()
    }
    return {
        account: {"media": tuple(sorted(some, key=lambda each: (-each[1], each[0])))} for account, some in kinds.items()
    }


def _features(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask all that is known of features and integrations, and the facts that count features."""
    columns = asking.columns(Counts.FEATURES)
    wanted, counts = asking.evidence.features, {each.name: each.stretch for each in columns}
    uses: dict[str, Rows | Stretch] = {}
    switches = {}
    if wanted:
        none = asking.evidence.no_use()
        uses["used"] = Rows(no_events=none, since=asking.dates.since)
        uses["lately"] = Rows(no_events=none, since=asking.lately)
        if wanted.wanted_with:
            uses["wanted"] = Rows(events=(wanted.wanted_with,))
        switches["had"] = wanted.had_from, wanted.gone_with
    if integrations := asking.evidence.integrations:
        switches["on"] = integrations.on, integrations.off
    if not (counts or uses or switches):
        return None
    question = partial(features, counts={**uses, **counts}, switches=switches)
    return question, partial(_by_feature, columns=columns)


def _by_feature(rows: list[Row], *, columns: Sequence[Column]) -> dict[int, dict[str, Any]]:
    counted = _groups_with_any(rows, columns=columns)
    return {
        account: {**counted[account], **_uses(some), **_switches(some)} for account, some in _by_account(rows).items()
    }


def _uses(rows: Sequence[Row]) -> dict[str, Any]:
    """Say which features there are, and which are used and wished for."""
    uses = {_feature(row): tuple(row.get(name, 0) for name in ("used", "wanted", "lately")) for row in rows}
    had = {_feature(row): bool(row.get("had")) for row in rows}
    return {"uses": {key: numbers for key, numbers in uses.items() if any(numbers)}, "had": had}


def _switches(rows: Sequence[Row]) -> dict[str, Any]:
    """Say which integrations are on, and which are off."""
    told = sorted((row for row in rows if row.get("on") is not None), key=_feature)
    return {"integrations": tuple(Switch(*_feature(row), row["on"], row["on_at"]) for row in told)}


def _drafts(asking: Asking) -> tuple[Question, Piece] | None:
    """Ask what is begun, and who has it."""
    drafts = asking.evidence.drafts
    if drafts is None:
        return None
    return partial(held, begun=drafts.begun, ended=drafts.ended), partial(_holders, listed=asking.listed)


def _holders(rows: list[Row], *, listed: int) -> dict[int, dict[str, Any]]:
    """Count drafts, and the most that one person has; of those that nobody is said to have, nobody has the most."""
    found: dict[int, dict[str, Any]] = {}
    for account, some in _by_account(rows).items():
        most = max((row["items"] for row in some if row["person"]), default=0)
        found[account] = {
            "drafts": sum(row["items"] for row in some),
            "most": most,
            "holders": tuple(some[:listed]),
        }
    return found


def _numbers(row: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, dict[str, int]]:
    """Give the facts of a row, those of each year by their names."""
    found: dict[str, dict[str, int]] = {}
    for each in columns:
        found.setdefault(each.year, {})[each.fact.name] = row[each.name]
    return found


def _feature(row: Row) -> tuple[str, str]:
    return row["product"] or "", row["feature"]


def _by_account(rows: list[Row]) -> dict[int, list[Row]]:
    key = itemgetter("account")
    return {account: list(some) for account, some in groupby(sorted(rows, key=key), key)}
