"""The judge of simulations: a firm's check-ins open on its own clocks' mornings, and come back by its own cadence (A1, A10)."""

from datetime import UTC, datetime, timedelta

from rounds_judge.guide import Guide
from rounds_judge.replay import Told, tell
from rounds_judge.world import Event
from tests.unit.checkins.test_judge_of_void_letters import CAME, GUIDE, happened

BEFORE = CAME - timedelta(days=300)
THERE = GUIDE.on_clocks_of("Australia/Lord_Howe")


def broken(guide: Guide, *events: Event) -> list[str]:
    return [each.rule for each in tell(Told(1, guide, []), list(events)).broken]


def dated(act: int, at: datetime, date: datetime) -> Event:
    return happened("desk.date set", act, at, wakes_at=date.isoformat(), sleeps=True)


def paced(act: int, at: datetime, every: str, was: str = "") -> Event:
    return happened("checkins.cadence changed", act, at, every=every, was=was)


def ended(act: int, at: datetime, date: datetime) -> list[Event]:
    return [happened("checkins.round ended", act, at, chosen=False), dated(act, at, date)]


def test_a_date_is_a_morning_on_the_clocks_of_the_firm_where_they_are_known_A1():
    there = THERE.office.opening(CAME.date())
    assert there != GUIDE.office.opening(CAME.date())
    assert broken(THERE, dated(1, BEFORE, there)) == broken(GUIDE, dated(1, BEFORE, CAME)) == []
    assert broken(THERE, dated(1, BEFORE, CAME)) == broken(GUIDE, dated(1, BEFORE, there)) == ["A1 on a morning"]


def test_a_span_counts_from_the_day_that_the_clocks_of_the_firm_show_A1():
    evening = datetime(2027, 9, 6, 22, tzinfo=UTC)  # it is the 7th there already
    assert THERE.office.day(THERE.office.after(evening, "2 weeks")).isoformat() == "2027-09-21"
    assert GUIDE.office.day(GUIDE.office.after(evening, "2 weeks")).isoformat() == "2027-09-20"


def test_a_round_that_is_over_comes_back_by_the_cadence_that_the_firm_has_by_then_A10():
    half, whole = (GUIDE.office.after(CAME, span) for span in ("6 months", "1 year"))
    paces = paced(2, BEFORE, "6 months"), paced(3, BEFORE, "", was="6 months")
    assert broken(GUIDE, dated(1, BEFORE, CAME), paces[0], *ended(4, CAME, half)) == []
    assert broken(GUIDE, dated(1, BEFORE, CAME), paces[0], *ended(4, CAME, whole)) == ["A9 then its cadence"]
    assert broken(GUIDE, dated(1, BEFORE, CAME), *paces, *ended(4, CAME, whole)) == []


def test_a_cadence_of_its_own_says_what_was_before_and_moves_no_date_A10():
    assert broken(GUIDE, dated(1, BEFORE, CAME), paced(2, BEFORE, "6 months", was="2 years")) == ["A10 its own cadence"]
    assert "A10 its own cadence" in broken(
        GUIDE, dated(1, BEFORE, CAME), paced(2, BEFORE, "6 months"), dated(2, BEFORE, CAME)
    )
