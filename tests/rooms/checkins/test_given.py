"""A check-in has somebody when it opens, and is never out of sight while it has nobody (A1, A2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from rounds.accounts.commands import change_account
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.duties import DUTIES
from rounds.checkins.queries import listing
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import HAND_OUT, WAKE
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.web.waiting import waiting
from tests.manuals import MANUALS, a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.many import many_firms
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_workspace, later

BY_HAND = "queue: check-ins\ntakes: {ticket kind: check-in}\nworked by: rep\n"
IN_TURN = f"{BY_HAND}given: in turn\nif nobody fits: {{tell: lead}}\n"


def in_turn() -> Cast:
    """A company whose check-ins are given in turn; its reps work Monday to Friday in Chicago."""
    manual = a_yearly_manual()
    assert BY_HAND in manual
    cast = a_workspace(manual=manual.replace(BY_HAND, IN_TURN))
    with cast.inside():
        for each in (cast.rep, cast.teammate):
            week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
            team.set_hours(member_id=each.id, version=0, **week, by=each, at=MONDAY - timedelta(days=3))
    return cast


def passes(firm: Firm, now: datetime) -> None:
    """Let the engine see a moment, handing out included."""
    seal_all(firm.cast)
    rounds_to(firm.cast, (*DUTIES, WAKE, HAND_OUT), now=now)


def come(cast: Cast, *people: Actor, at: datetime) -> None:
    with cast.inside():
        for each in people:
            team.become_available(by=each, at=at)


def told(cast: Cast, kind: str) -> list[int]:
    with cast.inside():
        return list(
            Notice.objects.filter(event__kind=kind)
            .order_by("event_id", "member_id")
            .values_list("member_id", flat=True)
        )


def test_the_shipped_manual_gives_check_ins_in_turn_and_says_who_hears_where_nobody_fits_A1():
    text = (MANUALS / "annual-check-ins.md").read_text()
    _, _, clause = text.partition("queue: check-ins\n")
    assert "given: in turn\nif nobody fits: {tell: lead}\n" in clause.partition("```")[0]


def test_a_sleeping_check_in_is_given_in_the_week_before_its_day_and_opens_for_whoever_has_it_A1():
    firm = a_firm(in_turn())
    wakes = firm.ticket.wakes_at
    early = wakes - timedelta(hours=165)
    come(firm.cast, firm.cast.rep, at=early)
    passes(firm, early)
    assert firm.ticket.assignee_id is None, "its day is far: who knows who will be here then?"
    passes(firm, early + timedelta(hours=2))
    assert (firm.ticket.state, firm.ticket.assignee_id) == ("asleep", firm.cast.rep.id)
    passes(firm, wakes)
    assert (firm.ticket.state, firm.ticket.assignee_id) == ("open", firm.cast.rep.id)
    with firm.cast.inside():
        assert [row.account for row in listing(member_id=firm.cast.rep.id).open.rows] == ["Harbour FM"]
        given = TimelineEvent.objects.get(kind="desk.assigned")
    assert (given.clause, told(firm.cast, "desk.assigned")) == ("queue: check-ins", [firm.cast.rep.id])


def test_it_keeps_the_specialist_that_it_had_through_its_sleep_A1():
    firm = a_firm(in_turn())
    with firm.cast.inside():
        desk.take(number=firm.ticket.number, by=firm.cast.teammate, at=MONDAY)
    come(firm.cast, firm.cast.rep, at=firm.ticket.wakes_at - timedelta(days=1))
    passes(firm, firm.ticket.wakes_at)
    assert (firm.ticket.state, firm.ticket.assignee_id) == ("open", firm.cast.teammate.id)


def test_where_nobody_is_at_work_it_opens_with_nobody_the_lead_hears_once_and_it_goes_to_the_first_who_comes_A1():
    firm = a_firm(in_turn())
    wakes = firm.ticket.wakes_at
    for hours in (-160, -158, 0, 1, 2):
        passes(firm, wakes + timedelta(hours=hours))
    assert (firm.ticket.state, firm.ticket.assignee_id) == ("open", None)
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id]
    come(firm.cast, firm.cast.teammate, at=wakes + timedelta(hours=3))
    passes(firm, wakes + timedelta(hours=3, minutes=1))
    assert firm.ticket.assignee_id == firm.cast.teammate.id


def test_many_with_nobody_wait_on_together_each_told_of_once_and_each_is_given_when_somebody_comes():
    cast = in_turn()
    with cast.inside():
        firms = many_firms(12, days=0)
    firm = Firm(cast, firms[0].account_id, None)  # type: ignore[arg-type]
    wakes = max(each.ticket.wakes_at for each in firms)
    for hours in (0, 1):
        passes(firm, wakes + timedelta(hours=hours))
    assert told(cast, "desk.nobody fitted") == [cast.lead.id] * 12
    come(cast, cast.rep, cast.teammate, at=wakes + timedelta(hours=2))
    passes(firm, wakes + timedelta(hours=2, minutes=1))
    with cast.inside():
        assert {member_id: listing(member_id=member_id).open.many for member_id in (cast.rep.id, cast.teammate.id)} == {
            cast.rep.id: 6,
            cast.teammate.id: 6,
        }


@pytest.mark.parametrize("asleep", [True, False])
def test_what_a_leaver_had_is_handed_on_at_once_or_in_the_week_before_its_day_A1(*, asleep: bool):
    firm = a_firm(in_turn())
    with firm.cast.inside():
        desk.take(number=firm.ticket.number, by=firm.cast.teammate, at=MONDAY)
    wakes = firm.ticket.wakes_at
    if not asleep:
        passes(firm, wakes)
    goes = MONDAY + timedelta(days=1) if asleep else wakes + timedelta(hours=1)
    with firm.cast.inside():
        desk.end_membership(member_id=firm.cast.teammate.id, by=Actor.system(), at=goes)
    comes = wakes - timedelta(days=6) if asleep else goes + timedelta(minutes=1)
    come(firm.cast, firm.cast.rep, at=comes)
    passes(firm, comes)
    assert firm.ticket.assignee_id == firm.cast.rep.id


def test_of_a_firm_that_nobody_has_the_named_role_is_asked_A1():
    firm = a_firm(in_turn())
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=firm.cast.lead, at=later(1))
    passes(firm, later(1))
    assert told(firm.cast, "checkins.left") == [firm.cast.lead.id]


def test_what_is_open_with_nobody_stands_on_everybodys_own_list_and_counts_in_the_rail_A2():
    firm = a_firm()
    firm.passes(later(366))
    with firm.cast.inside():
        found = listing(member_id=firm.cast.rep.id)
        assert ([row.account for row in found.free.rows], found.free.many, found.open.many) == (["Harbour FM"], 1, 0)
        assert listing().free.rows == (), "it stands among everybody's open ones"
        assert waiting({"Check-ins"}, member_id=firm.cast.rep.id) == {"Check-ins": 1}
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get("/check-ins").content.decode()
    assert "Open, with nobody" in page
    client.post(f"/check-ins/{firm.check_in.pk}/taking")
    with firm.cast.inside():
        mine = listing(member_id=firm.cast.rep.id)
        assert (mine.free.many, mine.open.many) == (0, 1)
        assert waiting({"Check-ins"}, member_id=firm.cast.rep.id) == {"Check-ins": 1}
        assert waiting({"Check-ins"}, member_id=firm.cast.teammate.id) == {"Check-ins": 0}


def test_one_that_is_not_needed_counts_nowhere_as_open_though_its_ticket_was_opened_again_A2_A11():
    firm = a_firm()
    asked = {"by": firm.cast.rep, "at": later(1)}
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, **asked)
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", **asked)
        desk.reopen(number=firm.ticket.number, **asked)
    assert (firm.ticket.state, firm.ticket.assignee_id) == ("open", firm.cast.rep.id)
    with firm.cast.inside():
        assert (listing().open.many, listing().exempt.many) == (0, 1)
        assert waiting({"Check-ins", "Desk"}, member_id=firm.cast.rep.id) == {"Check-ins": 0, "Desk": 1}


def begins(firm: Firm, at: datetime) -> None:
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=at)


def writes(firm: Firm, at: datetime) -> None:
    firm.reach_out(at)


def calls(firm: Firm, at: datetime) -> None:
    with firm.cast.inside():
        checkins.log_reach_out(check_in_id=firm.check_in.pk, how=How.CALL, text="Left word.", by=firm.cast.rep, at=at)


@pytest.mark.parametrize("act", [begins, writes, calls])
def test_what_nobody_has_is_theirs_who_begins_with_it_or_reaches_out_A2(act: Callable[[Firm, datetime], None]):
    """It is given to nobody else, though somebody else's turn it is."""
    firm, at = a_firm(in_turn()), later(30, hours=1)
    come(firm.cast, firm.cast.teammate, at=at)
    act(firm, at)
    passes(firm, at + timedelta(minutes=1))
    assert firm.ticket.assignee_id == firm.cast.rep.id
    assert firm.happened("desk.assigned") == ["desk.assigned"]
    with firm.cast.inside():
        listed = listing(member_id=firm.cast.rep.id)
        assert (listed.open.many or listed.waiting.many, listed.free.many) == (1, 0)


@pytest.mark.parametrize("act", [begins, writes, calls])
def test_what_somebody_has_stays_theirs_whoever_else_begins_with_it_or_reaches_out_A2(
    act: Callable[[Firm, datetime], None],
):
    firm = a_firm()
    with firm.cast.inside():
        desk.take(number=firm.ticket.number, by=firm.cast.teammate, at=MONDAY)
    act(firm, later(30))
    assert firm.ticket.assignee_id == firm.cast.teammate.id


def test_what_the_manual_does_not_let_somebody_have_stays_free_when_they_begin_with_it_A2_C3():
    text = a_yearly_manual()
    cast = a_workspace(manual=text.replace(BY_HAND, f"{BY_HAND}open tickets each: 1\n"))
    first, second = a_firm(cast), a_firm(cast, name="Tall Pine")
    begins(first, later(30))
    begins(second, later(30))
    assert (first.ticket.assignee_id, second.ticket.assignee_id) == (cast.rep.id, None)


def test_whoever_hears_that_nobody_fits_hears_again_before_another_date_A1():
    firm = a_firm(in_turn())
    wakes = firm.ticket.wakes_at
    for hours in (-72, -70):
        passes(firm, wakes + timedelta(hours=hours))
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id]
    far = Wish(day=(wakes + timedelta(days=300)).date())
    with firm.cast.inside():
        asked = {"chosen": far, "by": firm.cast.rep, "at": wakes - timedelta(days=2)}
        checkins.move_day(check_in_id=firm.check_in.pk, **asked)
    passes(firm, wakes)
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id], "that day is far"
    for hours in (-72, -70, 0, 1):
        passes(firm, wakes + timedelta(days=300, hours=hours))
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id] * 2
    with firm.cast.inside():
        wish = Wish(span=Span.parse("3 days"))
        desk.put_to_sleep(number=firm.ticket.number, wish=wish, by=firm.cast.rep, at=wakes + timedelta(days=301))
    passes(firm, wakes + timedelta(days=303))
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id] * 3


def test_whoever_hears_that_nobody_fits_hears_again_where_many_that_sleep_are_spread_A1():
    firm = a_firm(in_turn())
    wakes = firm.ticket.wakes_at
    passes(firm, wakes - timedelta(days=3))
    begins = (wakes + timedelta(days=60)).date()
    days = {"first": begins, "last": begins + timedelta(days=5)}
    with firm.cast.inside():
        asked = {"programme": "yearly check-in", "condition": None, **days}
        checkins.spread(**asked, by=firm.cast.lead, at=wakes - timedelta(days=2))
    passes(firm, firm.ticket.wakes_at)
    assert told(firm.cast, "desk.nobody fitted") == [firm.cast.lead.id] * 2
