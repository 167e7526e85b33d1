"""Every address of the page as everybody: nobody, a member without the right, another workspace, a forged form (architecture 5).

The list is made from the addresses: a new one without its row here fails the build.
"""

import pytest
from django.test import Client
from django.urls import reverse

from rounds.desk.models import Ticket
from rounds.team.models import Member
from rounds.web.urls import urlpatterns
from tests.rooms.web.rows import ACTS, OUTSIDE, RECORDS, RESTRICTED, ROWS, address, signed_in, somebody
from tests.world import a_shared_workspace, a_ticket, a_workspace, another_shared_workspace


def test_every_address_has_its_row():
    assert {pattern.name for pattern in urlpatterns} == set(ROWS) | OUTSIDE


@pytest.mark.parametrize("name", ROWS)
def test_nobody_is_asked_to_sign_in_and_sees_nothing(name):
    cast = a_shared_workspace()
    answer = getattr(Client(), ROWS[name].method)(address(name, cast))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", RESTRICTED)
def test_a_member_without_the_right_is_refused_in_plain_words(name):
    cast = a_shared_workspace()
    answer = getattr(somebody(cast, roles=()), ROWS[name].method)(address(name, cast))
    assert answer.status_code == 403
    assert ROWS[name].act in answer.content.decode()


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_another_workspaces_looks_as_if_it_were_not_there(name):
    ours, theirs = a_shared_workspace(), another_shared_workspace()
    path = address(name, ours)
    with ours.inside():
        for _ in range(3):
            a_ticket()  # so that numbers there are none of theirs
        before = list(Ticket.objects.order_by("id").values())
    form = {"text": "Spy", "version": "1", "member": "1", "date": "own", "day": "2030-01-02", "kind": "question"}
    answer = getattr(somebody(theirs), ROWS[name].method)(
        path, form | {"account": "Spy", "other": "1", "address": "spy@spy.example", "address_id": "1"}
    )
    assert answer.status_code == 404
    with ours.inside():
        assert list(Ticket.objects.order_by("id").values()) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_needs_the_forms_own_token_and_is_no_link(name):
    cast = a_shared_workspace()
    path = address(name, cast)
    assert somebody(cast, csrf=True).post(path).status_code == 403
    assert somebody(cast).get(path).status_code == 405


def test_a_workspace_named_in_the_request_changes_nothing():
    """The current workspace comes from the sign-in, never from what a request says (architecture 3)."""
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        a_ticket(subject="Ours alone")
    client = signed_in(theirs)
    for query in ({"workspace": ours.workspace_id}, {"workspace_id": ours.workspace_id}):
        assert "Ours alone" not in client.get(reverse("desk"), query).content.decode()


def test_a_member_who_left_is_out_at_the_next_click():
    cast = a_workspace()
    client = signed_in(cast)
    assert client.get(reverse("desk")).status_code == 200
    with cast.inside():
        Member.objects.filter(name="Visitor Here").update(active=False)
    assert client.get(reverse("desk")).status_code == 403
