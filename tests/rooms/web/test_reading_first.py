"""Whoever may not read the desk sees nothing of it by way of what else they may do: no page, no act and no answer shows a subject."""

import pytest

from rounds.basics.problems import NotAllowed
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Ticket
from rounds.team.permissions import ON_TICKETS
from tests.manuals import SHIPPED, clause
from tests.rooms.api.program import codes, program
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, a_member, a_ticket, a_workspace

SECRET = "Our salaries"


def somebody_blind(*acts: str):
    """A company with a member who may do these acts, and not read the desk; and two tickets of one customer."""
    cast = a_workspace(manual=f"{SHIPPED}\n{clause(f'role: blind\nmay: [{", ".join(acts)}]')}")
    with cast.inside():
        customer: Taking = a_customer()
        numbers = [a_ticket(by=customer, subject=SECRET).number for _ in range(2)]
        who = a_member("Bea Blind", ["blind"], f"blind-{cast.workspace_id}")
    return cast, who, numbers


@pytest.mark.parametrize(
    ("act", "path"),
    [
        ("merge tickets", "/desk/merge?number={0}&number={1}"),
        ("see reports", "/targets/tickets"),
    ],
)
def test_a_page_of_another_right_shows_no_ticket_to_whoever_may_not_read_the_desk(act, path):
    cast, who, numbers = somebody_blind(act)
    answer = visitor(cast, who).get(path.format(*numbers))
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()


def test_nothing_is_merged_by_whoever_may_not_read_the_desk():
    cast, who, (one, other) = somebody_blind("merge tickets")
    with pytest.raises(NotAllowed, match="You may not read the desk"), cast.inside():
        desk.merge(number=one, others=[other], by=who, at=MONDAY)
    answer = visitor(cast, who).post("/desk/merging", {"into": one, "number": [one, other]})
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("act", sorted(ON_TICKETS))
def test_every_act_on_tickets_asks_for_reading_them_too(act):
    cast, who, (number, _) = somebody_blind(act)
    with cast.inside():
        before = list(Ticket.objects.order_by("id").values())
    asking = program(cast, who)
    for method, path, body in (
        ("POST", f"/tickets/{number}/taking", None),
        ("POST", f"/tickets/{number}/note", {"text": "Hm"}),
        ("POST", f"/tickets/{number}/priority", {"priority": "urgent"}),
        ("POST", f"/tickets/{number}/closure", None),
    ):
        answer = asking.ask(method, path, body)
        assert answer.status_code == 403
        assert SECRET not in answer.content.decode()
    with cast.inside():
        assert list(Ticket.objects.order_by("id").values()) == before


def test_a_token_for_one_act_is_not_shown_the_ticket_for_it_and_may_do_what_shows_none():
    cast, _, (number, _) = somebody_blind("read the manual")
    asking = program(cast, scopes=("set priorities", "write notes"))
    shown = asking.post(f"/tickets/{number}/priority", {"priority": "urgent"})
    assert (shown.status_code, codes(shown)) == (403, ["outside scope"])
    assert SECRET not in shown.content.decode()
    with cast.inside():
        assert Ticket.objects.get(number=number).priority != "urgent"
    noted = asking.post(f"/tickets/{number}/note", {"text": "Built."})
    assert noted.status_code == 201
    assert SECRET not in noted.content.decode()
