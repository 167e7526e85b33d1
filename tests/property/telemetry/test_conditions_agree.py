"""One condition, asked of a record of usage in Python and of a table by DuckDB, gives one answer: random conditions and records."""

import random
from dataclasses import astuple, fields
from functools import cache
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.policies.conditions import Fields, When
from rounds.telemetry.conditions import USAGE, USERS, UsageFacts, UserFacts
from rounds.telemetry.questions.selecting import where
from rounds.telemetry.questions.table import plain
from tests.examples import some
from tests.property.policies.test_conditions_agree import DATED, HOURS, NOON, NOWS, _moment, conditions, read

RECORDS = 200
WORDS = ["item submitted", "flight", "Draft 1", ""]
NUMBERS = st.one_of(
    st.integers(-2, 6).map(str),
    st.sampled_from(["0.5", "2.25"]),
    st.tuples(st.integers(0, 2), st.integers(2, 5)).map(lambda ends: f"{ends[0]} to {ends[1]}"),
    st.dictionaries(st.sampled_from(["at least", "at most"]), st.integers(0, 4).map(str), min_size=1),
)
VALUES = {
    **dict.fromkeys(["event", "product", "feature", "media kind", "item"], st.sampled_from(WORDS[:3])),
    "quantity": NUMBERS,
    "happened": DATED,
}
USERS_VALUES = {"first activity": DATED, "last activity": DATED}


@cache
def records() -> tuple[UsageFacts, ...]:
    """Make records whose moments lie whole hours and days around noon, so that ends are met; many words are not said."""
    pick = random.Random(20_261_126)
    words = [*WORDS, None]
    return tuple(
        UsageFacts(
            pick.choice(WORDS),
            _moment(pick),
            *(pick.choice(words) for _ in range(4)),
            pick.choice([None, 0, 0.5, 2.25, 3.0, -1]),
        )
        for _ in range(RECORDS)
    )


@cache
def users() -> tuple[UserFacts, ...]:
    pick = random.Random(60)
    return tuple(UserFacts(*sorted((_moment(pick), _moment(pick)))) for _ in range(RECORDS))


@cache
def table(kind: type) -> ibis.Table:
    made = records() if kind is UsageFacts else users()
    columns = dict(zip([each.name for each in fields(kind)], zip(*map(astuple, made), strict=True), strict=True))
    moments = {name: [plain(at) for at in columns[name]] for name in columns if name.endswith("at")}
    numbers = {name: pa.array(columns[name], pa.float64()) for name in columns if name == "quantity"}
    arrow = pa.table({**columns, **moments, **numbers, "place": list(range(RECORDS))})
    return ibis.memtable(arrow)


def agrees(asked: Fields, kind: type, written, when: When) -> int:
    """Compare the two answers over every record, and say how many are meant."""
    if (condition := read(asked, written)) is None:
        return 0
    meant = table(kind).filter(where(condition, when, table(kind)))
    selected = set(meant.place.to_pyarrow().to_pylist())
    made = records() if kind is UsageFacts else users()
    held = {place for place, record in enumerate(made) if condition.holds(record, when)}
    assert selected == held, str(condition)
    return len(held)


@settings(max_examples=some(60, soaked=2_000), deadline=None)
@given(conditions(VALUES), NOWS, HOURS)
def test_a_condition_means_the_same_usage_in_python_and_in_duckdb(written, now, hours):
    """Architecture 4: one condition gives a predicate and a telemetry filter, and they agree."""
    agrees(USAGE, UsageFacts, written, When(now, hours))


@settings(max_examples=some(30, soaked=600), deadline=None)
@given(conditions(USERS_VALUES), NOWS, HOURS)
def test_a_condition_means_the_same_users_in_python_and_in_duckdb(written, now, hours):
    agrees(USERS, UserFacts, written, When(now, hours))


@pytest.mark.parametrize("field", [*VALUES, *USERS_VALUES])
def test_each_field_tells_records_apart(field):
    """The comparison is worth something: for each field some condition means some records and not others."""
    asked, kind = (USAGE, UsageFacts) if field in VALUES else (USERS, UserFacts)
    special = {
        "quantity": {"at least": "1"},
        **{name: {"at least": "1 day ago"} for name in ["happened", *USERS_VALUES]},
    }
    hours = Hours(ZoneInfo("Europe/Berlin"), (Window.parse("0:00-24:00"),))
    assert 0 < agrees(asked, kind, {field: special.get(field, "flight")}, When(NOON, hours)) < RECORDS


def test_every_field_is_compared_here():
    assert set(USAGE.names()) == set(VALUES) and set(USERS.names()) == set(USERS_VALUES)
