"""How promises were kept: every number is what it opens, and all of them together are what was promised."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.policies.queries import book
from rounds.targets.counting import By, Counted, Which
from rounds.targets.models import Run
from rounds.targets.queries import counted_page, figures, sums_of
from tests.rooms.api.program import program
from tests.rooms.targets.cast import WITHOUT, a_desk, adopted, caught_up, opened, pass_to
from tests.rooms.web.visitor import visitor
from tests.world import later


def a_busy_desk():
    """Make one promise of each sort: kept, missed and done, missed and not done, running, warned of, standing still."""
    cast = a_desk()
    kept, late, undone, held = (opened(cast) for _ in range(4))
    with cast.inside():
        desk.set_priority(number=late, priority="urgent", by=cast.rep, at=later(hours=0.1))
        wish = Wish(span=Span.parse("1 week"))
        desk.hold(number=held, holder="engineering", reason="A defect.", wish=wish, by=cast.rep, at=later(hours=0.2))
        desk.answer(number=kept, text="It is the fuse.", by=cast.rep, at=later(hours=1))
        desk.close(number=kept, by=cast.lead, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    for hours in (1.6, 2.1):
        pass_to(cast, later(hours=hours))
    with cast.inside():
        desk.answer(number=late, text="Sorry.", by=cast.rep, at=later(hours=2.5))
    near = opened(cast, at=later(hours=2.5))
    running = opened(cast, at=later(hours=5))
    pass_to(cast, later(hours=5.01))
    pass_to(cast, later(hours=5.1))
    return cast, {"kept": kept, "late": late, "undone": undone, "held": held, "near": near, "running": running}


def numbers_of(cast, which, *, target="first answer", by=By.WEEK, key=None):
    with cast.inside():
        rows, more = counted_page(Counted(target=target, which=which, by=by, key=key), book().zone)
        assert more is None
        return {row.number for row in rows}


def test_each_promise_stands_where_it_belongs():
    cast, tickets = a_busy_desk()
    assert numbers_of(cast, Which.KEPT) == {tickets["kept"]}
    assert numbers_of(cast, Which.MISSED) == {tickets["late"], tickets["undone"]}
    assert numbers_of(cast, Which.UNDONE) == {tickets["undone"]}
    assert numbers_of(cast, Which.WARNED) == {tickets["near"]}
    assert numbers_of(cast, Which.RUNNING) == {tickets["near"], tickets["running"], tickets["held"]}
    assert numbers_of(cast, Which.PROMISED) == set(tickets.values())


@pytest.mark.parametrize("by", list(By))
def test_every_number_is_as_many_as_it_opens(by):
    cast, tickets = a_busy_desk()
    with cast.inside():
        found = figures(Counted(by=by), book().zone)
    assert {each.target for each in found} == {"first answer", "solved"}
    for clause in found:
        assert clause.every[Which.PROMISED] == len(tickets)
        for figure in clause.figures:
            for which in Which:
                opens = numbers_of(cast, which, target=clause.target, by=by, key=figure.key)
                assert figure[which] == len(opens), (clause.target, figure.key, which)
            parts = figure[Which.KEPT] + figure[Which.MISSED] + figure[Which.RUNNING]
            assert figure[Which.PROMISED] == parts


def test_what_stands_still_has_no_week_and_an_earlier_time_is_left_out():
    cast, tickets = a_busy_desk()
    assert numbers_of(cast, Which.PROMISED, key="none") == {tickets["held"]}
    with cast.inside():
        zone = book().zone
        rows, _ = counted_page(Counted(since=date(2026, 11, 30), target="first answer"), zone)
        assert {row.number for row in rows} == {tickets["held"]}


BESIDE_A_MONDAY = [timedelta(hours=hours, seconds=seconds) for hours in (-1, 0, 1) for seconds in (-1, 0)]
ZONES = ["UTC", "America/Chicago", "Asia/Kathmandu", "Pacific/Apia", "America/Havana", "Asia/Tehran"]


@pytest.mark.parametrize("name", ZONES)
def test_weeks_begin_when_they_do_where_the_team_is(name):
    """In Tehran the clock changed as two of these Mondays began. A list asks for each moment's day, a number for its stretch."""
    cast, _ = a_busy_desk()
    zone = ZoneInfo(name)
    mondays = [
        datetime(year, month, day, tzinfo=zone)
        for year, month, day in ((2010, 3, 22), (2020, 9, 21), (2025, 3, 31), (2025, 10, 27))
    ]
    moments = [(monday + beside).astimezone(UTC) for monday in mondays for beside in BESIDE_A_MONDAY]
    with cast.inside():
        runs = list(Run.objects.order_by("id"))
        for start in range(0, len(moments), len(runs)):
            for run, moment in zip(runs, moments[start:], strict=False):
                Run.objects.filter(id=run.pk).update(due_at=moment)
            counted = {
                (clause.target, figure.key): figure[Which.PROMISED]
                for clause in figures(Counted(), zone)
                for figure in clause.figures
            }
            assert sum(counted.values()) == len(runs)
            for (target, key), number in counted.items():
                rows, _ = counted_page(Counted(target=target, key=key), zone)
                assert number == len(rows), key


def test_a_list_goes_on_page_by_page_in_order():
    cast, tickets = a_busy_desk()
    seen, after = [], ""
    with cast.inside():
        while after is not None:
            rows, after = counted_page(Counted(target="first answer"), book().zone, after=after, limit=2)
            seen += [row.number for row in rows]
    assert len(seen) == len(set(seen)) == len(tickets)


def test_the_page_shows_the_numbers_and_each_leads_to_its_tickets():
    cast, tickets = a_busy_desk()
    client = visitor(cast, cast.lead)
    page = client.get("/targets?by=priority&weeks=0").content.decode()
    assert page.count('data-fresh="ticket manual"') == 2, "its sentence and its tables stay true while it is open"
    assert "2 of 12 promises were kept" in " ".join(page.split())
    links = [unescape(link) for link in re.findall(r'class="numlink[^"]*" href="([^"]+)"', page)]
    assert links
    for link in links:
        shown = client.get(link).content.decode()
        assert "Nothing is counted here" not in shown
    missed = client.get("/targets/tickets?target=first+answer&which=missed").content.decode()
    assert f'/desk/{tickets["late"]}"' in missed
    assert f'/desk/{tickets["kept"]}"' not in missed


def test_the_figures_are_for_those_who_may_see_reports():
    cast, _ = a_busy_desk()
    assert visitor(cast, cast.rep).get("/targets").status_code == 403
    assert visitor(cast, cast.rep).get("/targets/tickets").status_code == 403
    assert "/targets" not in visitor(cast, cast.rep).get("/desk").content.decode()
    assert 'href="/targets"' in visitor(cast, cast.manager).get("/desk").content.decode()


def test_a_target_that_the_manual_took_away_keeps_its_figures():
    cast, _ = a_busy_desk()
    adopted(cast, WITHOUT, later(hours=6))
    caught_up(cast, later(hours=6))
    page = visitor(cast, cast.lead).get("/targets?weeks=0").content.decode()
    assert "the manual promises it no more" in page


def test_words_that_mean_nothing_show_everything():
    cast, _ = a_busy_desk()
    client = visitor(cast, cast.lead)
    for words in ("by=x&weeks=99999", "which=x&key=%00", "weeks=-1&by=", "after=~", "key=2026-99-99&target=%27"):
        assert client.get(f"/targets?{words}").status_code == 200
        assert client.get(f"/targets/tickets?{words}").status_code == 200


def test_the_sum_of_a_ticket_says_what_counted_and_what_stood_still():
    cast, tickets = a_busy_desk()
    with cast.inside():
        desk.release(number=tickets["held"], by=cast.rep, at=later(hours=3))
    pass_to(cast, later(hours=5.2))
    with cast.inside():
        _, [first, _] = sums_of(tickets["held"])
    labels = [(fact.label, fact.text) for fact in first.because.facts]
    assert ("counted 12 min, from", "") in labels
    assert ("held by engineering, from", "") in labels
    assert ("counted in all", "2 h") in labels
    page = visitor(cast, cast.rep).get(f"/desk/{tickets['held']}/targets").content.decode()
    assert "held by engineering, from" in page
    assert "First answer: due" in page


def test_a_target_kept_says_so_in_its_sum():
    cast, tickets = a_busy_desk()
    page = visitor(cast, cast.rep).get(f"/desk/{tickets['kept']}/targets").content.decode()
    assert "First answer: kept; it was due" in page
    assert visitor(cast, cast.rep).get("/desk/9999/targets").status_code == 404


def test_programs_read_the_same_numbers_the_lists_behind_them_and_the_sums():
    cast, tickets = a_busy_desk()
    asking = program(cast)
    [first, _] = asking.get("/targets?by=priority&target=").json()["items"]
    assert (first["target"], first["every"]["promised"], first["every"]["kept"]) == ("first answer", 6, 1)
    for figure in first["figures"]:
        words = f"by=priority&target=first answer&which=missed&key={figure['key']}"
        assert len(asking.get(f"/targets/tickets?{words}").json()["items"]) == figure["missed"]
    seen, page = [], {"next": ""}
    while page["next"] is not None:
        after = f"&after={page['next']}" if page["next"] else ""
        page = asking.get(f"/targets/tickets?target=first answer&limit=2{after}").json()
        seen += [each["ticket"] for each in page["items"]]
    assert sorted(seen) == sorted(tickets.values())
    assert asking.get(f"/targets/tickets?which=kept&after={page['next'] or 'x'}").status_code == 422
    [answer, _] = asking.get(f"/tickets/{tickets['late']}/targets").json()["items"]
    assert answer["missed_at"] == later(hours=2).isoformat().replace("+00:00", "Z")
    assert answer["because"]["clause"] == "target: first answer"
