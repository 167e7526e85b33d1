"""Which tickets may be merged, and what is said of those that may not; a merged one takes no act."""

import pytest

from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Ticket
from tests.rooms.desk.two_tickets import Two
from tests.world import MONDAY, a_customer, a_ticket, later


def test_a_merged_ticket_takes_no_act_and_says_where_it_went():
    two = Two()
    two.merge()
    for act, more in ((desk.close, {}), (desk.answer, {"text": "Hello"}), (desk.follow, {}), (desk.take, {})):
        with pytest.raises(Refused, match=f"#{two.two.number} was merged into #{two.one.number}"), two.cast.inside():
            act(number=two.two.number, by=two.cast.rep, at=later(hours=4), **more)


def test_tickets_of_one_firm_may_be_merged_and_those_of_two_customers_not():
    two = Two()
    cast = two.cast
    with cast.inside():
        stranger = a_ticket()
        for name in ("Ann", "Bea"):
            person = a_customer(name, account="Harbour Tile & Stone" if name == "Ann" else "")
            ticket = a_ticket(by=Taking(person.contact_id, person.address_id))
            if name == "Bea":
                desk.name_account(number=ticket.number, name="Harbour Tile & Stone", by=cast.rep, at=MONDAY)
                of_firm = ticket
            else:
                Ticket.objects.filter(id=ticket.pk).update(
                    account_id=Ticket.objects.model._meta.apps.get_model("accounts", "Account").objects.latest("id").pk
                )
                same_firm = ticket
    two.merge(same_firm.number, into=of_firm.number)
    with pytest.raises(Refused, match=f"#{stranger.number} came from another customer"):
        two.merge(stranger.number)


@pytest.mark.parametrize(
    ("case", "text"),
    [("none", "No other ticket"), ("itself", "No other ticket"), ("too many", "25")],
)
def test_what_cannot_be_merged_is_said(case, text):
    two = Two()
    others = {"none": [], "itself": [two.one.number], "too many": []}[case]
    if case == "too many":
        others = [two.ticket().number for _ in range(26)]
    with pytest.raises(Refused, match=text), two.cast.inside():
        desk.merge(number=two.one.number, others=others, by=two.cast.rep, at=MONDAY)


def test_what_is_not_there_is_not_merged():
    two = Two()
    for wanted in ((two.one.number, [999]), (999, [two.one.number])):
        with pytest.raises(NotThere), two.cast.inside():
            desk.merge(number=wanted[0], others=wanted[1], by=two.cast.rep, at=MONDAY)


def test_a_stale_page_merges_nothing():
    two = Two()
    with pytest.raises(ChangedMeanwhile):
        two.merge(version=7)
