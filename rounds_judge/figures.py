"""What firms did, counted as the manual's facts say, and the grade that comes of it: the first whose tests are all met (A7)."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rounds_judge.calendar import span_before
from rounds_judge.world import Row, World

SHARE = re.compile(r"([\d.]+) % of (.+)")
SPAN = re.compile(r"\d+ (day|week|month|quarter|year)s?")


class Unread(ValueError):
    """The manual says something that this judge does not know how to count."""


@dataclass(frozen=True)
class Fact:
    """What is counted. events: of records with one of these. active: of users who did something at least, or at most, so long ago.

    gone: events with which a feature is there no more.
    """

    count: str
    events: frozenset[str]
    active: tuple[str, str]
    gone: frozenset[str]


@dataclass(frozen=True)
class Test:
    """What a fact has to come to: in a span that ends now, empty for ever; so many, or such a share of another fact, in percent."""

    fact: str
    least: float | None
    most: float | None
    within: str
    share_of: str


@dataclass(frozen=True)
class Grading:
    """By which clause figures suggest a grade: grades with their tests, the best first as the manual has them.

    differ_for: how long two grades differ until somebody of a role hears of it; both empty where nobody does.
    """

    clause: str
    suggest: tuple[tuple[str, tuple[Test, ...]], ...]
    facts: dict[str, Fact]
    differ_for: str
    differ_tell: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Did:
    """One record of usage. at: when it was done; came_at: when it was told first."""

    at: datetime
    came_at: datetime
    event: str
    user: str
    feature: str


def grading(clauses: dict[tuple[str, str], Any], name: str, zone: ZoneInfo) -> Grading | None:
    """Read how figures suggest a grade; None where none do, or where this judge does not know how to count what they ask."""
    keys = clauses.get(("grades", name), {})
    if not keys.get("suggest"):
        return None
    differ = keys.get("if they differ", {})
    try:
        return Grading(
            clause=f"grades: {name}",
            suggest=tuple((each["grade"], tuple(_tests(each["when"]))) for each in _many(keys["suggest"])),
            facts={fact: _fact(said) for (kind, fact), said in clauses.items() if kind == "fact"},
            differ_for=_span(differ["for"]) if differ else "",
            differ_tell=differ.get("tell", ""),
            zone=zone,
        )
    except Unread:
        return None


def _tests(when: dict[str, Any]) -> Iterable[Test]:
    for fact, said in when.items():
        if not isinstance(said, dict) or said.keys() - {"none within", "within", "at least", "at most"}:
            raise Unread(f"{fact}: {said}")
        ends = {key: SHARE.fullmatch(str(said[key])) for key in ("at least", "at most") if key in said}
        bounds = {key: float(share[1] if share else said[key]) for key, share in ends.items()}
        if "none within" in said:
            bounds["at most"] = 0
        within = said.get("none within", said.get("within", ""))
        share_of = next((share[2] for share in ends.values() if share), "")
        yield Test(fact, bounds.get("at least"), bounds.get("at most"), _span(within) if within else "", share_of)


def _fact(said: dict[str, Any]) -> Fact:
    where = said["where"]
    if where.keys() - {"event", "last activity"} or said["count"] not in COUNTED:
        raise Unread(str(said))
    [active] = where.get("last activity", {"": ""}).items()
    span = _span(active[1].removesuffix(" ago")) if active[0] else ""
    events, gone = (frozenset(_many(each)) for each in (where.get("event", []), said.get("gone with", [])))
    return Fact(said["count"], events, (active[0], span), gone)


def _span(said: str) -> str:
    if not SPAN.fullmatch(said):
        raise Unread(said)
    return said


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Suggested:
    """The grade that figures suggest, empty where none; what each of its tests came to, as `7` or `3 of 4`."""

    grade: str
    numbers: tuple[str, ...]


NOTHING = Suggested("", ())


class Figures:
    """All that was told of usage, by firm, and what it suggests at a moment."""

    def __init__(self, world: World, rules: Grading) -> None:
        self.rules = rules
        self._did = _by_firm(world)
        self.came = sorted({did.came_at for some in self._did.values() for did in some})
        self._known: dict[tuple[int, int], Suggested] = {}

    @property
    def many(self) -> int:
        """Count the records of firms that are known."""
        return sum(map(len, self._did.values()))

    def at(self, account: int, at: datetime) -> Suggested:
        """Say what the figures of a firm suggest at a moment, by all that had come in by then."""
        turn = bisect_right(self.came, at)
        if not turn or account not in self._did:
            return NOTHING
        if (account, turn) not in self._known:
            self._known[account, turn] = self._suggested(account, turn)
        return self._known[account, turn]

    @cached_property
    def _until(self) -> list[datetime]:
        """Give, by how often usage had come in, the moment up to which it is known: when the last thing was done that was told."""
        every = [did for some in self._did.values() for did in some]
        return [max(did.at for did in every if did.came_at <= came) for came in self.came]

    def _suggested(self, account: int, turn: int) -> Suggested:
        until, came = self._until[turn - 1], self.came[turn - 1]
        did = [each for each in self._did[account] if each.came_at <= came and each.at <= until]
        for grade, tests in self.rules.suggest if did else ():
            numbers = [self._number(test, did, until) for test in tests]
            if all(_met(test, *number) for test, number in zip(tests, numbers, strict=True)):
                return Suggested(grade, tuple(f"{n:,}" if of is None else f"{n:,} of {of:,}" for n, of in numbers))
        return NOTHING

    def _number(self, test: Test, did: list[Did], now: datetime) -> tuple[int, int | None]:
        """Give what a test's fact comes to, and what it is a share of."""
        since = span_before(now, test.within, self.rules.zone) if test.within else None
        number = self._count(test.fact, did, since, now)
        return number, self._count(test.share_of, did, since, now) if test.share_of else None

    def _count(self, name: str, did: list[Did], since: datetime | None, now: datetime) -> int:
        fact = self.rules.facts[name]
        if fact.gone:
            return _there(fact, did)
        within = [each for each in did if since is None or each.at > since]
        if fact.count == "users":
            return self._users(fact, within, now)
        meant = [each for each in within if each.event in fact.events]
        return len(COUNTED[fact.count](meant, self.rules.zone))

    def _users(self, fact: Fact, did: list[Did], now: datetime) -> int:
        last: dict[str, datetime] = {}
        for each in did:
            if each.user:
                last[each.user] = max(each.at, last.get(each.user, each.at))
        key, span = fact.active
        if not key:
            return len(last)
        ends = span_before(now, span, self.rules.zone)
        return sum(at <= ends if key == "at least" else at >= ends for at in last.values())


def _records(did: list[Did], zone: ZoneInfo) -> list[Did]:
    return did


def _months(did: list[Did], zone: ZoneInfo) -> set[str]:
    return {f"{each.at.astimezone(zone):%Y-%m}" for each in did}


def _features(did: list[Did], zone: ZoneInfo) -> set[str]:
    return {each.feature for each in did if each.feature}


COUNTED = {"usage": _records, "items": _records, "months": _months, "features": _features, "users": _records}
"""How each sort is counted; no record of these firms names an item, so that each is one."""


def _there(fact: Fact, did: list[Did]) -> int:
    """Count the features that are there: what was told of each last is that it came."""
    last = {
        each.feature: each.event
        for each in sorted(did, key=lambda each: each.at)
        if each.feature and each.event in fact.events | fact.gone
    }
    return sum(event in fact.events for event in last.values())


def _met(test: Test, number: int, whole: int | None) -> bool:
    value = float(number) if whole is None else 100 * number / whole if whole else 0.0
    return (test.least is None or value >= test.least) and (test.most is None or value <= test.most)


def _by_firm(world: World) -> dict[int, list[Did]]:
    """Give what each firm did, each record once, however often it was sent."""
    firms = {row["key"]: row["record_id"] for row in world.tables["account_known_as"]}
    found: dict[int, list[Did]] = defaultdict(list)
    known: set[str] = set()
    for telling in world.told:
        for record in telling["usage"]:
            if record["account"] in firms and record["id"] not in known:
                known.add(record["id"])
                found[firms[record["account"]]].append(_did(record, telling))
    return dict(found)


def _did(record: Row, telling: Row) -> Did:
    at, came_at = (datetime.fromisoformat(each["at"]) for each in (record, telling))
    return Did(at, came_at, record["event"], record["user"], record["feature"])
