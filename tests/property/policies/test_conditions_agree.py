"""One condition, asked of a record and asked of the database, gives one answer: random conditions over random records."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from rounds.accounts.models import Account
from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.desk.conditions import TICKET
from rounds.desk.models import Due, Message, Ticket
from rounds.desk.queries.facts import facts_of
from rounds.desk.rules import LIVE, LastWord, MessageKind, State
from rounds.policies.conditions import Condition, DayType, Field, Fields, NumberType, Over, When
from rounds.policies.selecting import where
from rounds.team.models import Away
from rounds.workspaces.current import here
from tests.examples import some
from tests.world import Cast, a_workspace, without_tickets

NOON = datetime(2026, 3, 30, 16, 0, tzinfo=UTC)
"""A Monday, an hour after the clocks of Berlin jumped; records lie whole hours and days around it, so that ends are met."""

RECORDS = 150
KINDS = ["question", "website change", "billing"]
QUEUES = ["front desk", "website work", "billing"]
TIERS = ["", "gold", "silver"]
HOLDERS = ["engineering", "supplier"]
PRIORITIES = ["urgent", "high", "normal", "low"]

AWAY = Fields(
    "time away",
    [
        Field("first day", DayType(), of=attrgetter("first_on"), lookup="first_on"),
        Field("last day", DayType(), of=attrgetter("last_on"), lookup="last_on"),
    ],
)


@pytest.fixture(scope="module", autouse=True)
def _gone_afterwards() -> Iterator[None]:
    yield
    without_tickets(world())


@cache
def world() -> Cast:
    """Make the records once: nulls, empty words, equal moments and the farthest ones included."""
    cast = a_workspace()
    pick = random.Random(20_261_125)
    with cast.inside():
        firms = [_firm(pick, number) for number in range(12)]
        for number in range(1, RECORDS + 1):
            _ticket(pick, number, firms, cast)
        for _ in range(40):
            first = NOON.date() + timedelta(days=pick.randint(-40, 40))
            Away.objects.create(
                workspace_id=here(),
                member_id=cast.rep.id,
                first_on=first,
                last_on=first + timedelta(days=pick.randint(0, 9)),
            )
    return cast


@cache
def tickets() -> list[Ticket]:
    """Read the tickets once: no example changes one. Needs their company around it."""
    return list(Ticket.objects.select_related("account"))


def _firm(pick: random.Random, number: int) -> Account:
    return Account.objects.create(
        workspace_id=here(),
        name=f"Firm {number}",
        tier=pick.choice(TIERS),
        lifecycle=pick.choice(["", "customer", "former"]),
        region=pick.choice(["", "north"]),
        firm_type=pick.choice(["distributor", "end user"]),
        created_at=_moment(pick),
    )


def _ticket(pick: random.Random, number: int, firms: Sequence[Account], cast: Cast) -> None:
    state = pick.choice(list(State))
    opened = _moment(pick)
    held = {"held_by": pick.choice(HOLDERS), "held_since": _moment(pick), "held_until": _moment(pick)}
    ticket = Ticket.objects.create(
        workspace_id=here(),
        number=number,
        subject="Swap the banner",
        kind=pick.choice(KINDS),
        queue=pick.choice(QUEUES),
        priority=pick.choice([None, *PRIORITIES]),
        state=state,
        last_word=pick.choice(list(LastWord)),
        assignee_id=pick.choice([None, cast.rep.id]),
        account=pick.choice([None, *firms]),
        opened_at=opened,
        said_at=_moment(pick),
        closed_at=_moment(pick) if state is State.CLOSED else None,
        **(held if state in LIVE and pick.random() < 0.4 else {}),
        wakes_at=_moment(pick) if state is State.ASLEEP or pick.random() < 0.3 else None,
    )
    if state is not State.CLOSED and pick.random() < 0.5:
        missed = pick.choice([None, _moment(pick)])
        Due.objects.create(
            workspace_id=here(), ticket=ticket, target="first answer", due_at=_moment(pick), missed_at=missed
        )
    kinds = [pick.choice(list(MessageKind)) for _ in range(pick.randint(0, 5))]
    Message.objects.bulk_create(
        Message(workspace_id=here(), ticket=ticket, kind=kind, text="Please.", at=_moment(pick)) for kind in kinds
    )


def _moment(pick: random.Random) -> datetime:
    far = pick.choice([timedelta(hours=1), timedelta(days=1), timedelta(days=30)])
    return NOON + far * pick.randint(-14, 14)


SPANS = st.sampled_from(
    [
        "1 hour",
        "3 hours",
        "1 day",
        "14 days",
        "1 week",
        "1 month",
        "1 quarter",
        "1 year",
        "1 working day",
        "3 working days",
        "2 working hours",
    ]
)
DISTANCES = st.builds("{} {}".format, SPANS, st.sampled_from(["ago", "from now"]))
DAYS = st.one_of(
    st.just("today"),
    st.integers(-40, 40).map(lambda days: (NOON.date() + timedelta(days=days)).isoformat()),
)
NUMBERS = st.integers(0, 6).map(str)
DATED = st.one_of(
    DAYS,
    st.dictionaries(st.sampled_from(["at least", "at most"]), DISTANCES, min_size=1),
    st.fixed_dictionaries({"within": SPANS.map("{} from now".format)}),
    st.dictionaries(st.sampled_from(["before", "after"]), DAYS, min_size=1),
)
COUNTS = st.one_of(
    NUMBERS,
    st.fixed_dictionaries({"at least": NUMBERS}, optional={"within": SPANS}),
    st.fixed_dictionaries({"at most": NUMBERS}, optional={"within": SPANS}),
    st.fixed_dictionaries({"none within": SPANS}),
)
AMOUNTS = st.one_of(
    st.integers(0, RECORDS).map(str),
    st.tuples(st.integers(0, 80), st.integers(80, RECORDS)).map(lambda ends: f"{ends[0]} to {ends[1]}"),
    st.dictionaries(st.sampled_from(["at least", "at most"]), st.integers(1, RECORDS).map(str), min_size=1),
)
YES_NO = st.sampled_from(["yes", "no"])
VALUES = {
    "number": AMOUNTS,
    "ticket kind": st.sampled_from(KINDS),
    "queue": st.sampled_from(QUEUES),
    "priority": st.sampled_from(PRIORITIES),
    "state": st.sampled_from([str(state) for state in State]),
    "our turn": YES_NO,
    "assigned": YES_NO,
    "on hold": YES_NO,
    "held by": st.sampled_from([*HOLDERS, "printer"]),
    "hold began": DATED,
    "hold ends": DATED,
    "due": DATED,
    "missed": YES_NO,
    "opened": DATED,
    "last word": DATED,
    "reopens": DATED,
    "closed": DATED,
    "customer messages": COUNTS,
    "lifecycle": st.sampled_from(["customer", "former", "lead"]),
    "tier": st.sampled_from(["gold", "silver", "bronze"]),
    "region": st.sampled_from(["north", "south"]),
    "type": st.sampled_from(["distributor", "end user"]),
    "firm": st.sampled_from(["Firm 1", "Firm 2"]),
    "known since": DATED,
}


def conditions(values: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, object]]:
    """Write any condition, as the text of its keys."""
    several = {name: st.one_of(one, st.lists(one, min_size=1, max_size=3)) for name, one in values.items()}

    def some(inner: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
        names = st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True)
        tests = names.flatmap(lambda chosen: st.fixed_dictionaries({name: several[name] for name in chosen}))
        return st.tuples(tests, inner).map(lambda both: {**both[0], **({"not": both[1]} if both[1] else {})})

    return some(st.one_of(st.none(), some(st.one_of(st.none(), some(st.none())))))


NOWS = st.one_of(
    st.just(NOON),
    st.integers(-60 * 24, 60 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
)
HOURS = st.sampled_from(
    [
        Hours(ZoneInfo("Europe/Berlin"), (Window.parse("Mon-Fri 8:00-12:00"), Window.parse("Mon-Fri 13:00-17:00"))),
        Hours(ZoneInfo("America/Chicago"), (Window.parse("0:00-24:00"),)),
        Hours(ZoneInfo("Asia/Kathmandu"), (Window.parse("Sun-Thu 9:00-17:00"),), frozenset({date(2026, 3, 26)})),
    ]
)


def read(fields: Fields, written: dict[str, object]) -> Condition | None:
    """Read a condition; None where its tests can never be met (at least 5, at most 3), which the reader refuses."""
    try:
        return Over(fields).read(written, {})
    except PydanticCustomError as wrong:
        if "never both" in str(wrong):
            return None
        raise


def agrees(
    model: type[Ticket] | type[Away], facts: Iterable[tuple[int, object]], condition: Condition, when: When
) -> int:
    """Compare the two answers over every record, and say how many are meant."""
    selected = set(model.objects.filter(where(condition, when)).values_list("pk", flat=True))
    held = {pk for pk, fact in facts if condition.holds(fact, when)}
    assert selected == held, str(condition)
    return len(held)


@settings(max_examples=some(100, soaked=2_000), deadline=None)
@given(conditions({name: value for name, value in VALUES.items() if name != "number"}), NOWS, HOURS)
def test_a_condition_means_the_same_tickets_in_python_and_in_the_database(written, now, hours):
    """Architecture 4: one condition gives a predicate and a queryset filter, and they agree."""
    if (condition := read(TICKET, written)) is None:
        return
    with world().inside():
        facts = [(ticket.pk, facts_of(ticket, asked=[condition])) for ticket in tickets()]
        agrees(Ticket, facts, condition, When(now, hours))
        rest = {pk for pk, fact in facts if not condition.holds(fact, When(now, hours))}
        assert rest == set(Ticket.objects.exclude(where(condition, When(now, hours))).values_list("pk", flat=True))


@settings(max_examples=some(60, soaked=600), deadline=None)
@given(conditions({"first day": DATED, "last day": DATED}), NOWS, HOURS)
def test_a_condition_on_days_means_the_same_in_python_and_in_the_database(written, now, hours):
    if (condition := read(AWAY, written)) is None:
        return
    with world().inside():
        agrees(Away, [(each.pk, each) for each in Away.objects.all()], condition, When(now, hours))


@settings(max_examples=some(60, soaked=600), deadline=None)
@given(conditions({"number": AMOUNTS}), NOWS, HOURS)
def test_a_condition_on_numbers_means_the_same_in_python_and_in_the_database(written, now, hours):
    numbers = Fields("ticket", [Field("number", NumberType(), of=attrgetter("number"), lookup="number")])
    if (condition := read(numbers, written)) is None:
        return
    with world().inside():
        agrees(Ticket, [(each.pk, each) for each in Ticket.objects.all()], condition, When(now, hours))


@pytest.mark.parametrize("field", sorted(set(VALUES) - {"number"}))
def test_each_field_of_a_ticket_tells_records_apart(field):
    """The comparison is worth something: for each field some condition means some records and not others."""
    kinds = {"ticket kind": "billing", "queue": "billing", "priority": "high", "state": "asleep", "our turn": "yes", "assigned": "no",
             "firm": "Firm 1",
             "on hold": "yes", "held by": "engineering", "missed": "yes",
             "customer messages": {"at least": "2", "within": "1 month"}, "lifecycle": "customer", "tier": "gold", "region": "north",
             "type": "distributor"}  # fmt: skip
    condition = read(TICKET, {field: kinds.get(field, {"at most": "1 week ago"})})
    assert condition
    when = When(NOON, Hours(ZoneInfo("Europe/Berlin"), (Window.parse("Mon-Fri 8:00-17:00"),)))
    with world().inside():
        facts = [
            (ticket.pk, facts_of(ticket, asked=[condition])) for ticket in Ticket.objects.select_related("account")
        ]
        assert 0 < agrees(Ticket, facts, condition, when) < RECORDS


def test_every_field_of_a_ticket_is_compared_here():
    assert set(TICKET.names()) == set(VALUES) - {"number"}
