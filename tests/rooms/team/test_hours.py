"""Each member's own hours, days away, and the switch that says whether they are available (C3, C10)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Refused
from rounds.engine.finding import find
from rounds.site.duties import DUTIES
from rounds.team import commands as team
from rounds.team.duties import SIGN_OFF
from rounds.team.models import Available, OwnHours
from rounds.team.on_duty import Duty
from rounds.team.queries import at_work, duty_of
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.passing import rounds_to
from tests.world import MONDAY, Cast, a_workspace, later

FIVE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""17:00 in Chicago on the Monday."""


def keep(
    cast: Cast, who: Actor, *windows: str, zone: str = "America/Chicago", version: int = 0, by: Actor | None = None
):
    written = list(windows) or ["Mon-Fri 8:00-12:00", "Mon-Fri 13:00-17:00"]
    with cast.inside():
        return team.set_hours(
            member_id=who.id or 0, zone=zone, windows=written, version=version, by=by or who, at=MONDAY
        )


def here(cast: Cast, who: Actor, at: datetime = MONDAY) -> Available:
    with cast.inside():
        return team.become_available(by=who, at=at)


def duty(cast: Cast, who: Actor, at: datetime) -> Duty:
    with cast.inside():
        return duty_of([who.id or 0], at=at)[who.id or 0]


def test_only_whoever_is_inside_their_hours_and_available_is_at_work():
    """C3."""
    cast = a_workspace()
    assert duty(cast, cast.rep, MONDAY) is Duty.NO_HOURS
    keep(cast, cast.rep)
    assert duty(cast, cast.rep, MONDAY) is Duty.NOT_AVAILABLE
    here(cast, cast.rep)
    assert duty(cast, cast.rep, later(hours=1)) is Duty.ON
    with cast.inside():
        team.sign_off(by=cast.rep, at=later(hours=2))
    assert duty(cast, cast.rep, later(hours=2)) is Duty.NOT_AVAILABLE
    assert duty(cast, cast.rep, later(hours=1)) is Duty.ON, "the past stays as it was"


def test_many_members_are_asked_in_one_statement():
    cast = a_workspace()
    with cast.inside():
        for who in (cast.rep, cast.teammate, cast.lead):
            keep(cast, who)
            here(cast, who)
        everybody = [who.id or 0 for who in (cast.lead, cast.production, cast.rep, cast.teammate)]
        with CaptureQueriesContext(connection) as asked:
            assert at_work(everybody, at=later(hours=1)) == [cast.lead.id, cast.rep.id, cast.teammate.id]
        assert len(asked) == 1


def test_forgotten_sign_off_ends_by_itself_and_leaves_its_event():
    """C3: the engine does it, once, at the end of official hours, however late it comes."""
    cast = a_workspace()
    keep(cast, cast.rep)
    row = here(cast, cast.rep)
    assert row.until_at == FIVE
    assert duty(cast, cast.rep, FIVE) is Duty.OUTSIDE
    assert not [due for due in find(SIGN_OFF, later(hours=1), 100) if due.id == row.pk]
    for _ in range(2):
        rounds_to(cast, DUTIES, now=later(1))
    with cast.inside():
        row.refresh_from_db()
        assert row.ended_at == FIVE
        [event] = TimelineEvent.objects.filter(kind="team.signed off")
        assert (event.at, event.payload) == (FIVE, {"member": cast.rep.id, "by_itself": True})


def test_whoever_forgot_yesterday_becomes_available_today_though_the_engine_was_away():
    cast = a_workspace()
    keep(cast, cast.rep)
    here(cast, cast.rep)
    here(cast, cast.rep, at=later(1))
    assert duty(cast, cast.rep, later(1, hours=1)) is Duty.ON


def test_nobody_is_available_twice():
    cast = a_workspace()
    keep(cast, cast.rep)
    here(cast, cast.rep)
    with pytest.raises(Refused, match="available already"):
        here(cast, cast.rep, at=later(hours=1))


def test_without_hours_nobody_becomes_available():
    cast = a_workspace()
    with pytest.raises(Refused, match="not said your hours"):
        here(cast, cast.rep)


def test_new_hours_move_the_end_of_the_running_day():
    cast = a_workspace()
    keep(cast, cast.rep)
    here(cast, cast.rep)
    keep(cast, cast.rep, "Mon-Fri 8:00-11:00", version=1)
    assert duty(cast, cast.rep, later(hours=1)) is Duty.ON
    with cast.inside():
        assert Available.objects.get().until_at == later(hours=2)


def test_days_off_are_taken_and_given_up():
    cast = a_workspace()
    keep(cast, cast.rep)
    with cast.inside():
        day = {"member_id": cast.rep.id or 0, "first_on": date(2026, 11, 23), "last_on": date(2026, 11, 23)}
        off = team.go_away(**day, by=cast.rep, at=MONDAY)
        team.become_available(by=cast.rep, at=MONDAY)
    assert duty(cast, cast.rep, later(hours=1)) is Duty.AWAY
    with pytest.raises(Refused, match="taken already"), cast.inside():
        team.go_away(**day, by=cast.rep, at=MONDAY)
    with cast.inside():
        team.stay_here(away_id=off.pk, by=cast.rep, at=MONDAY)
    assert duty(cast, cast.rep, later(hours=1)) is Duty.ON


@pytest.mark.parametrize(
    ("zone", "windows", "why"),
    [
        ("America/Chicagoo", ["Mon-Fri 9:00-17:00"], "no time zone"),
        ("", ["Mon-Fri 9:00-17:00"], "zone is missing"),
        ("Europe/Berlin", [], "need a time"),
        ("Europe/Berlin", ["whenever"], "not a window"),
        ("Europe/Berlin", ["Mon 22:00-6:00"], "closes before it opens"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(zone, windows, why):
    cast = a_workspace()
    with pytest.raises(Refused, match=why), cast.inside():
        team.set_hours(member_id=cast.rep.id or 0, zone=zone, windows=windows, version=0, by=cast.rep, at=MONDAY)


def test_two_who_set_the_same_hours_see_both_sides():
    cast = a_workspace()
    keep(cast, cast.rep, by=cast.manager)
    with pytest.raises(ChangedMeanwhile) as changed:
        keep(cast, cast.rep, "Tue 9:00-10:00", version=0)
    assert changed.value.theirs["Hours"] == "Mon-Fri 8:00-12:00\nMon-Fri 13:00-17:00"
    assert changed.value.mine["Hours"] == "Tue 9:00-10:00"


def test_each_reviews_their_own_hours():
    """C10."""
    cast = a_workspace()
    keep(cast, cast.rep, by=cast.manager)
    with cast.inside():
        assert OwnHours.objects.get().reviewed_at is None, "a manager's word is no review"
        team.confirm_hours(by=cast.rep, at=later(hours=1))
        assert OwnHours.objects.get().reviewed_at == later(hours=1)


def test_a_member_does_not_set_a_colleagues_hours():
    cast = a_workspace()
    with pytest.raises(NotAllowed):
        keep(cast, cast.teammate, by=cast.rep)


def test_another_companys_member_has_no_hours_here():
    ours, theirs = a_workspace(), a_workspace()
    keep(ours, ours.rep)
    with pytest.raises(NotThere):
        keep(theirs, ours.rep, by=theirs.manager)
    with theirs.inside():
        assert duty_of([ours.rep.id or 0], at=MONDAY) == {}
