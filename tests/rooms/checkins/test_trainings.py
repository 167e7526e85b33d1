"""A wish for training that a check-in brings: its ticket, and who hears of it (A9)."""

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.models import Link
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.team.queries import members_with
from tests.manuals import MANUALS, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, act
from tests.rooms.checkins.cast import MAILBOX, a_firm
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace


def test_a_wish_for_training_opens_a_ticket_that_is_linked_both_ways_A9():
    firm = a_firm()
    with pytest.raises(Refused, match="not said who wishes"):
        act(firm, checkins.wish_training, at=YEAR, text="A refresher for the new people.")
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher for the new people.")
    assert (training.account_id, training.requester_id) == (firm.id, firm.contact.contact_id)
    with firm.cast.inside():
        link = Link.objects.get()
        assert {link.first_id, link.second_id} == {training.pk, firm.check_in_ticket_id}


def test_whoever_works_the_queue_hears_of_a_training_on_its_own_ticket_and_whoever_asked_does_not_A9():
    firm = a_firm()
    firm.passes(YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher.", whom=firm.contact)
    with firm.cast.inside():
        notices = list(
            Notice.objects.order_by("member_id").values_list("member_id", "event__kind", "event__subject_id")
        )
        others = sorted({each.pk for each in members_with("rep")} - {firm.cast.rep.id})
    assert firm.cast.teammate.id in others
    assert notices == [(each, "desk.ticket opened", training.pk) for each in others]
    page = visitor(firm.cast, firm.cast.teammate).get(f"/desk/{training.number}").content.decode()
    assert f"#{firm.ticket.number} " in page, "it leads to the check-in"
    page = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}").content.decode()
    assert f"#{training.number} " in page, "which leads to it"
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert f'href="/desk/{training.number}"' in page, "and so does the page of the check-in"


def test_a_queue_that_gives_in_turn_tells_whom_it_gives_a_training_to_and_nobody_else_A9():
    box = "queue: front desk\n"
    manual = a_yearly_manual()
    assert manual.count(box) == 1
    cast = a_workspace(manual=manual.replace(box, f"{box}given: in turn\nif nobody fits: {{tell: lead}}\n"))
    firm = a_firm(cast)
    firm.passes(YEAR)
    with cast.inside():
        week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
        team.set_hours(member_id=cast.teammate.id, version=0, **week, by=cast.teammate, at=MONDAY)
        team.become_available(by=cast.teammate, at=YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher.", whom=firm.contact)
    with cast.inside():
        assert Notice.objects.count() == 0
        assert desk.hand_out(ticket_id=training.pk, at=YEAR)
        notices = list(Notice.objects.values_list("member_id", "event__kind", "event__subject_id"))
    assert notices == [(cast.teammate.id, "desk.assigned", training.pk)]


def test_the_shipped_manual_gives_trainings_in_turn_and_tells_all_trainers_while_none_is_at_work_A9():
    _, _, clause = (MANUALS / "annual-check-ins.md").read_text().partition("queue: training\n")
    assert "given: in turn\nif nobody fits: {tell: trainer}\n" in clause.partition("```")[0]


def test_after_a_call_one_says_who_wishes_for_training_A9():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.log_reach_out, at=YEAR, how=How.CALL, text="They want to hear it all once more.")
    wish = {"text": "A refresher for the new people.", "whom": firm.contact, "mailbox": MAILBOX}
    training = act(firm, checkins.wish_training, at=YEAR, **wish)
    assert (training.account_id, training.requester_id) == (firm.id, firm.contact.contact_id)
    assert training.mailbox == MAILBOX, "they can be answered"
