"""One's own sign-in: where one is signed in, sign-ins that end at once, and another password."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.test import Client, override_settings

from rounds.team.commands import add_member
from rounds.team.models import Member, Session
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.web.devices import device_of
from tests.rooms.web.visitor import through_the_door
from tests.world import MONDAY, PASSWORD, Cast, a_workspace

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"
NEW = "quite another password"


def with_two_browsers() -> tuple[Cast, Client, Client]:
    cast = a_workspace()
    here, there = through_the_door(cast), through_the_door(cast)
    here.get("/desk", headers={"User-Agent": FIREFOX})
    there.get("/desk", headers={"User-Agent": IPHONE})
    return cast, here, there


def ends(client: Client) -> list[str]:
    page = client.get("/settings/sign-in").content.decode()
    return [piece.split("/end")[0] for piece in page.split('action="/settings/sign-in/')[1:] if "/end" in piece[:40]]


def test_a_member_sees_where_they_are_signed_in():
    _, here, _ = with_two_browsers()
    page = here.get("/settings/sign-in").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert page.count("You are here") == 1
    assert str(here.session.session_key) not in page


def test_a_sign_in_that_is_ended_is_out_at_the_next_click():
    _, here, there = with_two_browsers()
    [mark, others] = ends(here)
    assert others == "others"
    assert here.post(f"/settings/sign-in/{mark}/end").status_code == 302
    assert there.get("/desk").status_code == 302
    assert here.get("/desk").status_code == 200


def test_an_ended_sign_in_does_not_come_back_by_a_request_that_was_under_way():
    _, here, there = with_two_browsers()
    under_way = there.session
    assert under_way["workspace"], "it has been read"
    here.post("/settings/sign-in/others/end")
    under_way["seen"] = 1
    with pytest.raises(UpdateError):
        under_way.save()
    assert not Session.objects.filter(session_key=under_way.session_key).exists()


def test_nobody_ends_somebody_elses_sign_in():
    cast, here, _ = with_two_browsers()
    colleague = through_the_door(cast, cast.teammate)
    colleague.get("/desk")
    through_the_door(cast, cast.teammate).get("/desk")
    theirs = ends(colleague)[0]
    assert here.post(f"/settings/sign-in/{theirs}/end").status_code == 404
    assert colleague.get("/desk").status_code == 200
    here.post("/settings/sign-in/others/end")
    assert colleague.get("/desk").status_code == 200


def test_another_password_ends_all_other_sign_ins_in_every_company():
    cast, here, there = with_two_browsers()
    assert here.post("/settings/sign-in/password", {"old": PASSWORD, "new": NEW}).status_code == 302
    assert here.get("/desk").status_code == 200
    assert there.get("/desk").status_code == 302
    with cast.inside():
        assert Member.objects.get(id=cast.rep.id).person.check_password(NEW)
        assert TimelineEvent.objects.filter(kind="team.password changed").count() == 1


def test_a_password_is_changed_only_by_whoever_knows_it_and_not_to_a_weak_one():
    cast = a_workspace()
    client = through_the_door(cast)
    for old, new, why in (
        ("wrong one", NEW, "not your password"),
        (PASSWORD, "short", "too short"),
        (PASSWORD, PASSWORD, "old one"),
    ):
        answer = client.post("/settings/sign-in/password", {"old": old, "new": new})
        assert answer.status_code == 409
        assert why in answer.content.decode()


def test_guessing_the_password_from_an_open_browser_is_throttled():
    cache.clear()
    client = through_the_door(a_workspace())
    said = [
        client.post("/settings/sign-in/password", {"old": f"guess {n}", "new": NEW}).content.decode() for n in range(7)
    ]
    assert "Too many tries" not in said[0]
    assert "Too many tries" in said[-1]


def test_one_browser_signed_in_costs_no_write_at_each_page():
    cast = a_workspace()
    client = through_the_door(cast)
    client.get("/desk")
    before = Session.objects.get(session_key=client.session.session_key).session_data
    client.get("/desk")
    assert Session.objects.get(session_key=client.session.session_key).session_data == before


def test_browsers_are_called_as_people_call_them():
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
    assert device_of(chrome) == "Chrome on Windows"
    assert device_of(f"{chrome} Edg/150.0") == "Edge on Windows"
    assert device_of("") == "A browser"
    assert device_of("<script>" * 50) == "A browser"


def test_a_person_of_two_companies_has_one_password():
    ours, theirs = a_workspace(), a_workspace()
    client = through_the_door(ours)
    client.get("/desk")
    with ours.inside():
        email = Member.objects.get(id=ours.rep.id).email
    with theirs.inside():
        add_member(name="Teo Okafor", email=email, roles=["rep"], by=Actor.system(), at=MONDAY)
    client.post("/settings/sign-in/password", {"old": PASSWORD, "new": NEW})
    there = Client()
    assert there.post("/sign-in", {"login": email, "password": PASSWORD}).status_code == 200
    assert there.post("/sign-in", {"login": email, "password": NEW}).status_code == 302


def test_who_signs_in_too_often_is_told_what_to_do():
    """The sign-in's own words would be a page without ours."""
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
        client = Client(REMOTE_ADDR="10.255.0.1")
        answers = [client.post("/sign-in", {"login": "a@b.example", "password": "x"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "Wait a few minutes" in answers[1].content.decode()


def test_coming_in_and_going_out_says_nothing_that_is_not_ours():
    """design/README, Voice: no “successfully”; that one is in is seen by the page."""
    cast = a_workspace()
    client = through_the_door(cast)
    assert "toast-page" not in client.get("/desk").content.decode()
    client.post("/sign-out")
    with cast.inside():
        email = Member.objects.values_list("email", flat=True).get(id=cast.rep.id)
    answer = client.post("/sign-in", {"login": email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert "toast-page" not in answer.content.decode()
