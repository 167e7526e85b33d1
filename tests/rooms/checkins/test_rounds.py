"""Which firms have a check-in, and when it comes round (A1, A4)."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from rounds.accounts.commands import change_account
from rounds.basics.problems import NotAllowed, NotThere, Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.rules.states import Phase
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Because
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, answers, local, phase
from tests.rooms.checkins.cast import a_firm
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, a_workspace, later


def test_a_firm_that_becomes_a_customer_gets_its_one_ticket_which_sleeps_for_a_year_A1():
    firm = a_firm()
    assert phase(firm) is Phase.ASLEEP
    assert local(firm.ticket.wakes_at) == "2027-11-23 08:00"
    assert firm.last_reason()["clause"] == "programme: yearly check-in"
    firm.passes(later(30))
    with firm.cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 1


def test_a_firm_that_is_no_customer_gets_none_A1():
    cast = a_workspace(manual=a_yearly_manual())
    with pytest.raises(CheckIn.DoesNotExist):
        a_firm(cast, lifecycle="former").check_in


def test_on_its_day_it_opens_once_and_says_why_A1_F2():
    firm = a_firm()
    firm.passes(YEAR - timedelta(hours=2))
    assert phase(firm) is Phase.ASLEEP
    for hours in range(3):
        firm.passes(YEAR + timedelta(hours=hours))
    assert phase(firm) is Phase.DUE
    assert firm.happened("desk.woke") == ["desk.woke"]
    labels = [fact["label"] for fact in firm.last_reason()["facts"]]
    assert labels == ["its day was", "it was set", "it came onto the programme", "its cadence is"]
    assert local(datetime.fromisoformat(firm.last_reason()["next_at"])) == "2027-11-24 00:00"


def test_nobody_closes_or_merges_the_ticket_of_a_check_in_A1():
    firm = a_firm()
    number = firm.ticket.number
    with firm.cast.inside(), pytest.raises(Refused) as refused:
        desk.close(number=number, by=firm.cast.lead, at=MONDAY)
    assert refused.value.problems[0].clause == "programme: yearly check-in"
    with firm.cast.inside(), pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(number=number).update(state="closed", closed_at=MONDAY, wakes_at=None, wake_clause="")


def test_a_firm_that_leaves_the_condition_is_asked_about_and_not_dropped_A1():
    firm = a_firm()
    for stage, left in (("former", True), ("customer", False)):
        with firm.cast.inside():
            change_account(account_id=firm.id, values={"lifecycle": stage}, fields={}, by=firm.cast.lead, at=later(1))
        firm.passes(later(1))
        assert bool(firm.check_in.left_at) is left
    assert phase(firm) is Phase.ASLEEP
    assert firm.happened("checkins.left") == ["checkins.left"] * 2


def test_whoever_is_asked_of_a_firm_that_left_reads_what_the_condition_asks_and_what_the_firm_is_A1_F2():
    firm = a_firm()
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=firm.cast.lead, at=later(1))
    firm.passes(later(1))
    with firm.cast.inside():
        because = Because.from_json(TimelineEvent.objects.get(kind="checkins.left").because)
    assert [(fact.label, fact.text) for fact in because.facts] == [
        ("the programme is for firms where", "lifecycle is customer"),
        ("its lifecycle is", "former"),
        ("this firm", "is none"),
    ]


def test_many_firms_are_spread_so_that_no_week_has_them_all_A4():
    spread = PROGRAMME.replace("every: 1 year", "every: 1 year\nspread: evenly")
    cast = a_workspace(manual=a_yearly_manual(spread))
    for name in range(16):
        firm = a_firm(cast, name=f"Firm {name}")
    assert firm.cast is cast
    with cast.inside():
        days = sorted(at.date() for at in Ticket.objects.values_list("wakes_at", flat=True))
    gaps = [(after - before).days for before, after in pairwise(days)]
    assert min(gaps) >= 8
    assert max(gaps) <= 46


def test_who_may_not_do_check_ins_and_who_is_elsewhere_does_none():
    firm, elsewhere = a_firm(), a_workspace(manual=a_yearly_manual())
    check_in_id = firm.check_in.pk
    with firm.cast.inside(), pytest.raises(NotAllowed):
        checkins.start(check_in_id=check_in_id, by=firm.cast.production, at=YEAR)
    with elsewhere.inside(), pytest.raises(NotThere):
        checkins.start(check_in_id=check_in_id, by=elsewhere.rep, at=YEAR)


def test_following_twice_changes_nothing():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    seal_all(firm.cast)
    with firm.cast.inside():
        checkins.follow_programmes(at=YEAR)
        before = len(firm.happened())
        checkins.follow_programmes(at=YEAR)
        assert len(firm.happened()) == before
