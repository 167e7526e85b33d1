"""A forgotten password: a link by mail, once, for an hour; and nobody learns which addresses are known."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from rounds.basics import clock
from rounds.mail import commands as mail
from rounds.mail.forgetting import send_link
from rounds.mail.models import Errand
from rounds.team import commands as team
from rounds.team.models import Member, Person
from rounds.timeline.rules import Actor
from tests.rooms.web.visitor import through_the_door
from tests.world import PASSWORD, Cast, a_workspace

NEW, DOOR = "quite another password", "http://testserver/forgotten/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()


def a_company() -> Cast:
    cast = a_workspace(at=clock.now())
    with cast.inside():
        mail.add_mailbox(
            name="support", address=f"support@w{cast.workspace_id}.example", by=Actor.system(), at=clock.now()
        )
    return cast


def email_of(cast: Cast) -> str:
    with cast.inside():
        return Member.objects.get(id=cast.rep.id).email


def link(cast: Cast) -> str:
    assert send_link(email_of(cast), door=DOOR, at=clock.now())
    with cast.inside():
        found = re.search(r"http://testserver(/forgotten/\S+)", Errand.objects.latest("id").text)
    assert found
    return found[1]


def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work():
    """Enumeration: nothing is looked up while somebody waits, so neither words nor time tell them apart."""
    cast = a_company()
    known, unknown = email_of(cast), f"{'x' * (len(email_of(cast)) - 9)}@y.invalid"
    said, work = [], []
    for address in (known, unknown):
        client = Client()
        client.get("/forgotten")
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/forgotten", {"email": address})
        said.append((answer.status_code, re.sub(r"<b>.*?</b>", "", answer.content.decode())))
        work.append([re.sub(r"'[^']*'|[0-9]+", "?", query["sql"])[:60] for query in asked.captured_queries])
    assert said[0] == said[1]
    assert work[0] == work[1]
    assert not [sql for sql in work[0] if "person" in sql]


def test_the_link_sets_another_password_once_and_ends_every_sign_in():
    cast = a_company()
    signed_in, path = through_the_door(cast), link(cast)
    signed_in.get("/desk")
    assert Client().get(path).status_code == 200
    assert Client().post(path, {"password": NEW}).status_code == 302
    assert signed_in.get("/desk").status_code == 302
    assert Person.objects.get(email=email_of(cast)).check_password(NEW)
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"password": "a third password"}).status_code == 410


def test_the_link_holds_for_an_hour():
    path = link(a_company())
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert Client().get(path).status_code == 410


def test_a_weak_password_is_refused_and_the_link_still_holds():
    path = link(a_company())
    answer = Client().post(path, {"password": "short"})
    assert answer.status_code == 409
    assert "too short" in answer.content.decode()
    assert Client().get(path).status_code == 200


def test_links_that_were_not_sent_open_nothing():
    cast, other = a_company(), a_company()
    path = link(cast)
    person_id, token = path.split("/")[2:4]
    with other.inside():
        stranger = Member.objects.get(id=other.rep.id).person_id
    for wrong in (
        f"/forgotten/{stranger}/{token}",
        f"/forgotten/{person_id}/{token}x",
        f"/forgotten/{person_id}/-",
        "/forgotten/999999999/x",
    ):
        assert Client().get(wrong).status_code == 410
        assert Client().post(wrong, {"password": NEW}).status_code == 410
    assert Person.objects.get(id=person_id).check_password(PASSWORD)


def test_nobodys_mailbox_is_filled():
    cast, now = a_company(), clock.now()
    sent = [send_link(email_of(cast), door=DOOR, at=now + timedelta(minutes=minute)) for minute in (0, 1, 4, 6)]
    assert sent == [True, False, False, True]


def test_whoever_left_and_whoever_never_was_get_no_link():
    cast = a_company()
    assert not send_link("nobody@nowhere.example", door=DOOR, at=clock.now())
    with cast.inside():
        team.take_off(member_id=cast.rep.id or 0, by=cast.manager, at=clock.now())
    assert not send_link(email_of(cast), door=DOOR, at=clock.now())


def test_asking_is_throttled():
    said = [Client().post("/forgotten", {"email": f"a{n}@b.example"}).status_code for n in range(12)]
    assert (said[0], said[-1]) == (200, 429)
