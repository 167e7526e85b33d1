"""The manual asks a role for a second factor: its holders set one up before anything else, and nobody ends with less."""

from functools import cache

import pytest
from django.core.cache import cache as store
from django.test import Client
from django.urls import reverse

from rounds.manual.commands import adopt
from rounds.team.commands import set_roles
from rounds.team.models import Notice
from rounds.team.queries import memberships_of
from rounds.team.second_factor.commands import take_away
from rounds.team.second_factor.queries import has_one
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.web.factors import (
    REQUIRED,
    SET_UP,
    a_member_with_an_app,
    at_the_second_step,
    person_of,
    secret_on,
    shows,
    with_an_app,
)
from tests.rooms.web.rows import ROWS
from tests.rooms.web.rows import address as address_of
from tests.rooms.web.visitor import statements, through_the_door
from tests.world import MANUAL, MONDAY, PASSWORD, Cast, a_workspace

EARLY = {"second-factor", "app-on", "passkey-options", "passkey-on"}
"""What stands open to those who have to set one up; all else leads there."""

BEFORE_A_COMPANY = {"companies", "company"}
"""About the person alone, before any company is entered; they show nothing of one."""


@pytest.fixture(autouse=True)
def _fresh_counts():
    store.clear()


def test_a_holder_of_the_role_is_led_to_set_one_up_and_then_to_where_they_wanted_to_go():
    cast = a_workspace(manual=REQUIRED)
    client = through_the_door(cast)
    answer = client.get("/manual?version=1")
    assert answer.headers["Location"] == f"{SET_UP}?next=/manual%3Fversion%3D1"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "One thing first" in page
    assert 'value="/manual?version=1"' in page
    secret = secret_on(client)
    done = client.post("/settings/sign-in/app", {"code": shows(secret), "next": "/manual?version=1"})
    assert done.status_code == 200
    assert 'href="/manual?version=1"' in done.content.decode()
    assert client.get("/desk").status_code == 200


def test_others_come_in_with_a_password_as_before():
    cast = a_workspace(manual=REQUIRED)
    assert through_the_door(cast, cast.manager).get("/manual").status_code == 200


@cache
def somebody_who_needs_a_factor() -> tuple[Cast, Client]:
    """Give somebody who may do everything once they have one, for all addresses: each leads them away and changes nothing."""
    cast = a_workspace(manual=REQUIRED)
    with cast.inside():
        set_roles(member_id=cast.manager.id or 0, roles=["manager", "lead", "rep"], by=Actor.system(), at=MONDAY)
    return cast, through_the_door(cast, cast.manager)


@pytest.mark.parametrize("name", sorted(set(ROWS) - EARLY - BEFORE_A_COMPANY))
def test_until_then_every_address_leads_there(name):
    cast, client = somebody_who_needs_a_factor()
    answer = getattr(client, ROWS[name].method)(address_of(name, cast))
    assert answer.status_code == 302, name
    assert answer["Location"].startswith(SET_UP), name


def test_what_was_written_when_the_manual_changed_is_given_back():
    cast = a_workspace()
    client = through_the_door(cast)
    assert client.get("/desk").status_code == 200
    with cast.inside():
        adopt(text=REQUIRED, by=Actor.system(), at=MONDAY)
    answer = client.post("/desk/1/answer", {"text": "Half an hour of thought"})
    assert answer.status_code == 403
    assert "Half an hour of thought" in answer.content.decode()
    partial = client.get("/desk", headers={"HX-Request": "true", "HX-Target": "list"})
    assert partial.headers["HX-Redirect"] == SET_UP


def test_the_page_that_leads_there_shows_nothing_of_the_desk_and_no_pass_to_listen():
    cast = a_workspace(manual=REQUIRED)
    page = through_the_door(cast).get(SET_UP).content.decode()
    assert "data-pass" not in page
    assert "data-news" not in page
    assert reverse("outbox") not in page
    assert 'class="rail' not in page


def test_refused_there_one_still_sees_nothing_of_the_desk():
    cast = a_workspace(manual=REQUIRED)
    client = through_the_door(cast)
    secret_on(client)
    answer = client.post("/settings/sign-in/app", {"code": "000000", "next": "/manual"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "data-pass" not in page
    assert 'value="/manual"' in page


def test_who_set_one_up_in_another_browser_shows_it_first_here():
    """Else whoever has the password alone would set up one of their own."""
    cast = a_workspace(manual=REQUIRED)
    a_member_with_an_app(cast)
    client = at_the_second_step(cast)
    session = client.session
    client.force_login(person_of(cast))  # a sign-in without the second step, as if one had slipped through
    assert client.session.get("factor") is None
    assert session is not None
    assert client.get(SET_UP).headers["Location"] == "/sign-in"
    assert client.get("/desk").headers["Location"].startswith("/sign-in")


def test_the_last_one_is_not_turned_off_while_the_manual_asks_for_it():
    cast = a_workspace(manual=REQUIRED)
    client = through_the_door(cast)
    with_an_app(client)
    answer = client.post("/settings/sign-in/app/off", {"password": PASSWORD})
    assert answer.status_code == 409
    assert "this is all you have" in answer.content.decode()
    assert has_one(person_of(cast).pk)


def test_after_the_manual_asks_no_more_it_may_go():
    cast = a_workspace(manual=REQUIRED)
    client = through_the_door(cast)
    with_an_app(client)
    with cast.inside():
        adopt(text=MANUAL.read_text(), by=Actor.system(), at=MONDAY)
    assert client.post("/settings/sign-in/app/off", {"password": PASSWORD}).status_code == 302


def test_it_costs_a_page_no_statement():
    without, asked = a_workspace(), a_workspace(manual=REQUIRED)
    plain, proved = through_the_door(without), through_the_door(asked)
    with_an_app(proved)
    for path in ("/desk", "/manual"):
        for client in (plain, proved):
            client.get(path)
        assert len(statements(proved, path)) == len(statements(plain, path)), path


# Somebody else takes it away.


def test_whoever_manages_people_takes_away_what_is_lost_and_its_owner_hears_of_it():
    cast = a_workspace()
    owner, _, _ = a_member_with_an_app(cast)
    manager = through_the_door(cast, cast.manager)
    path = reverse("person-second-factor-end", args=[cast.rep.id])
    assert "password and app" in manager.get(reverse("people")).content.decode()
    assert manager.post(path).status_code == 302
    assert not has_one(person_of(cast).pk)
    assert owner.get("/desk").status_code == 302, "their sign-ins have ended"
    again = through_the_door(cast)
    assert "Mara Lindqvist took away the second factor of Teo Okafor" in again.get("/notices").content.decode().replace(
        "</b>", ""
    ).replace('<b dir="auto">', "")
    with cast.inside():
        assert TimelineEvent.objects.get(kind="team.second factor taken away").actor_id == cast.manager.id
        assert Notice.objects.filter(member_id=cast.rep.id).count() == 1
    assert manager.post(path).status_code == 404, "there is nothing left to take"


def test_taken_away_under_a_manual_that_asks_for_it_the_member_sets_up_another_one():
    cast = a_workspace(manual=REQUIRED)
    with_an_app(through_the_door(cast))
    through_the_door(cast, cast.manager).post(reverse("person-second-factor-end", args=[cast.rep.id]))
    assert through_the_door(cast).get("/desk").headers["Location"].startswith(SET_UP)


def test_nobody_takes_away_their_own_without_the_password():
    cast = a_workspace()
    manager, _, _ = a_member_with_an_app(cast, cast.manager)
    assert manager.post(reverse("person-second-factor-end", args=[cast.manager.id])).status_code == 403
    assert has_one(person_of(cast, cast.manager).pk)


def test_one_company_takes_nothing_away_that_another_relies_on():
    from rounds.team.commands import add_member

    ours, theirs = a_workspace(), a_workspace()
    a_member_with_an_app(ours)
    person = person_of(ours)
    with theirs.inside():
        member = add_member(name="Teo Okafor", email=person.email, roles=["rep"], by=Actor.system(), at=MONDAY)
    assert len(memberships_of(person.pk)) == 2
    answer = through_the_door(theirs, theirs.manager).post(reverse("person-second-factor-end", args=[member.pk]))
    assert answer.status_code == 409
    assert "comes in to another company too" in answer.content.decode()
    assert has_one(person.pk)
    with theirs.inside():
        take_away(member_id=member.pk, by=Actor.system(), at=MONDAY)
    assert not has_one(person.pk), "whoever runs this Rounds may"
