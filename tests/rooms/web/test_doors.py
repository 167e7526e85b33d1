"""The door of every page: strangers, other companies, roles without the right, broken forms."""

import pytest
from django.test import Client
from django.urls import get_resolver

from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.team.permissions import ACTS as KNOWN
from rounds.web.doors import ACTS, ROOMS
from tests.rooms.web.visitor import through_the_door
from tests.world import a_ticket, a_workspace, later

OPEN = {
    "account_login": "the sign-in",
    "second-step": "whoever has given their password, and is asked for more",
    "second-step-passkey": "the same, with a passkey",
    "passkey-challenge": "whoever is about to sign in with a passkey",
    "passkey-in": "the sign-in by a passkey alone",
    "account_logout": "the way out",
    "first": "an empty Rounds, for whoever holds the code that `rounds serve` printed",
    "forgotten": "whoever has forgotten their password",
    "new-password": "the same, by the link that was sent",
    "join": "whoever was asked to, by the link that was sent",
    "companies": "somebody signed in who has not said to which company they come",
    "company": "the same",
}
"""Addresses that need nobody signed in, or no company yet, and for whom they are."""

PAGES = (
    "/",
    "/desk",
    "/desk/1",
    "/desk/new",
    "/accounts",
    "/accounts/1",
    "/manual",
    "/outbox",
    "/quarantine",
    "/why/1",
    "/go?q=1",
)
TICKET_ACTS = ("answer", "note", "taking", "return", "assignee", "sleep", "date", "no-date", "closure", "reopening")


def _addresses():
    """List the page's addresses; the API's doors are its own, and have their own matrix."""
    for pattern in get_resolver().url_patterns:
        if not str(pattern.pattern).startswith("api/"):
            yield from getattr(pattern, "url_patterns", [pattern])


def _has_a_door(view):
    """Say whether a view is one that `page` or `act` opened, whatever counts its callers around it."""
    while view not in {*ROOMS, *ACTS}:
        if (view := getattr(view, "__wrapped__", None)) is None:
            return False
    return True


def test_no_address_is_without_a_door():
    """Deny by default: a view that nobody opened with `page` or `act` fails the build."""
    without = [each.name for each in _addresses() if not _has_a_door(each.callback) and each.name not in OPEN]
    assert without == []


def test_every_page_is_found_by_its_door():
    """A refused act shows a page again that says where it stands, and knows of it only the door."""
    assert set(ROOMS) <= set(get_resolver().reverse_dict)


def test_every_door_names_an_act_of_the_one_table():
    acts = {*ACTS.values(), *(room.act for room in ROOMS.values())} - {None}
    assert acts <= KNOWN


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_the_sign_in(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in")


def test_a_strangers_part_of_a_page_sends_the_whole_page_to_the_sign_in():
    answer = Client().get("/desk", headers={"HX-Request": "true", "HX-Target": "list"})
    assert answer["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize("act", TICKET_ACTS)
def test_another_companys_ticket_is_not_there(act):
    theirs, ours = a_workspace(), a_workspace()
    with theirs.inside():
        for _ in range(3):
            a_ticket()
        number = a_ticket().number
    client = through_the_door(ours, ours.manager)
    form = {"version": 1, "text": "hello", "member": 1, "date": "1 week", "keeps": "keep"}
    assert client.get(f"/desk/{number}").status_code == 404
    assert client.post(f"/desk/{number}/{act}", form).status_code == 404
    with theirs.inside():
        assert Ticket.objects.get(number=number).version == 1


def test_a_role_without_the_right_is_refused_with_who_may_and_keeps_what_was_typed():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    answer = through_the_door(cast, cast.production).post(
        f"/desk/{number}/answer", {"version": 1, "text": "I typed this."}
    )
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You may not answer customers." in page
    assert "Whoever is" in page
    assert "I typed this." in page
    with cast.inside():
        assert Message.objects.filter(kind="staff").count() == 0


def test_a_refused_act_comes_back_with_its_text_and_leaves_nothing():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = through_the_door(cast)
    form = {"version": 1, "text": "We promise it.", "date": "own", "day": "2020-01-01", "keeps": "keep"}
    answer = client.post(f"/desk/{number}/answer", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A reopen date lies in the future." in page
    assert "We promise it." in page
    assert f'data-url="/desk/{number}"' in page, (
        "where it can be asked for anew, for nothing can be at the act's address"
    )
    assert "data-url" not in client.get(f"/desk/{number}").content.decode().partition("<main")[0]
    with cast.inside():
        assert Ticket.objects.get(number=number).version == 1
        assert Message.objects.filter(kind="staff").count() == 0


def test_a_stale_write_shows_both_sides_and_can_be_done_on_top():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.take(number=number, by=cast.teammate, at=later(0.1))
    client = through_the_door(cast)
    answer = client.post(f"/desk/{number}/answer", {"version": 1, "text": "My side."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Elin Berg" in page
    assert "My side." in page
    assert 'name="version" value="2"' in page
    assert client.post(f"/desk/{number}/answer", {"version": 2, "text": "My side."}).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {"text": "No version."},
        {"version": "first", "text": "No number."},
        {"version": 1, "text": "A \x00 in it."},
        {"version": 1, "text": "No day.", "date": "own", "day": ""},
        {"version": 1, "text": "No span.", "date": "soon"},
        {"version": 1, "text": "No moment.", "date": "at:soon"},
    ],
)
def test_a_form_that_cannot_be_read_is_422_and_says_why(form):
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    answer = through_the_door(cast).post(f"/desk/{number}/answer", form)
    assert answer.status_code == 422
    assert "Not sent" in answer.content.decode()


def test_a_form_without_its_safety_mark_says_so_and_gives_the_text_back():
    cast = a_workspace()
    client = through_the_door(cast)
    client.handler.enforce_csrf_checks = True
    answer = client.post("/desk/1/answer", {"version": 1, "text": "A long answer."})
    assert answer.status_code == 403
    assert "A long answer." in answer.content.decode()


def test_a_form_over_the_limit_is_answered_in_plain_words():
    cast = a_workspace()
    answer = through_the_door(cast).post("/desk/1/answer", {"version": 1, "text": "x" * 2_500_000})
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_somebody_of_no_company_any_more_is_told_so():
    cast = a_workspace()
    client = through_the_door(cast)
    assert client.get("/desk").status_code == 200
    with cast.inside():
        from rounds.team.models import Member

        Member.objects.filter(id=cast.rep.id).update(active=False)
    for _ in range(2):
        answer = client.get("/desk")
        assert answer.status_code == 403
        assert "No company here knows you" in answer.content.decode()
