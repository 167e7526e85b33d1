"""Evidence of many firms, asked at once, is what a plain loop over the records of each says (A5)."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rounds.checkins.clauses import Grades
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import Dates, dates_between
from rounds.checkins.evidence.gathering import evidence_of
from rounds.checkins.evidence.seen import Figure, Month, Seen, Switch, Use
from rounds.checkins.evidence.suggesting import suggested
from rounds.policies.queries import book
from rounds.telemetry.commands import drain
from rounds.telemetry.queries import known_until
from rounds.telemetry.rules import Usage
from tests.examples import some
from tests.manuals import a_yearly_manual
from tests.rooms.telemetry.usage import CRM, firms, took
from tests.world import MONDAY, Cast, a_workspace

CHICAGO = ZoneInfo("America/Chicago")
EVENTS = ["item submitted", "item past due", "feature used", "draft begun", "draft dropped"] * 2 + [
    "feature opened",
    "feature closed",
    "feature wished for",
    "integration on",
    "integration off",
]
LONG, TEN = 800, timedelta(minutes=10)

records = st.lists(
    st.builds(
        dict,
        event=st.sampled_from(EVENTS),
        at=st.integers(0, LONG * 24 * 6).map(lambda steps: MONDAY - steps * TEN),
        user=st.sampled_from(["", "u1", "u2", "u3"]),
        product=st.sampled_from(["", "P"]),
        feature=st.sampled_from(["", "f1", "f2", "f3"]),
        media=st.sampled_from(["", "audio", "video"]),
        item=st.sampled_from(["", "i1", "i2", "i3"]),
    ),
    max_size=40,
)
days = st.integers(0, LONG).map(lambda back: date(2026, 11, 23) - timedelta(days=back))


@cache
def company() -> Cast:
    return a_workspace(manual=a_yearly_manual())


@settings(max_examples=some(12, soaked=300), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(records, min_size=2, max_size=4), days, days, st.booleans())
def test_evidence_of_many_firms_is_what_a_loop_over_each_ones_records_says(told, first, last, drained):
    cast = company()
    keys = [uuid4().hex for _ in told]
    with cast.inside():
        ours = firms(*keys)
    every = {
        key: [a_usage(key, place, words) for place, words in enumerate(some_)]
        for key, some_ in zip(keys, told, strict=True)
    }
    rows = [row for each in every.values() for row in each]
    first_half, second_half = rows[::2], rows[1::2]
    took(cast, *first_half)
    if drained:
        with cast.inside():
            drain(at=MONDAY)
    took(cast, *second_half)
    came = {row.key: place for place, row in enumerate([*first_half, *second_half])}
    with cast.inside():
        manual = book()
        dates = dates_between(
            min(first, last), max(first, last), now=MONDAY, known_until=known_until(MONDAY), zone=CHICAGO
        )
        found = evidence_of([ours[key] for key in keys], manual.get(Evidence, "firm evidence"), dates, manual)
        grades = suggested([ours[key] for key in keys], manual.get(Grades, "firm grades"), manual, at=MONDAY)
        now = known_until(MONDAY)
    for key in keys:
        expected = by_hand(ours[key], sorted(every[key], key=lambda row: came[row.key]), dates)
        assert found[ours[key]] == expected
        assert grades[ours[key]].grade == (graded_by_hand(every[key], now) if now else ""), every[key]


def a_usage(key: str, place: int, words: dict) -> Usage:
    return Usage(source="app", key=f"{key} {place:03}", knows=CRM, account=key, **words)


def by_hand(account: int, rows: list[Usage], dates: Dates) -> Seen:
    """Say what is known of one firm with nothing but loops. rows: in the order in which they came."""
    if dates.as_of is None:
        return unknown(account, dates)
    rows = [row for row in rows if row.at <= dates.as_of]
    inside = [row for row in rows if row.at >= dates.since]
    begin, end = dates.a_year_before()
    before = [row for row in rows if begin <= row.at < end]
    people = {user: max(row.at for row in rows if row.user == user) for user in {row.user for row in rows} - {""}}
    quiet_at = quiet(dates.as_of)
    late = [row for row in inside if row.at >= quiet(dates.until - timedelta(microseconds=1))]
    held = last_of(
        [row for row in rows if row.item], lambda row: row.item, {"draft begun", "item submitted", "draft dropped"}
    )
    drafts = Counter(row.user for row in held.values() if row.event == "draft begun")
    media = Counter(row.media for row in inside if row.event == "item submitted")
    switches = last_of([row for row in rows if row.feature], feature, {"integration on", "integration off"})
    return Seen(
        account,
        last_at=max((row.at for row in rows), default=None),
        figures={
            "items": Figure(
                count(inside, "item submitted"), count(before, "item submitted"), count(late, "item submitted")
            ),
            "past due": Figure(count(inside, "item past due"), count(before, "item past due")),
            "quiet users": Figure(
                sum(at <= quiet_at for at in people.values()), quiet_users(rows, end - timedelta(microseconds=1))
            ),
            "features used": Figure(features_used(inside), features_used(before)),
            "active months": Figure(len(months(inside)), len(months(before))),
        },
        months=tuple(the_months(inside, before, dates)),
        media=tuple(sorted(media.items(), key=lambda each: (-each[1], each[0]))),
        users=len(people),
        active=sum(at >= dates.since for at in people.values()),
        quiet=sum(at <= quiet_at for at in people.values()),
        features=tuple(the_features(rows, inside, late)),
        assets={"terrestrial station": 0, "internet station": 0},
        integrations=tuple(
            Switch(*key, row.event == "integration on", row.at) for key, row in sorted(switches.items())
        ),
        drafts=sum(drafts.values()),
        most=max((many for user, many in drafts.items() if user), default=0),
    )


def unknown(account: int, dates: Dates) -> Seen:
    none = {name: Figure() for name in ("items", "past due", "quiet users", "features used", "active months")}
    return Seen(
        account,
        figures=none,
        months=tuple(the_months([], [], dates)),
        assets={"terrestrial station": 0, "internet station": 0},
    )


def quiet(at: datetime) -> datetime:
    """Give the moment 60 days before, at the same hour of the wall in Chicago."""
    shown = at.astimezone(CHICAGO).replace(tzinfo=None) - timedelta(days=60)
    return shown.replace(tzinfo=CHICAGO).astimezone(UTC)


def quiet_users(rows: list[Usage], at: datetime) -> int:
    seen = [row for row in rows if row.at <= at and row.user]
    return sum(max(row.at for row in seen if row.user == user) <= quiet(at) for user in {row.user for row in seen})


def count(rows: list[Usage], event: str) -> int:
    return sum(row.event == event for row in rows)


def feature(row: Usage) -> tuple[str, str]:
    return row.product, row.feature


def features_used(rows: list[Usage]) -> int:
    return len({feature(row) for row in rows if row.feature and row.event in {"item submitted", "feature used"}})


def month(at: datetime) -> date:
    return at.astimezone(CHICAGO).date().replace(day=1)


def months(rows: list[Usage]) -> Counter:
    return Counter(month(row.at) for row in rows if row.event == "item submitted")


def the_months(inside: list[Usage], before: list[Usage], dates: Dates):
    now, earlier, each = months(inside), months(before), dates.first_day.replace(day=1)
    while each <= dates.last_day:
        yield Month(each, now[each], earlier[each.replace(year=each.year - 1)])
        each = (each + timedelta(days=32)).replace(day=1)


def the_features(rows: list[Usage], inside: list[Usage], late: list[Usage]):
    had = last_of([row for row in rows if row.feature], feature, {"feature opened", "feature closed"})
    states = {"feature opened", "feature closed", "feature wished for", "integration on", "integration off"}
    for key in sorted({feature(row) for row in rows if row.feature}):
        has = key in had and had[key].event == "feature opened"
        used, lately = (
            sum(feature(row) == key and row.event not in states for row in those) for those in (inside, late)
        )
        wanted = sum(feature(row) == key and row.event == "feature wished for" for row in rows)
        if has or used or wanted:
            yield Use(*key, has, used, wanted, lately)


def last_of(rows: list[Usage], key, events: set[str]) -> dict:
    """Keep the latest record of each key; the later one to come where two stand at one moment."""
    found: dict = {}
    for row in rows:
        if row.event in events and (key(row) not in found or row.at >= found[key(row)].at):
            found[key(row)] = row
    return found


def graded_by_hand(rows: list[Usage], now: datetime) -> str:
    if not rows:
        return ""
    since = now.astimezone(CHICAGO).replace(tzinfo=None)
    ninety = (since - timedelta(days=90)).replace(tzinfo=CHICAGO)
    year = since.replace(year=since.year - 1).replace(tzinfo=CHICAGO)
    if not count([row for row in rows if row.at > ninety], "item submitted"):
        return "E"
    used = features_used([row for row in rows if row.at > year])
    return "A" if used >= 2 and quiet_users(rows, now) < 3 else ""
