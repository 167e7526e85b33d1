"""Many check-ins are spread over days, seen before it is done, and taken back; what was done since stays (A4, A12)."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.accounts.conditions import ACCOUNT
from rounds.accounts.models import Account
from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Refused
from rounds.basics.windows import Window
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, Spreading
from rounds.checkins.queries import dry_run, spread_page
from rounds.checkins.queries.this_round import answered_late, is_answered_late
from rounds.checkins.rules.spreading import spread_over
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.policies.conditions import Condition, Over
from rounds.timeline.models import TimelineEvent
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import a_firm, a_whole_round
from tests.rooms.checkins.many import PROGRAMME, many_firms
from tests.rooms.checkins.test_rounds_count_once import YEAR, ended, in_silence, replied, wrote
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_workspace

CHICAGO = ZoneInfo("America/Chicago")
WORKS = Hours(CHICAGO, (Window.parse("Mon-Fri 8:00-12:00"),), frozenset({date(2027, 1, 1)}))
FIRST, LAST = date(2026, 12, 1), date(2027, 11, 30)


def where(**asked: object) -> Condition | None:
    return Over(ACCOUNT).read(asked, {}) if asked else None


def a_new_team(many: int = 52) -> Cast:
    """Give a team firms whose check-ins all come within one week."""
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        many_firms(many, days=5)
        Account.objects.filter(name__endswith="0").update(tier="gold")
    return cast


def spread(cast: Cast, condition: Condition | None = None) -> Spreading:
    with cast.inside():
        return checkins.spread(
            programme=PROGRAMME, condition=condition, first=FIRST, last=LAST, by=cast.lead, at=MONDAY
        )


def dates() -> dict[int, datetime]:
    return dict(Ticket.objects.order_by("id").values_list("id", "wakes_at"))


@settings(deadline=None)
@given(st.integers(1, 400), st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(0, 400))
def test_no_two_working_days_differ_by_more_than_one_and_none_is_no_working_day(many: int, first: date, length: int):
    found = spread_over(many, first=first, last=first + timedelta(days=length), hours=WORKS)
    works = [
        day
        for day in (first + timedelta(days=each) for each in range(length + 1))
        if day.weekday() < 5 and day != date(2027, 1, 1)
    ]
    if not works:
        assert found == ()
        return
    counts = Counter(day_of(at, CHICAGO) for at in found)
    assert set(counts) <= set(works) and len(found) == many and list(found) == sorted(found)
    numbers = [counts.get(day, 0) for day in works]
    assert max(numbers) - min(numbers) <= 1


def test_a_new_teams_firms_come_one_a_week_the_soonest_still_first_and_say_why_A4():
    cast = a_new_team()
    with cast.inside():
        before = dates()
    spread(cast)
    with cast.inside():
        after = dates()
        weeks = Counter(day_of(at, CHICAGO).isocalendar()[:2] for at in after.values())
        assert max(weeks.values()) <= 2
        assert sorted(after, key=after.__getitem__) == sorted(before, key=before.__getitem__)
        assert set(Ticket.objects.values_list("wake_clause", "state")) == {(f"programme: {PROGRAMME}", "asleep")}
        told = TimelineEvent.objects.filter(kind="desk.date set").latest("id")
        assert {"label": "over", "text": f"{FIRST} to {LAST}"} in told.because["facts"]
        who = TimelineEvent.objects.filter(kind="checkins.spread").values_list("actor_id", flat=True)
        assert set(who) == {cast.lead.id} and len(who) == len(after)


def test_what_is_shown_before_is_what_is_done_and_showing_does_nothing_A12():
    cast = a_new_team()
    with cast.inside():
        before = dates()
        tried = dry_run(programme=PROGRAMME, condition=where(), first=FIRST, last=LAST, at=MONDAY)
        assert dates() == before
        assert (tried.many, max(tried.before.values())) == (52, 52)
    spread(cast)
    with cast.inside():
        days = [day_of(at, CHICAGO) for at in dates().values()]
        assert Counter(day - timedelta(days=day.weekday()) for day in days) == Counter(tried.after)


def test_only_firms_of_which_the_condition_holds_and_only_those_that_sleep_are_moved():
    cast = a_new_team()
    with cast.inside():
        gold = set(CheckIn.objects.filter(account__tier="gold").values_list("ticket_id", flat=True))
        open_one = CheckIn.objects.filter(account__tier="gold").earliest("id")
        checkins.start(check_in_id=open_one.pk, by=cast.rep, at=MONDAY)
        before = dates()
    spread(cast, where(tier=["gold"]))
    with cast.inside():
        assert {ticket for ticket, at in dates().items() if at != before[ticket]} == gold - {open_one.ticket_id}


def test_one_that_somebody_began_with_and_put_away_for_some_days_is_not_moved_A4_A9():
    cast = a_new_team(3)
    with cast.inside():
        check_in = CheckIn.objects.select_related("ticket").order_by("id")[0]
        checkins.start(check_in_id=check_in.pk, by=cast.rep, at=MONDAY)
        number, wish = check_in.ticket.number, Wish(day=date(2026, 11, 30))
        desk.put_to_sleep(number=number, wish=wish, by=cast.rep, at=MONDAY)
        was = dates()[check_in.ticket_id]
        run = dry_run(programme=PROGRAMME, condition=None, first=FIRST, last=LAST, at=MONDAY)
    spread(cast)
    with cast.inside():
        assert dates()[check_in.ticket_id] == was
        assert run.many == 2


def test_those_that_a_customer_answered_late_keep_their_day_until_their_round_is_ended_A4_A9():
    firm = a_firm()
    other = a_firm(firm.cast, name="Bayline FM")
    in_silence(firm)
    wrote(firm, days=30)
    replied(firm, days=31)
    at = YEAR + timedelta(days=32)
    with firm.cast.inside():
        a_whole_round(check_in_id=other.check_in.pk, by=firm.cast.rep, at=at)
        ids = [firm.check_in.pk, other.check_in.pk]
        assert answered_late(ids) == {each.pk for each in CheckIn.objects.all() if is_answered_late(each)} == {ids[0]}
    asked = {"programme": PROGRAMME, "first": date(2028, 1, 3), "last": date(2028, 12, 1), "at": at}
    was = firm.ticket.wakes_at, other.ticket.wakes_at
    with firm.cast.inside():
        run = dry_run(**asked, condition=None)
        assert (run.many, run.left_alone) == (1, 1)
        act = checkins.spread(**asked, condition=None, by=firm.cast.lead)
    assert firm.ticket.wakes_at == was[0]
    assert other.ticket.wakes_at != was[1]
    page = visitor(firm.cast, firm.cast.lead).get(f"/check-ins/spreads/{act.pk}").content.decode()
    assert "<b>1</b> keeps its day: a customer answered late" in page
    with firm.cast.inside(), pytest.raises(Refused, match="1 is one that a customer answered late"):
        Account.objects.filter(id=firm.id).update(tier="gold")
        checkins.spread(**asked, condition=where(tier=["gold"]), by=firm.cast.lead)
    ended(firm, days=33)
    with firm.cast.inside():
        assert (run := dry_run(**asked, condition=None)).many == 2
        assert run.left_alone == 0


def test_taken_back_each_has_the_day_that_it_had_but_for_those_on_which_something_was_done_since():
    cast = a_new_team(12)
    with cast.inside():
        before = dates()
    act = spread(cast)
    with cast.inside():
        touched = CheckIn.objects.earliest("id")
        a_whole_round(check_in_id=touched.pk, by=cast.rep, at=MONDAY)
        stays = dates()[touched.ticket_id]
        assert checkins.undo_spread(spreading_id=act.pk, by=cast.lead, at=MONDAY) == 11
        assert dates() == {**before, touched.ticket_id: stays}
        with pytest.raises(Refused):
            checkins.undo_spread(spreading_id=act.pk, by=cast.lead, at=MONDAY)


def test_the_page_of_a_spreading_says_of_each_which_day_it_had_and_which_it_has_A4():
    cast = a_new_team(12)
    with cast.inside():
        before = dates()
    act = spread(cast)
    with cast.inside():
        tickets = dict(CheckIn.objects.values_list("id", "ticket_id"))
        lines = spread_page(act.pk).lines
        now = dates()
    assert {tickets[line.check_in_id]: (line.was, line.wakes_at) for line in lines} == {
        ticket: (before[ticket], now[ticket]) for ticket in tickets.values()
    }
    assert [line.wakes_at for line in lines] == sorted(now.values())


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"programme": "none such"}, "no programme"),
        ({"first": date(2026, 11, 23)}, "past"),
        ({"first": date(2027, 5, 2), "last": date(2027, 5, 1)}, "no days"),
        ({"first": date(2027, 5, 1), "last": date(2027, 5, 2)}, "no days"),
        ({"last": date(2030, 1, 1)}, "too far"),
        ({"condition": where(tier="none such")}, "none"),
    ],
)
def test_what_cannot_be_spread_is_refused_and_nothing_is_moved(asked: dict[str, object], code: str):
    cast = a_new_team(3)
    usual = {"programme": PROGRAMME, "condition": where(), "first": FIRST, "last": LAST}
    with cast.inside():
        before = dates()
    with pytest.raises(Refused) as refused, cast.inside():
        checkins.spread(**(usual | asked), by=cast.lead, at=MONDAY)
    assert [each.code for each in refused.value.problems] == [code]
    with cast.inside():
        assert dates() == before


def test_on_the_page_one_looks_first_then_spreads_then_takes_it_back():
    cast = a_new_team(12)
    client = visitor(cast, cast.lead)
    days = {"programme": PROGRAMME, "tier": "gold, silver", "day": "2027-03-01", "last": "2027-06-30"}
    looked = client.get("/check-ins/spread", days).content.decode()
    assert "Spread 2 check-ins" in looked and "tier is gold or silver" in looked
    done = client.post("/check-ins/spreading", days)
    assert done.status_code == 302
    assert "2 check-ins spread" in client.get(done["Location"]).content.decode()
    assert client.post(f"{done['Location']}/undoing").status_code == 302
    assert "Taken back" in client.get(done["Location"]).content.decode()
    refused = client.post("/check-ins/spreading", {**days, "last": "2027-01-01"})
    assert refused.status_code == 409 and 'value="gold, silver"' in refused.content.decode()
