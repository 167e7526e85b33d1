"""A session is read together with who it belongs to, and is worth what that person is worth at this moment."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from rounds.team.commands import add_member, take_off
from rounds.team.models import Member, Person, Session
from rounds.team.sessions import SessionStore
from rounds.timeline.rules import Actor
from tests.rooms.web.visitor import statements, through_the_door
from tests.world import MONDAY, Cast, a_workspace

IN, OUT = 200, 302


def person_of(cast: Cast, who: Actor) -> Person:
    with cast.inside():
        person = Member.objects.get(id=who.id).person
    assert person
    return person


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.cookies["sessionid"].value)


def test_one_statement_finds_session_person_member_and_company():
    client = through_the_door(a_workspace())
    client.get("/manual")
    asked = statements(client, "/manual")
    assert [each for each in asked if "came_in" in each] == asked[:1]
    assert not [each for each in asked if 'FROM "person"' in each or 'FROM "member"' in each]


def test_a_session_knows_its_person_and_company_by_columns():
    cast = a_workspace()
    client = through_the_door(cast)
    client.get("/desk")
    row = session_of(client)
    assert (row.person_id, row.workspace_id) == (person_of(cast, cast.rep).pk, cast.workspace_id)


def test_a_new_password_ends_the_sessions_signed_for_the_old_one():
    cast = a_workspace()
    client = through_the_door(cast)
    assert client.get("/desk").status_code == IN
    person = person_of(cast, cast.rep)
    person.set_password("quite another password")
    person.save()
    assert client.get("/desk").status_code == OUT


def test_somebody_switched_off_is_out_at_once():
    cast = a_workspace()
    client = through_the_door(cast)
    assert client.get("/desk").status_code == IN
    Person.objects.filter(id=person_of(cast, cast.rep).pk).update(is_active=False)
    assert client.get("/desk").status_code == OUT


def test_a_session_whose_person_was_exchanged_in_the_table_opens_nothing():
    cast = a_workspace()
    client = through_the_door(cast)
    client.get("/desk")
    Session.objects.filter(pk=session_of(client).pk).update(person=person_of(cast, cast.manager))
    answer = client.get("/desk")
    assert answer.status_code == IN  # Django finds the person that the session was signed for
    assert b"Teo Okafor" in answer.content
    assert b"Mara Lindqvist" not in answer.content


def test_an_expired_session_is_nobody():
    client = through_the_door(a_workspace())
    client.get("/desk")
    Session.objects.filter(pk=session_of(client).pk).update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert client.get("/desk").status_code == OUT


def test_whoever_left_one_company_enters_the_other():
    ours, theirs = a_workspace(), a_workspace()
    client = through_the_door(ours)
    assert client.get("/desk").status_code == IN
    email = person_of(ours, ours.rep).email
    with theirs.inside():
        add_member(name="Teo Okafor", email=email, roles=["rep"], by=Actor.system(), at=MONDAY)
    with ours.inside():
        take_off(member_id=ours.rep.id or 0, by=Actor.system(), at=MONDAY)
    assert client.get("/desk").status_code == IN
    assert session_of(client).workspace_id == theirs.workspace_id


def test_each_reader_of_a_session_has_a_copy_of_their_own():
    stored = SessionStore().encode({"pending": {"person": 1}})
    SessionStore().decode(stored)["pending"]["person"] = 2
    assert SessionStore().decode(stored) == {"pending": {"person": 1}}


def test_a_session_whose_text_was_changed_holds_nothing_however_well_the_right_one_is_known():
    stored = SessionStore().encode({"pending": {"person": 1}})
    assert SessionStore().decode(stored)
    for other in (stored[:-1] + ("A" if stored[-1] != "A" else "B"), "x" + stored, ""):
        assert SessionStore().decode(other) == {}
