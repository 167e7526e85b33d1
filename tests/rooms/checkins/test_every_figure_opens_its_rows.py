"""Each figure of board, calendar and evidence is a link to a list with exactly its rows, in worlds that chance makes (A5, A12).

What a world has is noted in plain words as it is made, and counted by plain loops: nothing of the room is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rounds.accounts.commands import add_asset
from rounds.basics import clock
from rounds.checkins.evidence.dates import dates_between
from rounds.checkins.evidence.seen import Seen
from rounds.telemetry.commands import take_in
from rounds.telemetry.queries import known_until
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.examples import some
from tests.manuals import a_yearly_manual
from tests.property.checkins.test_evidence_agrees import EVENTS, by_hand
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.figures import Shown, check_ins, figures, rows
from tests.rooms.checkins.many import PROGRAMME
from tests.rooms.checkins.worlds import CHICAGO, SCALE, Mark, World, a_world
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_workspace, later

NOW = datetime(2028, 5, 17, 16, 20, tzinfo=UTC)
"""A Wednesday in the middle of a year, at noon for the team."""

BEHIND = "/check-ins/counted?"


@contextmanager
def at(now: datetime) -> Iterator[None]:
    """Let it be this moment for the doors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_source", lambda: now)
        yield


def asked(shown: Shown) -> dict[str, str]:
    return {name: words[0] for name, words in parse_qs(urlsplit(shown.address).query, keep_blank_values=True).items()}


def ids(marks: Iterable[Mark]) -> list[int]:
    return sorted(each.check_in for each in marks)


def opened(client: Client, page: str, meant: Callable[[dict[str, str]], list[int]]) -> list[dict[str, str]]:
    """Open each figure of a page: it says how many are meant, and its list has just these. Gives what each asked for."""
    found = figures(page, to=BEHIND)
    for each in found:
        expected = meant(asked(each))
        assert each.number == len(expected), (each, expected)
        assert check_ins(client, each.address) == expected, each
    return [asked(each) for each in found]


def counted(world: World, words: dict[str, str]) -> list[int]:
    """List what a figure means, by the notes of the world."""
    which, member = words["which"], words.get("member")
    if which == "wakes":
        first, last = date.fromisoformat(words["first"]), date.fromisoformat(words["last"])
        return ids(each for each in world.wakes if first <= each.day <= last and member in {None, str(each.member)})
    if which in {"graded", "graded before", "went up", "went down"}:
        return _graded(world, which, int(words["year"]), words.get("grade", ""))
    kinds = {"done without an answer": {"done"}, "done, due and late": {"done", "due", "late"}}.get(which, {which})
    return ids(
        each
        for each in world.in_year(int(words["year"]))
        if each.which in kinds
        and (which != "done without an answer" or each.silent)
        and member in {None, str(each.member)}
        and words.get("month") in {None, str(each.day.month)}
    )


def _graded(world: World, which: str, year: int, grade: str) -> list[int]:
    first, end = (datetime(each, 1, 1, tzinfo=CHICAGO) for each in (year, year + 1))
    found = []
    for check_in, given_then in world.grades.items():
        now, before = (next((word for at, word in reversed(given_then) if at < until), "") for until in (end, first))
        moved = SCALE.index(before) - SCALE.index(now) if now and before else 0
        if {"graded": now == grade, "graded before": before == grade, "went up": moved > 0, "went down": moved < 0}[
            which
        ]:
            found.append(check_in)
    return sorted(found)


FEW = settings(max_examples=some(2, soaked=60), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@FEW
@given(st.integers(0, 2**32))
def test_each_figure_of_the_board_opens_its_rows_and_none_that_counts_is_missing_A12(seed: int):
    world = a_world(seed, NOW)
    with at(NOW):
        client = visitor(world.cast, world.cast.manager)
        for year in (world.year, world.year - 1):
            page = client.get(f"/progress?{urlencode({'programme': PROGRAMME, 'year': year})}").content.decode()
            found = opened(client, page, lambda words: counted(world, words))
            _none_is_missing(world, year, found)
            assert _weeks_ahead(world) <= {each["first"] for each in found if each["which"] == "wakes"}


def _none_is_missing(world: World, year: int, found: list[dict[str, str]]) -> None:
    """See that whatever there is has its figure: by member, by month, by grade."""
    marks = world.in_year(year)
    weeks = [each for each in found if each["which"] == "wakes" and each["last"] == _sunday(each["first"])]
    assert weeks, "the heaviest week"
    said = {(each["which"], each.get("member"), each.get("month")) for each in found}
    assert {(each.which, str(each.member), None) for each in marks} <= said
    assert {("done, due and late", None, str(each.day.month)) for each in marks if each.which != "not needed"} <= said
    assert {each["grade"] for each in found if each["which"] == "graded"} == {
        grade for grade in (*SCALE, "") if _graded(world, "graded", year, grade)
    }


def _weeks_ahead(world: World) -> set[str]:
    """Name the weeks of the year ahead in which any wakes, each by its Monday."""
    today = NOW.date()
    monday = today - timedelta(days=today.weekday())
    days = [each.day for each in world.wakes if monday <= each.day < monday + timedelta(weeks=52)]
    return {f"{day - timedelta(days=day.weekday())}" for day in days}


def _sunday(monday: str) -> str:
    return str(date.fromisoformat(monday) + timedelta(days=6))


@FEW
@given(st.integers(0, 2**32))
def test_each_day_and_each_week_of_the_calendar_opens_its_rows_A12(seed: int):
    world = a_world(seed, NOW)
    with at(NOW):
        client = visitor(world.cast, world.cast.rep)
        for month in ("2028-05", "2028-12", "2029-02"):
            for whose in ("", "mine"):
                words = {"programme": PROGRAMME, "month": month, **({"of": whose} if whose else {})}
                page = client.get(f"/calendar?{urlencode(words)}").content.decode()
                found = opened(client, page, lambda words: counted(world, words))
                _every_day_is_there(world, month, world.cast.rep.id if whose else None, found)


def _every_day_is_there(world: World, month: str, member: int | None, found: list[dict[str, str]]) -> None:
    in_month = [each for each in world.wakes if member in {None, each.member} and f"{each.day:%Y-%m}" == month]
    days = Counter(each["first"] for each in found if each["first"] == each["last"])
    assert {f"{each.day}" for each in in_month} <= set(days)
    assert max(days.values(), default=1) == 1
    weeks = [each for each in found if each["first"] != each["last"]]
    if in_month:
        whole, *weeks = weeks
        assert whole["first"] == f"{month}-01", "the month's own sum stands above"
    assert all(
        date.fromisoformat(each["last"]) - date.fromisoformat(each["first"]) == timedelta(days=6) for each in weeks
    )


HAPPENED = st.lists(
    st.builds(
        dict,
        event=st.sampled_from(EVENTS),
        at=st.integers(0, 800 * 24).map(lambda hours: MONDAY - hours * timedelta(hours=1)),
        user=st.sampled_from(["", "Ada", "Bo", "Cai"]),
        product=st.sampled_from(["", "Studio"]),
        feature=st.sampled_from(["", "charts", "maps", "tips"]),
        media=st.sampled_from(["", "audio", "video"]),
        item=st.sampled_from(["", "one", "two", "three"]),
    ),
    min_size=30,
    max_size=90,
)


@FEW
@given(HAPPENED, st.integers(0, 70))
def test_each_figure_of_the_evidence_opens_its_rows_A5(happened: list[dict], submitted: int):
    firm = a_firm(company())
    more = [{"event": "item submitted", "at": MONDAY - timedelta(hours=each)} for each in range(submitted)]
    told = [
        Usage(source="app", knows=OURS, account=str(firm.id), key=f"{firm.id} {place}", **words)
        for place, words in enumerate([*happened, *more])
    ]
    with firm.cast.inside():
        take_in(rows=told, by=Actor.system(), at=MONDAY)
        for kind in ("terrestrial station", "internet station", "internet station"):
            add_asset(account_id=firm.id, values={"kind": kind}, fields={}, by=Actor.system(), at=MONDAY)
        known = known_until(MONDAY)
    dates = dates_between(FIRST, MONDAY.date(), now=later(1), known_until=known, zone=CHICAGO)
    with at(later(1)):
        client = visitor(firm.cast, firm.cast.rep)
        words = urlencode({"from": FIRST, "to": MONDAY.date()})
        page = client.get(f"/check-ins/{firm.check_in.pk}?{words}").content.decode()
        found = figures(page, to="/evidence?")
        for each in found:
            assert rows(client, each.address) == each.number, each
    shown = {_said(**asked(each)): each.number for each in found}
    for name, number in _numbers(by_hand(firm.id, told, dates)):
        assert shown.get(name, 0) == number, (name, "as a loop over the records counts it")
    assert len(found) > 20


FIRST = date(2025, 9, 10)


@cache
def company() -> Cast:
    return a_workspace(manual=a_yearly_manual())


def _said(**words: str) -> frozenset[tuple[str, str]]:
    """Name a figure by what its address says of it, but for the dates."""
    return frozenset((name, word) for name, word in words.items() if word and name not in {"from", "to"})


def _numbers(seen: Seen) -> Iterator[tuple[frozenset[tuple[str, str]], int]]:
    """List the figures of a firm, each with how its address names it."""
    for name, each in seen.figures.items():
        yield _said(figure="fact", name=name), each.number
        yield _said(figure="fact", name=name, before="yes"), each.before
    for month in seen.months:
        yield _said(figure="month", month=str(month.first)), month.number
        yield _said(figure="month", month=str(month.first), before="yes"), month.before
    for word, number in seen.media:
        yield _said(figure="media kind", word=word), number
    for use in seen.features:
        yield _said(figure="used", name=use.feature, product=use.product), use.used
        yield _said(figure="wanted", name=use.feature, product=use.product), use.wanted
    yield _said(figure="users"), seen.users
    yield _said(figure="active users"), seen.active
    yield _said(figure="quiet users"), seen.quiet
    yield _said(figure="drafts"), seen.drafts
    yield _said(figure="assets", name="terrestrial station"), 1
    yield _said(figure="assets", name="internet station"), 2


def test_a_page_of_the_list_and_the_next_have_each_row_once_A12():
    world = a_world(6, NOW, many=130)
    with at(NOW):
        client = visitor(world.cast, world.cast.manager)
        first, last = NOW.date(), NOW.date() + timedelta(days=600)
        words = {"programme": PROGRAMME, "which": "wakes", "first": first, "last": last}
        listed = check_ins(client, f"{BEHIND}{urlencode(words)}")
    assert len(listed) > 50
    assert listed == ids(world.wakes)
