"""What the progress of a programme counts, and that each figure opens exactly the rows that it counts (A12)."""

from datetime import date, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest

from rounds.basics import clock
from rounds.checkins.models import CheckIn, RoundDone
from rounds.checkins.queries import MARKS, Counted, Which, counted_members, counted_rows, progress, wakes, weeks
from rounds.desk import commands as desk
from rounds.team.models import Member
from rounds.workspaces.rows import execute
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import a_firm, a_whole_round
from tests.rooms.checkins.many import PROGRAMME, a_year_of_work, many_firms
from tests.rooms.web.visitor import statements, visitor
from tests.world import MONDAY, a_workspace, later

CHICAGO = ZoneInfo("America/Chicago")
SCALE = ("A", "B", "E")
NOW = later(400)
"""28 December 2027, in the year after the firms came."""


def asked(**more: object) -> Counted:
    return Counted(programme=PROGRAMME, year=2027, zone=CHICAGO, now=NOW, scale=SCALE).of(**more)


def rows_of(counted: Counted) -> list[int]:
    """List all rows behind a figure, page by page."""
    found, after = [], None
    while after != "":
        page, after = counted_rows(counted, after=after or "", limit=7)
        found += [row.row.id for row in page]
    return found


@pytest.mark.parametrize("which", [*MARKS, Which.ROUNDS])
def test_each_figure_by_member_and_month_opens_exactly_its_rows_A12(which: Which):
    cast = a_year_of_work(NOW)
    with cast.inside():
        found = progress(asked())
        kinds = MARKS[:3] if which is Which.ROUNDS else (which,)
        for member in (None, 0, cast.rep.id, cast.teammate.id):
            for month in (None, 1, 6, 11, 12):
                many = sum(found.many(each, member=member, month=month) for each in kinds)
                assert len(rows_of(asked(which=which, member=member, month=month))) == many
        assert sum(found.many(each) for each in kinds) > 0


def test_grades_and_whether_they_went_up_or_down_open_their_rows_A12():
    cast = a_year_of_work(NOW)
    with cast.inside():
        found = progress(asked())
        needed = CheckIn.objects.filter(exempt_at=None).count()
        assert sum(found.grades.values()) == sum(found.before.values()) == needed
        for word in (*SCALE, ""):
            assert len(rows_of(asked(which=Which.GRADED, grade=word))) == found.grades.get(word, 0)
            assert len(rows_of(asked(which=Which.BEFORE, grade=word))) == found.before.get(word, 0)
        assert (len(rows_of(asked(which=Which.UP))), len(rows_of(asked(which=Which.DOWN)))) == (found.up, found.down)
        assert found.up and found.down


def test_a_year_that_is_over_has_what_was_done_in_it_and_nothing_due_A12():
    cast = a_year_of_work(NOW)
    with cast.inside():
        before = progress(asked(year=2026))
        assert before.many(Which.DONE) == RoundDone.objects.filter(ended_at__lt=asked().starts_at).count() > 0
        assert sum(before.many(which) for which in MARKS[1:]) == 0


def test_days_that_wake_open_their_rows_and_add_up_to_weeks_A12():
    cast = a_year_of_work(NOW)
    first, last = date(2027, 1, 4), date(2027, 2, 28)
    with cast.inside():
        found = wakes(asked(which=Which.WAKES, first=first, last=last))
        assert sum(found.days.values()) == len(rows_of(asked(which=Which.WAKES, first=first, last=last))) > 0
        for day, many in found.days.items():
            assert len(rows_of(asked(which=Which.WAKES, first=day, last=day))) == many
        assert sum(found.in_week(monday) for monday in weeks(first, last)) == sum(found.days.values())
        assert found.most == _best_week()


def _best_week() -> int:
    counts: dict[date, int] = {}
    for at in RoundDone.objects.filter(ended_at__gte=NOW - timedelta(weeks=52)).values_list("ended_at", flat=True):
        day = at.astimezone(CHICAGO).date()
        monday = day - timedelta(days=day.weekday())
        counts[monday] = counts.get(monday, 0) + 1
    return max(counts.values())


def test_a_round_counts_for_whoever_ended_it_or_had_it_where_nobody_answered_A10_A12():
    firm = a_firm()
    with firm.cast.inside():
        check_in = firm.check_in.pk
        desk.assign(number=firm.ticket.number, member_id=firm.cast.teammate.id, by=firm.cast.lead, at=MONDAY)
        a_whole_round(check_in_id=check_in, by=firm.cast.rep, at=MONDAY)
    firm.passes(at := later(365))
    for days in (0, 14):
        firm.reach_out(at + timedelta(days=days))
        firm.passes(at + timedelta(days=days + 14))
    firm.passes(at + timedelta(days=22))
    with firm.cast.inside():
        done = list(RoundDone.objects.order_by("id").values_list("member_id", "unanswered"))
        assert done == [(firm.cast.rep.id, False), (firm.cast.teammate.id, True)]
        RoundDone.objects.all().delete()
        execute(import_module("rounds.checkins.migrations.0002_rounds_that_are_done").FROM_HISTORY)
        assert list(RoundDone.objects.order_by("id").values_list("member_id", "unanswered")) == done, "off the history"


def test_both_pages_ask_the_same_few_questions_however_many_firms_there_are_A12():
    cast = a_workspace(manual=a_yearly_manual())
    client = visitor(cast, cast.manager)
    pages = ("/progress", "/calendar", "/check-ins/counted?which=due")
    with cast.inside():
        many_firms(1)
    for path in pages:
        client.get(path)
    few = [len(statements(client, path)) for path in pages]
    with cast.inside():
        many_firms(120)
    assert [len(statements(client, path)) for path in pages] == few
    assert max(few) <= 16


def test_numbers_of_very_many_are_written_apart_and_never_over_one_another_A12():
    """Where weeks wake a hundred and more, only the heaviest is numbered: side by side they would run into one another."""
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        many_firms(1_100, days=35, at=clock.now())
    client = visitor(cast, cast.manager)
    chart = client.get("/progress").content.decode().partition('class="chart wake"')[2].partition("</svg>")[0]
    assert chart.count('class="over"') > 1
    assert chart.count('class="v"') == 1
    assert "1,100 asleep, the soonest first" in client.get("/check-ins?of=everybody").content.decode()


def test_the_rows_behind_a_figure_are_narrowed_by_whose_they_are_and_by_month_and_say_how_many_each_has_A12():
    cast = a_year_of_work(clock.now())
    client, words = (
        visitor(cast, cast.manager),
        {"programme": PROGRAMME, "which": "done", "year": (clock.now() - timedelta(days=200)).year},
    )
    page = client.get("/check-ins/counted", words).content.decode()
    with cast.inside():
        asks = asked(which=Which.DONE).of(year=words["year"])
        many = counted_members(asks)
        assert sum(many.values()) == len(rows_of(asks)) > 0
        assert counted_members(asks.of(member=cast.rep.id)) == many, "whosever are asked for"
    assert f'<option value="{cast.teammate.id}">Elin Berg ({many[cast.teammate.id or 0]})</option>' in page
    assert f'<option value="0">Nobody ({many[0]})</option>' in page
    assert f'<input type="hidden" name="year" value="{words["year"]}">' in page
    chosen = client.get("/check-ins/counted", {**words, "member": cast.teammate.id, "month": ""}).content.decode()
    assert chosen.count('<a class="item"') == many[cast.teammate.id or 0]
    assert f'<option value="{cast.teammate.id}" selected>' in chosen
    graded = client.get("/check-ins/counted", {**words, "which": "graded", "grade": "B"}).content.decode()
    assert '<option value="B" selected>B</option>' in graded and '<option value="">No grade</option>' in graded


def test_the_table_for_a_spreadsheet_has_the_figures_of_the_page_and_computes_no_name_A12():
    cast = a_year_of_work(clock.now())
    with cast.inside():
        Member.objects.filter(id=cast.rep.id).update(name="=1+1")
    lines = visitor(cast, cast.manager).get("/progress/table.csv").content.decode().splitlines()
    assert lines[0] == "Member,Done,Due,Late,Not needed"
    rows = [line.split(",") for line in lines[1:]]
    assert [row[0] for row in rows] == ["'=1+1", "Elin Berg", "Nobody’s", "All"]
    sums = [sum(int(row[column]) for row in rows[:-1]) for column in range(1, 5)]
    assert sums == [int(each) for each in rows[-1][1:]] and sum(sums)


def test_whoever_sees_no_reports_opens_the_check_ins_that_wake_and_no_figure_of_anybody_A12():
    cast = a_workspace(manual=a_yearly_manual())
    rep, manager = visitor(cast, cast.rep), visitor(cast, cast.manager)
    for which in set(Which) - {Which.WAKES}:
        asks = {"which": which.value, "member": cast.manager.id}
        assert rep.get("/check-ins/counted", asks).status_code == 403, which
        assert manager.get("/check-ins/counted", asks).status_code == 200, which
    for words in ({}, {"which": "wakes"}):
        assert "Check-ins that wake" in rep.get("/check-ins/counted", words).content.decode()
