"""A manual with other hours: check-ins that sleep open by them on the day that they have, and go back where it is brought back (A1, F1)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.accounts.commands import change_account
from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.commands import keeping_hours
from rounds.checkins.queries import check_in_page
from rounds.checkins.queries.undoing import undo_of
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt, bring_back
from rounds.manual.queries import proposal
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.checkins.many import PROGRAMME
from tests.world import MONDAY, a_workspace, later

CHICAGO, TOKYO = ZoneInfo("America/Chicago"), ZoneInfo("Asia/Tokyo")
MANUAL = a_yearly_manual()
OPEN = "open: [Mon-Fri 8:00-12:00, Mon-Fri 13:00-17:00]"
EARLIER, NO_FRIDAYS = MANUAL.replace(OPEN, "open: Mon-Fri 7:30-17:00"), MANUAL.replace(OPEN, "open: Mon-Thu 8:00-17:00")
FRIDAY, NEXT_MONDAY = date(2027, 5, 14), date(2027, 5, 17)


def on_friday(*, zone: str = "") -> Firm:
    """A firm whose check-in sleeps until a Friday."""
    assert OPEN in MANUAL
    firm = a_firm(a_workspace(manual=MANUAL))
    with firm.cast.inside():
        if zone:
            change_account(account_id=firm.id, values={"zone": zone}, fields={}, by=firm.cast.lead, at=MONDAY)
        checkins.move_day(check_in_id=firm.check_in.pk, chosen=Wish(day=FRIDAY), by=firm.cast.rep, at=later(1))
    return firm


def adopts(firm: Firm, text: str, *, days: float = 2) -> None:
    with firm.cast.inside():
        adopt(text=text, by=firm.cast.manager, at=later(days))
    for _ in range(3):
        firm.passes(later(days))


def touches(firm: Firm, text: str) -> tuple[str, ...]:
    with firm.cast.inside():
        return proposal(text, at=later(2)).touches


def stands(firm: Firm, zone: ZoneInfo = CHICAGO) -> str:
    assert firm.ticket.wakes_at
    return f"{firm.ticket.wakes_at.astimezone(zone):%F %H:%M}"


def test_one_that_sleeps_opens_on_the_new_morning_of_its_day_and_says_why_A1_F2():
    firm = on_friday()
    said = f"1 check-in of “{PROGRAMME}” opens by the new hours."
    assert said in touches(firm, EARLIER)
    assert not any("asleep or dated" in each for each in touches(firm, EARLIER)), "no date of a check-in stays"
    adopts(firm, EARLIER)
    assert stands(firm) == "2027-05-14 07:30"
    why = firm.last_reason()
    assert (why["clause"], why["version"], why["keys"]) == (f"programme: {PROGRAMME}", 2, ["hours"])
    assert [fact["label"] for fact in why["facts"]] == ["the day was chosen by", "by the hours before it was to open"]
    assert firm.ticket.state == "asleep"
    firm.passes(opens := datetime(2027, 5, 14, 12, 30, tzinfo=UTC))
    assert firm.ticket.woke_at == opens
    assert len(firm.happened("desk.woke")) == 1


def test_where_nobody_is_there_any_more_on_its_day_it_opens_on_the_next_and_has_its_own_again_as_that_is_brought_back_A1_F3():
    firm = on_friday()
    assert f"1 check-in of “{PROGRAMME}” opens by the new hours, on another day." in touches(firm, NO_FRIDAYS)
    adopts(firm, NO_FRIDAYS)
    assert stands(firm) == "2027-05-17 08:00"
    facts = {fact["label"]: fact.get("text") for fact in firm.last_reason()["facts"]}
    assert facts["nobody is here any more on"] == "2027-05-14"
    with firm.cast.inside():
        bring_back(number=1, version=2, by=firm.cast.manager, at=later(3))
    for _ in range(3):
        firm.passes(later(3))
    assert stands(firm) == "2027-05-14 08:00"
    assert "nobody is here any more on" not in [fact["label"] for fact in firm.last_reason()["facts"]]


def test_a_day_that_somebody_chose_since_is_none_that_is_given_back_F3():
    firm = on_friday()
    adopts(firm, NO_FRIDAYS)
    with firm.cast.inside():
        checkins.move_day(check_in_id=firm.check_in.pk, chosen=Wish(day=NEXT_MONDAY), by=firm.cast.rep, at=later(2.5))
    adopts(firm, MANUAL, days=3)
    assert stands(firm) == "2027-05-17 08:00"


def test_a_firm_with_clocks_of_its_own_opens_on_its_own_morning_and_a_team_that_moves_keeps_the_day_A1():
    firm = on_friday(zone="Asia/Tokyo")
    adopts(firm, EARLIER)
    assert stands(firm, TOKYO) == "2027-05-14 07:30"
    adopts(firm, EARLIER.replace("zone: America/Chicago", "zone: America/New_York"), days=3)
    assert stands(firm, TOKYO) == "2027-05-14 07:30", "its clocks are its own"
    firm = on_friday()
    adopts(firm, MANUAL.replace("zone: America/Chicago", "zone: Pacific/Auckland"))
    assert stands(firm, ZoneInfo("Pacific/Auckland")) == "2027-05-14 08:00"


def test_what_waits_for_an_answer_keeps_the_hours_that_it_began_with_and_a_beginning_takes_the_new_ones_A3_A10():
    firm = on_friday()
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=later(1))
    begun = stands(firm)
    adopts(firm, EARLIER)
    assert stands(firm) == begun.replace("08:00", "07:30")
    assert firm.ticket.state == "open"
    firm.reach_out(later(3))
    waits = stands(firm)
    assert f"1 check-in of “{PROGRAMME}” that waits for an answer keeps" not in " ".join(touches(firm, MANUAL))
    adopts(firm, MANUAL, days=3.1)
    assert stands(firm) == waits


def test_ones_own_act_can_still_be_taken_back_where_new_hours_moved_its_date_and_what_comes_back_follows_them_A1():
    firm = on_friday()
    mine = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.start(**mine, at=later(1))
    adopts(firm, EARLIER)
    with firm.cast.inside():
        assert undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0)
        checkins.take_back(**mine, at=later(2.1))
    for _ in range(3):
        firm.passes(later(2.2))
    assert (firm.ticket.state, stands(firm)) == ("asleep", "2027-05-14 07:30")


def test_where_somebody_did_something_between_new_hours_give_no_way_back_A1():
    firm = on_friday()
    mine = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.start(**mine, at=later(1))
        Ticket.objects.filter(id=firm.ticket.pk).update(version=firm.ticket.version + 1)
    adopts(firm, EARLIER)
    with firm.cast.inside():
        assert undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0) is None
    with pytest.raises(Refused, match="nothing of yours"), firm.cast.inside():
        checkins.take_back(**mine, at=later(2.1))


def in_silence(firm: Firm) -> None:
    """Let the first wait end, write once more, and hear nothing to the end of the ladder."""
    for _ in range(2):
        assert firm.ticket.wakes_at
        firm.passes(firm.ticket.wakes_at)
        if firm.check_in.step is not None:
            firm.reach_out(firm.ticket.woke_at)


def test_a_ladder_that_ends_by_itself_sleeps_by_the_new_hours_though_it_began_with_others_A1_A10():
    firm = on_friday()
    with firm.cast.inside():
        checkins.change_cadence(check_in_id=firm.check_in.pk, every=Span.parse("3 weeks"), by=firm.cast.rep, at=MONDAY)
    firm.passes(came := datetime(2027, 5, 14, 13, tzinfo=UTC))
    firm.reach_out(came)
    adopts(firm, NO_FRIDAYS, days=(came - MONDAY).days + 1)
    in_silence(firm)
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"] * 2
    assert stands(firm) == "2027-06-28 08:00", "three weeks behind its last wait is a Friday"
    assert {fact["label"] for fact in firm.last_reason()["facts"]} >= {"nobody is here any more on", "its cadence is"}


def test_one_whose_round_somebody_ends_while_its_ladder_runs_sleeps_by_the_new_hours_too_A1_A9():
    firm = on_friday()
    firm.passes(came := datetime(2027, 5, 14, 13, tzinfo=UTC))
    firm.reach_out(came)
    adopts(firm, EARLIER, days=(came - MONDAY).days + 1)
    with firm.cast.inside():
        at = came + timedelta(days=3)
        promised = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=at).next_at
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=at)
    assert stands(firm).endswith("07:30")
    assert firm.ticket.wakes_at == promised, "the page says so before"
    assert firm.last_reason()["version"] == 2


def test_a_new_morning_that_has_passed_today_leaves_it_where_it_is_A1():
    firm = on_friday()
    at = datetime(2027, 5, 14, 12, 45, tzinfo=UTC)
    with firm.cast.inside():
        adopt(text=EARLIER, by=firm.cast.manager, at=at)
    for _ in range(3):
        firm.passes(at)
    assert stands(firm) == "2027-05-14 08:00"
    firm.passes(at + timedelta(minutes=15))
    assert firm.ticket.state == "open"


def test_a_manual_with_the_same_hours_moves_nothing_and_looks_at_nothing_A1():
    firm = on_friday()
    version = firm.ticket.version
    adopts(firm, f"{MANUAL}\nA word more.\n")
    assert firm.ticket.version == version
    assert not any("hours" in each for each in touches(firm, f"{MANUAL}\nMore.\n"))


def test_more_than_one_transaction_takes_follow_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping_hours, "MOST", 2)
    cast = a_workspace(manual=MANUAL)
    firms = [a_firm(cast, name=f"Firm {number}") for number in range(5)]
    adopts(firms[0], EARLIER)
    firms[0].passes(later(2))
    assert {stands(firm)[-5:] for firm in firms} == {"07:30"}
