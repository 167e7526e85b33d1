"""What is asked of usage, for many accounts at once: each answer is what a plain loop over the records says (A5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.policies.conditions import When
from rounds.policies.queries import book
from rounds.telemetry.clauses import NamedFact, Of
from rounds.telemetry.commands import drain
from rounds.telemetry.queries import (
    By,
    Place,
    active_users,
    counts,
    holders,
    months_active,
    numbers,
    quiet_users,
    rows_behind,
    silent_accounts,
)
from rounds.telemetry.questions.counting import counted
from rounds.telemetry.questions.days import days_of
from rounds.telemetry.questions.facts import number_of
from rounds.telemetry.questions.holding import held
from rounds.telemetry.questions.table import SCHEMA
from tests.rooms.telemetry.usage import a_record, firms, took
from tests.world import MONDAY, Cast, a_workspace, later

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def company() -> tuple[Cast, dict[str, int]]:
    """Two firms: half of what they did lies in a segment, half in the buffer."""
    cast = a_workspace()
    with cast.inside():
        ours = firms("a", "b", "c")
    took(
        cast,
        a_record("1", at=later(-100), user="u1", user_name="Ada", item="d1", event="draft begun", media="audio"),
        a_record("2", at=later(-90), user="u1", item="d2", event="draft begun", media="audio"),
        a_record("3", at=later(-80), user="u2", item="d2", event="item submitted", media="video", quantity=2.5),
    )
    with cast.inside():
        drain(at=MONDAY)
    took(
        cast,
        a_record("4", at=later(-10), user="u2", item="d3", event="draft begun"),
        a_record("5", account="b", at=later(-61), user="u1", feature="search", quantity=1),
        a_record("6", account="b", at=later(-60), user="u9", feature="search", quantity=1),
    )
    return cast, ours


def test_users_are_active_or_quiet_by_their_last_activity_in_each_account(company):
    cast, ours = company
    with cast.inside():
        active = active_users(accounts=None, since=later(-61), until=MONDAY)
        quiet = quiet_users(accounts=[ours["a"], ours["b"]], quiet_since=later(-60), until=MONDAY)
    assert [(each.account, each.name, each.last_at, each.rows) for each in active] == [
        (ours["a"], "u2", later(-10), 1),
        (ours["b"], "u9", later(-60), 1),
        (ours["b"], "Ada", later(-61), 1),
    ]
    assert [(each.account, each.name, each.last_at) for each in quiet] == [
        (ours["a"], "Ada", later(-90)),
        (ours["b"], "u9", later(-60)),
        (ours["b"], "Ada", later(-61)),
    ]


def test_usage_is_counted_by_what_is_asked_and_the_end_of_the_time_does_not_belong_to_it(company):
    cast, ours = company
    with cast.inside():
        found = counts(accounts=None, by=[By.EVENT, By.MEDIA], since=later(-90), until=later(-60), zone=CHICAGO)
        assert silent_accounts(accounts=list(ours.values()), since=later(-60), until=MONDAY) == {ours["c"]}
    assert [(each.account, each.words, each.rows, each.quantity) for each in found] == [
        (ours["a"], ("draft begun", "audio"), 1, None),
        (ours["a"], ("item submitted", "video"), 1, 2.5),
        (ours["b"], ("item submitted", None), 1, 1.0),
    ]


def test_a_draft_is_held_by_whoever_began_it_until_it_is_submitted(company):
    cast, _ = company
    with cast.inside():
        found = holders(accounts=None, begun="draft begun", ended=["item submitted"], until=MONDAY)
        earlier = holders(accounts=None, begun="draft begun", ended=["item submitted"], until=later(-85))
    assert [(each.name, each.items, each.since) for each in found] == [("Ada", 1, later(-100)), ("u2", 1, later(-10))]
    assert [(each.name, each.items, each.since) for each in earlier] == [("Ada", 2, later(-100))]


def test_months_are_those_of_the_teams_own_calendar_when_the_clocks_change_too():
    cast = a_workspace()
    zone, hour = ZoneInfo("Europe/Berlin"), timedelta(hours=1)
    starts = [datetime(2026, month, 1, tzinfo=zone).astimezone(UTC) for month in (3, 4, 11)]  # before and after jumps
    moments = [at + ahead for at in starts for ahead in (-hour, timedelta(0))]
    with cast.inside():
        ours = firms("a")
    took(cast, *(a_record(str(place), at=at) for place, at in enumerate(moments)), at=later(400))
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    with cast.inside():
        found = counts(accounts=None, by=[By.MONTH], since=since, until=until, zone=zone)
        assert months_active(accounts=None, since=since, until=until, zone=zone) == {ours["a"]: 5}
    assert [(each.words[0].month, each.rows) for each in found] == [(2, 1), (3, 2), (4, 1), (10, 1), (11, 1)]


def test_the_rows_behind_a_figure_come_a_page_at_a_time_the_latest_first(company):
    cast, ours = company
    with cast.inside():
        first = rows_behind(accounts=[ours["a"]], limit=3)
        rest = rows_behind(accounts=[ours["a"]], limit=3, after=Place(first[-1].at, first[-1].id))
    assert [(row.event, row.user, row.item) for row in [*first, *rest]] == [
        ("draft begun", "u2", "d3"),
        ("item submitted", "u2", "d2"),
        ("draft begun", "Ada", "d2"),
        ("draft begun", "Ada", "d1"),
    ]


def test_a_fact_counts_usage_or_people_as_its_clause_says(company):
    cast, ours = company
    items = NamedFact.read("items", {"of": "account", "count": "usage", "where": {"event": "item submitted"}})
    quiet = {"of": "account", "count": "users", "where": {"last activity": {"at least": "60 days ago"}}}
    with cast.inside():
        when = When(MONDAY, book().first_hours)
        assert numbers(items, of=Of.ACCOUNT, when=when) == {ours["a"]: 1, ours["b"]: 2}
        # 60 days ago is 9:00 in Chicago too, which in summer time was an hour earlier.
        assert numbers(NamedFact.read("quiet users", quiet), of=Of.ACCOUNT, when=when) == {ours["a"]: 1, ours["b"]: 1}
        with pytest.raises(ValueError, match="fact: items is not of each asset"):
            numbers(items, of=Of.ASSET, when=when)


@pytest.mark.parametrize("engine", ["postgres", "clickhouse", "bigquery", "duckdb"])
def test_each_question_can_be_said_to_other_engines(engine):
    """Architecture 1: telemetry may lie in a warehouse."""
    usage = ibis.table(SCHEMA, name="usage")
    times = {"since": later(-400), "until": MONDAY, "zone": CHICAGO}
    brings = {"of": "account", "count": "features", "where": {"event": "feature opened"}}
    had = NamedFact.read("features had", {**brings, "gone with": "feature closed"})
    for asked in (
        counted(usage, by=[By.MONTH, By.EVENT], **times),
        days_of(usage, **times, longer_than=30),
        held(usage, begun="draft begun", ended=["item submitted"]),
        number_of(
            usage,
            fact=had,
            of=Of.ACCOUNT,
            when=When(MONDAY, Hours(CHICAGO, (Window.parse("9:00-17:00"),), frozenset())),
        ),
    ):
        assert "SELECT" in ibis.to_sql(asked, dialect=engine)
