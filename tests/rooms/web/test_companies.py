"""Whoever belongs to several companies says which one they come to; the session keeps it, and nothing else decides it."""

from django.test import Client

from rounds.desk.models import Message
from rounds.team.commands import add_member, take_off
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from tests.rooms.web.visitor import through_the_door
from tests.world import MONDAY, PASSWORD, Cast, a_ticket, a_workspace


def in_both() -> tuple[Cast, Cast, Client]:
    """Somebody who is a rep in two companies and has just signed in."""
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        a_ticket(subject="Ours alone")
        email = Member.objects.get(id=ours.rep.id).email
    with theirs.inside():
        a_ticket(subject="Theirs alone")
        add_member(name="Teo Okafor", email=email, roles=["rep"], by=Actor.system(), at=MONDAY)
    client = Client()
    client.post("/sign-in", {"login": email, "password": PASSWORD})
    return ours, theirs, client


def test_whoever_belongs_to_two_is_asked_and_sees_neither_before():
    _, _, client = in_both()
    page = client.get("/desk").content.decode()
    assert "Which company?" in page
    assert "Ours alone" not in page
    assert "Theirs alone" not in page


def test_the_session_keeps_the_choice_and_it_can_be_changed():
    ours, theirs, client = in_both()
    answer = client.post(f"/companies/{theirs.workspace_id}", {"back": "/desk?show=asleep"})
    assert answer.headers["Location"] == "/desk?show=asleep"
    assert "Theirs alone" in client.get("/desk").content.decode()
    assert "Another company" in client.get("/desk").content.decode()
    client.post(f"/companies/{ours.workspace_id}")
    page = client.get("/desk").content.decode()
    assert "Ours alone" in page
    assert "Theirs alone" not in page


def test_whoever_belongs_to_one_is_not_asked():
    page = through_the_door(a_workspace()).get("/desk").content.decode()
    assert "Which company?" not in page
    assert "Another company" not in page


def test_a_company_that_one_does_not_belong_to_is_not_there():
    ours, stranger = a_workspace(), a_workspace()
    client = through_the_door(ours)
    client.get("/desk")
    for number in (stranger.workspace_id, 10**15):
        assert client.post(f"/companies/{number}").status_code == 404
    assert client.get("/desk").status_code == 200
    assert client.session["workspace"] == ours.workspace_id


def test_a_company_that_one_has_left_cannot_be_entered_by_an_old_form():
    _, theirs, client = in_both()
    client.get("/companies")
    with theirs.inside():
        mine = Member.objects.exclude(id=theirs.rep.id).get(name="Teo Okafor")
        take_off(member_id=mine.pk, by=Actor.system(), at=MONDAY)
    assert client.post(f"/companies/{theirs.workspace_id}").status_code == 404
    assert "Ours alone" in client.get("/desk").content.decode(), "one is left, and nobody asks"


def test_an_act_without_a_chosen_company_does_nothing():
    ours, theirs, client = in_both()
    answer = client.post("/desk/1/note", {"text": "Whose is it?", "version": "1"})
    assert "Which company?" in answer.content.decode()
    for cast in (ours, theirs):
        with cast.inside():
            assert not Message.objects.filter(text="Whose is it?").exists()


def test_the_way_back_leads_nowhere_else():
    ours, _, client = in_both()
    for back in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""):
        answer = client.post(f"/companies/{ours.workspace_id}", {"back": back})
        assert answer.headers["Location"] == "/", back
